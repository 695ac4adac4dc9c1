//! What a page configures for this backend, out of its own words.

use js_sys::{Array, Function, Object};
use wasm_bindgen::{JsCast as _, JsValue};

use super::{
    json::some_text,
    place::{Fault, Place},
};
use crate::value::Value;

/// The options there are.
pub const NAMES: &[&str] = &[
    "url",
    "orgId",
    "deployment",
    "proxy",
    "language",
    "attributes",
    "labels",
    "terms",
    "identity",
    "captcha",
];

/// Reads of the `backend` of a configuration what can be wrong.
pub fn read(backend: &JsValue, is_verified: bool) -> Result<(Place, Option<Function>), Fault> {
    let said = |name: &'static str| some_text(backend, &[name]);
    let identity = backend
        .field("identity")
        .and_then(|identity| identity.dyn_into::<Function>().ok());
    let place = Place {
        url: said("url").unwrap_or_default(),
        proxy: said("proxy"),
        org: said("orgId").unwrap_or_default(),
        deployment: said("deployment").unwrap_or_default(),
        language: said("language"),
        is_verified,
        ..Place::default()
    };
    Ok((place.checked(identity.is_some())?, identity))
}

/// What the page says and knows besides.
#[derive(Clone, Debug)]
pub struct Given {
    /// The `backend` of the configuration.
    pub backend: JsValue,
    /// The visitor's name.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
}

/// The place with what goes along.
pub fn complete(place: &Place, given: &Given) -> Place {
    let mut attributes = Vec::new();
    if let Some(name) = &given.name {
        let (first, last) = name.rsplit_once(' ').unwrap_or((name, ""));
        attributes.push(("_firstName".to_owned(), first.to_owned()));
        if !last.is_empty() {
            attributes.push(("_lastName".to_owned(), last.to_owned()));
        }
    }
    let email = given.email.clone();
    attributes.extend(email.map(|email| ("_email".to_owned(), email)));
    attributes.extend(pairs(&given.backend, "attributes"));
    Place {
        attributes,
        labels: pairs(&given.backend, "labels"),
        terms: some_text(&given.backend, &["terms"]),
        has_captcha: captcha(given).is_some(),
        ..place.clone()
    }
}

/// What has a visitor prove that they are no program.
pub fn captcha(given: &Given) -> Option<Function> {
    given.backend.field("captcha")?.dyn_into().ok()
}

/// The texts of an object with their names.
fn pairs(backend: &JsValue, name: &'static str) -> Vec<(String, String)> {
    let Some(object) = backend.field(name).filter(JsValue::is_object) else {
        return Vec::new();
    };
    let entries = Object::entries(object.unchecked_ref::<Object>());
    let pair = |entry: JsValue| {
        let entry: Array = entry.dyn_into().ok()?;
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    entries.iter().filter_map(pair).collect()
}
