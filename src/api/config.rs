//! The configuration as the page gives it, turned into what the inside needs. The loader has
//! checked it before; what it could not have let through is an error here too, never a guess.

use js_sys::{JSON, Reflect};
use serde::Deserialize;
use wasm_bindgen::JsValue;

use super::error::ApiError;
use crate::{
    domain::{
        Config,
        config::{Notification, Rules},
        offer::Offers,
        policy,
    },
    storage::{MemoryStore, Store, WebStore, key},
    value,
};

/// What `init` takes, as far as it concerns the wasm. README lists it all.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    pub id: String,
    pub brand: Brand,
    pub visitor: Visitor,
    pub title_count: bool,
    pub images: bool,
    storage: Place,
    notification: Notification,
    #[serde(skip)]
    pub rules: Rules,
    #[serde(skip)]
    offers: Offers,
    #[serde(skip)]
    pub is_inline: bool,
    /// The options of the backend, which knows what they must be.
    #[serde(skip)]
    pub backend: JsValue,
}

/// The name and picture of the site.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Brand {
    pub name: Option<String>,
    pub logo: Option<String>,
}

/// What the page knows of the visitor.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Visitor {
    pub name: Option<String>,
    pub email: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Place {
    #[default]
    Local,
    Session,
    Memory,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            id: "default".to_owned(),
            brand: Brand::default(),
            visitor: Visitor::default(),
            title_count: true,
            images: true,
            storage: Place::default(),
            notification: Notification::default(),
            rules: Rules::default(),
            offers: Offers::default(),
            is_inline: false,
            backend: JsValue::UNDEFINED,
        }
    }
}

impl Options {
    /// Reads a configuration and checks that its settings go together.
    pub fn read(config: JsValue) -> Result<Self, ApiError> {
        let own = |name: &str| Reflect::get(&config, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let (target, offers) = (own("target"), own("offers"));
        let backend = own("backend");
        let rules: Rules = value::read(config.clone()).map_err(|_| ApiError::ConfigType)?;
        policy::check(&rules).map_err(ApiError::Conflict)?;
        let read: Self = value::read(config).map_err(|_| ApiError::ConfigType)?;
        Ok(Self {
            rules,
            offers: Offers {
                pre_chat: part(&offers, "preChat"),
                survey: part(&offers, "survey"),
                files: part(&offers, "files"),
                ..Offers::default()
            },
            is_inline: !target.is_falsy(),
            backend,
            ..read
        })
    }

    /// What the core needs.
    pub fn session(&self) -> Config {
        Config {
            rules: self.rules.clone(),
            offers: self.offers.clone(),
            notification: self.notification,
            brand: self.brand_name(),
        }
    }

    /// Where the conversation is kept.
    pub fn store(&self) -> Box<dyn Store> {
        match self.storage {
            Place::Local => Box::new(WebStore::local(key(&self.id))),
            Place::Session => Box::new(WebStore::session(key(&self.id))),
            Place::Memory => Box::<MemoryStore>::default(),
        }
    }

    /// The name the window carries while nobody is there.
    pub fn brand_name(&self) -> String {
        self.brand
            .name
            .clone()
            .unwrap_or_else(|| "Support".to_owned())
    }
}

/// One of the offers as JSON; the code that knows its shape is loaded later.
fn part(offers: &JsValue, name: &str) -> Option<String> {
    let part = Reflect::get(offers, &name.into()).ok()?;
    if part.is_falsy() {
        return None;
    }
    JSON::stringify(&part).ok()?.as_string()
}
