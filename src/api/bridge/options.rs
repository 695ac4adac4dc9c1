//! The configuration of a bridge.

use js_sys::Reflect;
use serde::Deserialize;
use wasm_bindgen::JsValue;

use crate::{
    api::error::ApiError,
    browser::clock,
    domain::{
        Instant,
        config::{Notification, Rules as ChatRules},
        end::Next,
        policy,
        time::SECOND,
    },
    storage::{Store, WebStore, key},
    transport::bridge::{
        After, Hands, Rules, Told,
        embedded_service::{self, EmbeddedService},
        zendesk::{self, Zendesk},
    },
    value::{self, Value as _},
};

/// What reads an event of the vendor's: its name, its detail, when it was heard, and whether the
/// client has a button.
pub type Reader = fn(&str, &JsValue, Instant, bool) -> Option<Told>;

/// What a bridge needs to know.
pub struct Options {
    pub rules: Rules,
    pub hands: Box<dyn Hands>,
    pub read: Reader,
    pub request_end: Option<String>,
    pub store: Option<Box<dyn Store>>,
    pub key: String,
    pub is_at_start: bool,
}

/// What `init` takes, as far as the wasm asks for it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Given {
    id: String,
    after: After,
    notification: Notification,
    position: Position,
    storage: Place,
    missing_after: Option<u64>,
    missing_notice: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Position {
    #[default]
    End,
    Start,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Place {
    #[default]
    Local,
    Session,
    Memory,
}

/// How long the vendor's widget may take to appear, in seconds: stalls of 20 have been seen.
const PATIENCE_S: u64 = 30;

impl Options {
    /// Reads a configuration that the entry has checked.
    pub fn read(config: JsValue) -> Result<Self, ApiError> {
        let backend = Reflect::get(&config, &"backend".into()).unwrap_or(JsValue::UNDEFINED);
        let chat: ChatRules = value::read(config.clone()).map_err(|_| ApiError::ConfigType)?;
        policy::check(&chat).map_err(ApiError::Conflict)?;
        let given: Given = value::read(config).map_err(|_| ApiError::ConfigType)?;
        let rules = Rules {
            after: given.after,
            notification: given.notification,
            next: chat.after_end,
            clears: true,
            remembers: true,
            is_ready_again: true,
            starts_uncleared: false,
            can_end: chat.end_users_can_end,
            patience_ms: given
                .missing_after
                .unwrap_or(PATIENCE_S)
                .saturating_mul(SECOND),
            tells_missing: given.missing_notice,
        };
        let key = [&*key(&given.id), ":ended"].concat();
        let options = Self {
            rules,
            hands: Box::new(EmbeddedService::new(None, JsValue::UNDEFINED)),
            read: embedded_service::read,
            request_end: text(&backend, "endUrl")?,
            store: given.storage.store(&key),
            key,
            is_at_start: given.position == Position::Start,
        };
        if text(&backend, "kind")?.as_deref() == Some("zendesk") {
            options.over_messenger(&backend, &chat)
        } else {
            options.over_embedded_service(&backend, &chat)
        }
    }

    fn over_embedded_service(self, backend: &JsValue, chat: &ChatRules) -> Result<Self, ApiError> {
        if chat.end_users_can_end {
            return refuse("endUsersCanEnd", "is not offered over this backend.");
        }
        if chat.after_end != Next::ReadOnly {
            return refuse("afterEnd", "must be \"readOnly\" over this backend.");
        }
        let fields = backend.field("hiddenFields").unwrap_or_default();
        let hands = EmbeddedService::new(selector(backend)?, fields);
        let rules = Rules {
            starts_uncleared: true,
            ..self.rules
        };
        Ok(Self {
            rules,
            hands: Box::new(hands),
            ..self
        })
    }

    fn over_messenger(self, backend: &JsValue, chat: &ChatRules) -> Result<Self, ApiError> {
        if chat.end_users_can_end && self.request_end.is_none() {
            return refuse(
                "backend.endUrl",
                "must be set where endUsersCanEnd is true.",
            );
        }
        // A new conversation beside the old one is a new chat; where there is only one, it goes.
        let clears = chat.after_end == Next::Reset || !chat.multiple_conversations;
        let rules = Rules {
            clears,
            // Otherwise the widget itself keeps an ended conversation from being written to.
            remembers: clears || chat.reopening,
            is_ready_again: false,
            ..self.rules
        };
        let hands = Zendesk::new(selector(backend)?, chat.multiple_conversations);
        Ok(Self {
            rules,
            hands: Box::new(hands),
            read: zendesk::read,
            ..self
        })
    }
}

impl Place {
    fn store(self, key: &str) -> Option<Box<dyn Store>> {
        let key = key.to_owned();
        match self {
            Self::Local => Some(Box::new(WebStore::local(key))),
            Self::Session => Some(Box::new(WebStore::session(key))),
            Self::Memory => None,
        }
    }
}

/// The site's own name for what the vendor draws.
fn selector(backend: &JsValue) -> Result<Option<String>, ApiError> {
    let selector = text(backend, "frame")?;
    let document = web_sys::window().and_then(|window| window.document());
    if let (Some(selector), Some(document)) = (&selector, document)
        && document.query_selector(selector).is_err()
    {
        return refuse("backend.frame", "must be a CSS selector.");
    }
    Ok(selector)
}

fn text(backend: &JsValue, name: &'static str) -> Result<Option<String>, ApiError> {
    match backend.field(name).filter(|said| !said.is_nothing()) {
        None => Ok(None),
        Some(said) => said
            .as_string()
            .map(Some)
            .ok_or_else(|| ApiError::Setting(["backend.", name].concat(), "must be a text.")),
    }
}

fn refuse<T>(field: &str, advice: &'static str) -> Result<T, ApiError> {
    Err(ApiError::Setting(field.to_owned(), advice))
}

/// A moment as the page gives it, no later than now.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the clock gives whole milliseconds since 1970"
)]
pub fn instant(at: f64) -> Instant {
    Instant(at as u64).min(clock::now())
}
