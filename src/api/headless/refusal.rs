//! What a headless chat throws besides what every chat does.

use wasm_bindgen::JsValue;

use crate::{
    api::{
        error::{ApiError, thrown},
        report::sentence,
    },
    domain::files::FileFault,
};

/// Why a call was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// As any chat refuses it.
    Api(ApiError),
    /// The file is not one that is taken.
    File(FileFault),
    /// The message was not taken, for this reason.
    NotTaken(&'static str),
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Api(error) => error.into(),
            Refusal::File(fault) => {
                let (code, sentence) = of_file(fault);
                thrown(code, None, sentence)
            }
            Refusal::NotTaken(code) => thrown(code, None, sentence(code)),
        }
    }
}

const fn of_file(fault: FileFault) -> (&'static str, &'static str) {
    match fault {
        FileFault::Type => ("file-type", "Files of this type are not taken."),
        FileFault::Empty => ("file-empty", "The file is empty."),
        FileFault::TooLarge => ("file-too-large", "The file is too large."),
        FileFault::Fake => (
            "file-fake",
            "What is in the file is not what its name promises.",
        ),
        FileFault::Unreadable => ("file-unreadable", "The browser cannot read the file."),
    }
}
