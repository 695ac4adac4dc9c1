//! What the surface throws: objects with a stable code, the field at fault and a sentence.

use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;

use crate::domain::error::ConfigConflict;

/// Why a call was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The configuration cannot be read.
    ConfigType,
    /// Two settings exclude each other.
    Conflict(ConfigConflict),
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
            Self::Conflict(conflict) => conflict.code(),
            Self::NotAllowed(_) => "not-allowed",
            Self::Unsupported => "unsupported",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Conflict(conflict) => Some(conflict.field.to_owned()),
            Self::ConfigType | Self::NotAllowed(_) | Self::Unsupported => None,
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::ConfigType => "The configuration cannot be read: see its types.".to_owned(),
            Self::Conflict(conflict) => [
                conflict.field,
                " and ",
                conflict.other,
                ": ",
                conflict.advice,
            ]
            .concat(),
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
        let thrown = Error::new(&error.sentence());
        let field = error.field().map_or(Self::NULL, Self::from);
        // A property of an ordinary object can always be set.
        let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
        let _ = Reflect::set(&thrown, &"field".into(), &field);
        thrown.into()
    }
}
