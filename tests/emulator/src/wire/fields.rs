//! Reading JSON objects strictly: what is missing, unknown or of the wrong type is named.

use super::failure::Failure;
use serde_json::{Map, Value};

/// An object of a request body, with the path to it.
#[derive(Debug)]
pub(super) struct Fields {
    /// Empty for the body itself, `message.` for the object at `message`.
    path: String,
    map: Map<String, Value>,
}

impl Fields {
    pub(super) fn of(path: &str, value: Value) -> Result<Self, Failure> {
        match value {
            Value::Object(map) => Ok(Self {
                path: path.to_owned(),
                map,
            }),
            _ if path.is_empty() => Err(Failure::bad("The body is not a JSON object")),
            _ => Err(Failure::bad(format!(
                "{} is not an object",
                path.trim_end_matches('.')
            ))),
        }
    }

    /// Refuses all fields but these.
    pub(super) fn only(self, known: &[&str]) -> Result<Self, Failure> {
        match self.map.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Failure::bad(format!("Unknown field {}{name}", self.path))),
            None => Ok(self),
        }
    }

    /// A text that is there and not empty.
    pub(super) fn text(&self, name: &str) -> Result<&str, Failure> {
        match self.maybe_text(name)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(self.wrong(name, "is missing or empty")),
        }
    }

    /// A text, if it is there. `null` counts as not there.
    pub(super) fn maybe_text(&self, name: &str) -> Result<Option<&str>, Failure> {
        match self.map.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, "is not a string")),
        }
    }

    /// A text that is one of these.
    pub(super) fn word<'a>(&self, name: &str, known: &[&'a str]) -> Result<&'a str, Failure> {
        let text = self.text(name)?;
        match known.iter().find(|word| **word == text) {
            Some(word) => Ok(word),
            None => Err(self.wrong(name, &format!("is {text}, not {}", known.join(" or ")))),
        }
    }

    /// A UUID in lower case.
    pub(super) fn uuid(&self, name: &str) -> Result<&str, Failure> {
        let text = self.text(name)?;
        if is_uuid(text) {
            Ok(text)
        } else {
            Err(self.wrong(name, "is not a UUID in lower case"))
        }
    }

    /// True or false; false if it is not there.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Failure> {
        match self.map.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.wrong(name, "is neither true nor false")),
        }
    }

    pub(super) fn object(&self, name: &str) -> Result<Self, Failure> {
        let value = self.map.get(name).cloned();
        let value = value.ok_or_else(|| self.wrong(name, "is missing"))?;
        Self::of(&format!("{}{name}.", self.path), value)
    }

    /// The objects of a list that is not empty.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Self>, Failure> {
        match self.map.get(name) {
            Some(Value::Array(list)) if !list.is_empty() => list
                .iter()
                .enumerate()
                .map(|(place, value)| {
                    Self::of(&format!("{}{name}[{place}].", self.path), value.clone())
                })
                .collect(),
            _ => Err(self.wrong(name, "is not a list with something in it")),
        }
    }

    /// A flat map of strings, if it is there.
    pub(super) fn attributes(&self, name: &str) -> Result<Option<Map<String, Value>>, Failure> {
        match self.map.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(map)) if map.values().all(Value::is_string) => Ok(Some(map.clone())),
            Some(_) => Err(self.wrong(name, "is not a flat map of strings")),
        }
    }

    pub(super) fn wrong(&self, name: &str, what: &str) -> Failure {
        Failure::bad(format!("{}{name} {what}", self.path))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(|value| !value.is_null())
    }

    pub(super) fn into_value(self) -> Value {
        Value::Object(self.map)
    }
}

/// Whether a text is a UUID as the service wants it.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && uuid::Uuid::try_parse(text).is_ok()
        && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_in_lower_case() {
        assert!(is_uuid("8f0c1d2e-3b4a-4c5d-9e6f-7a8b9c0d1e2f"));
        assert!(!is_uuid("8F0C1D2E-3b4a-4c5d-9e6f-7a8b9c0d1e2f"));
        assert!(!is_uuid("8f0c1d2e3b4a4c5d9e6f7a8b9c0d1e2f"));
        assert!(!is_uuid("{8f0c1d2e-3b4a-4c5d-9e6f-7a8b9c0d1e2f}"));
    }
}
