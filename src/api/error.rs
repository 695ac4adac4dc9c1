//! What the surface throws: objects with a stable code, the field at fault and a sentence.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use crate::domain::error::ConfigConflict;

/// Why a call was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The configuration cannot be read.
    ConfigType,
    /// Two settings exclude each other.
    Conflict(ConfigConflict),
    /// A setting of the backend that cannot be what it should, and what it must be.
    Setting(String, &'static str),
    /// What was asked for cannot be done in the phase the chat is in.
    NotAllowed(&'static str),
    /// The browser lacks what a chat needs.
    Unsupported,
}

impl ApiError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ConfigType => "config-type",
            Self::Conflict(_) => ConfigConflict::CODE,
            Self::Setting(..) => "config-value",
            Self::NotAllowed(_) => "not-allowed",
            Self::Unsupported => "unsupported",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Conflict(conflict) => Some(conflict.field.to_owned()),
            Self::Setting(field, _) => Some(field.clone()),
            Self::ConfigType | Self::NotAllowed(_) | Self::Unsupported => None,
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::ConfigType => "The configuration cannot be read: see its types.".to_owned(),
            Self::Conflict(conflict) => {
                let [between, behind] = ConfigConflict::WORDS;
                [conflict.field, between, conflict.other, behind].concat()
            }
            Self::Setting(field, advice) => [field, " ", advice].concat(),
            Self::NotAllowed(sentence) => (*sentence).to_owned(),
            Self::Unsupported => {
                "This browser cannot run the chat: it lacks BroadcastChannel or constructed \
                 stylesheets."
                    .to_owned()
            }
        }
    }
}

impl From<ApiError> for JsValue {
    fn from(error: ApiError) -> Self {
        thrown(error.code(), error.field(), &error.sentence())
    }
}

/// What the page's side makes a `SessionChatError` of. It has no stack: by that, an error that
/// merely passed through the wasm is told from it.
pub fn thrown(code: &str, field: Option<String>, sentence: &str) -> JsValue {
    let thrown = Object::new();
    let field = field.map_or(JsValue::NULL, JsValue::from);
    for (key, value) in [
        ("code", code.into()),
        ("message", sentence.into()),
        ("field", field),
    ] {
        // A property of an ordinary object can always be set.
        let _ = Reflect::set(&thrown, &key.into(), &value);
    }
    thrown.into()
}
