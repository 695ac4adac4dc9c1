//! Types of ours as JSON, by the browser's own parser.

use js_sys::{JSON, JsString};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use crate::value;

/// What a text says, if it is JSON of what is wanted.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let json: JsValue = JSON::parse(text).ok()?;
    value::read(json).ok()
}

/// Data as text; none for what no plain value can hold.
pub fn write(data: &impl Serialize) -> Option<String> {
    let json: JsValue = value::write(data).ok()?;
    let text: JsString = JSON::stringify(&json).ok()?;
    JsValue::from(text).as_string()
}
