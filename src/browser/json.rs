//! Types of ours as JSON, by the browser's own parser.

use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use crate::value::{self, Value};

/// What a text says, if it is JSON of what is wanted.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    value::read(JsValue::from_json(text)?).ok()
}

/// Data as text; none for what no plain value can hold.
pub fn write(data: &impl Serialize) -> Option<String> {
    value::write::<JsValue>(data).ok()?.to_json()
}
