//! The browser's own values as plain values.

use core::cell::RefCell;

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};

use crate::value::Value;

thread_local! {
    /// The names of fields as the browser holds them, by their place in memory: each is written
    /// and read thousands of times, and copying it over takes longer than finding it here.
    static NAMES: RefCell<Vec<(&'static str, JsValue)>> = const { RefCell::new(Vec::new()) };
}

#[wasm_bindgen]
extern "C" {
    /// `Array.isArray`, which throws for a proxy that was revoked.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
}

fn name_of(name: &'static str) -> JsValue {
    NAMES.with_borrow_mut(|names| {
        let known = names.iter().find(|(known, _)| core::ptr::eq(*known, name));
        if let Some((_, known)) = known {
            return known.clone();
        }
        let new = JsValue::from_str(name);
        names.push((name, new.clone()));
        new
    })
}

impl Value for JsValue {
    fn nothing() -> Self {
        Self::NULL
    }

    fn truth(is_true: bool) -> Self {
        Self::from_bool(is_true)
    }

    fn number(number: f64) -> Self {
        Self::from_f64(number)
    }

    fn text(text: &str) -> Self {
        Self::from_str(text)
    }

    fn list() -> Self {
        Array::new().into()
    }

    fn object() -> Self {
        Object::new().into()
    }

    fn push(&mut self, item: Self) {
        self.unchecked_ref::<Array>().push(&item);
    }

    fn set(&mut self, name: &'static str, value: Self) {
        // A property of an object of ours can always be set.
        let _ = Reflect::set(self, &name_of(name), &value);
    }

    fn is_nothing(&self) -> bool {
        self.is_null() || self.is_undefined()
    }

    fn as_truth(&self) -> Option<bool> {
        self.as_bool()
    }

    fn as_number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn as_text(&self) -> Option<String> {
        self.as_string()
    }

    fn count(&self) -> Option<u32> {
        // A list of the page's may be a proxy, which throws whatever it is asked for: nothing may
        // pass through the wasm, which would be left as it was in the middle of reading.
        if !matches!(is_array(self), Ok(true)) {
            return None;
        }
        let length = Reflect::get(self, &name_of("length")).ok()?.as_f64()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a length that a proxy makes up is cut to what a list can have"
        )]
        Some(length as u32)
    }

    fn item(&self, index: u32) -> Self {
        // A getter that throws is an item that is nothing.
        Reflect::get(self, &index.into()).unwrap_or(Self::UNDEFINED)
    }

    fn is_object(&self) -> bool {
        Self::is_object(self) && matches!(is_array(self), Ok(false))
    }

    fn field(&self, name: &'static str) -> Option<Self> {
        // A getter that throws is a field that is not there.
        let value = Reflect::get(self, &name_of(name)).ok()?;
        (!value.is_undefined()).then_some(value)
    }

    fn only_field(&self) -> Option<(String, Self)> {
        if !Self::is_object(self) {
            return None;
        }
        let names = Object::keys(self.unchecked_ref::<Object>());
        let name = names.get(0);
        let value = Reflect::get(self, &name).ok()?;
        (names.length() == 1)
            .then(|| name.as_string())
            .flatten()
            .map(|name| (name, value))
    }

    fn from_json(text: &str) -> Option<Self> {
        JSON::parse(text).ok()
    }

    fn to_json(&self) -> Option<String> {
        // A circle throws, and a function becomes nothing.
        JsValue::from(JSON::stringify(self).ok()?).as_string()
    }
}
