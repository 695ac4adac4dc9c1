//! JSON stands in for the browser's values: the same kinds, without *undefined*.

use serde_json::{Map, Value as Json};

use super::Value;

impl Value for Json {
    fn nothing() -> Self {
        Self::Null
    }

    fn truth(is_true: bool) -> Self {
        is_true.into()
    }

    fn number(number: f64) -> Self {
        serde_json::from_str(&number.to_string()).unwrap_or_default()
    }

    fn text(text: &str) -> Self {
        text.into()
    }

    fn list() -> Self {
        Self::Array(Vec::new())
    }

    fn object() -> Self {
        Self::Object(Map::new())
    }

    fn push(&mut self, item: Self) {
        if let Some(list) = self.as_array_mut() {
            list.push(item);
        }
    }

    fn set(&mut self, name: &'static str, value: Self) {
        if let Some(object) = self.as_object_mut() {
            object.insert(name.to_owned(), value);
        }
    }

    fn is_nothing(&self) -> bool {
        self.is_null()
    }

    fn as_truth(&self) -> Option<bool> {
        self.as_bool()
    }

    fn as_number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn as_text(&self) -> Option<String> {
        self.as_str().map(Into::into)
    }

    fn count(&self) -> Option<u32> {
        self.as_array()?.len().try_into().ok()
    }

    fn item(&self, index: u32) -> Self {
        self.get(index as usize).cloned().unwrap_or_default()
    }

    fn is_object(&self) -> bool {
        self.is_object()
    }

    fn field(&self, name: &'static str) -> Option<Self> {
        self.get(name).cloned()
    }

    fn only_field(&self) -> Option<(String, Self)> {
        let object = self.as_object()?;
        let (name, value) = object.iter().next()?;
        (object.len() == 1).then(|| (name.clone(), value.clone()))
    }

    fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn to_json(&self) -> Option<String> {
        Some(self.to_string())
    }
}
