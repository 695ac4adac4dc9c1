//! What a page configures for this backend: the object, and what can be wrong with it before
//! anything is asked of it.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use super::method::Method;
use crate::value::Value as _;

/// The options there are.
pub const NAMES: &[&str] = &["adapter", "timeoutMs"];

/// How long an answer may take unless the page says otherwise, in milliseconds.
const TIMEOUT_MS: u64 = 12_000;
/// The bounds of what a page may say: a message is given up by the session after thirty seconds.
const TIMEOUTS: core::ops::RangeInclusive<f64> = 100.0..=25_000.0;

/// What was configured.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The object.
    pub adapter: JsValue,
    /// What it announces and has.
    pub capabilities: Vec<Method>,
    /// What it announces and does not have.
    pub lies: Vec<Method>,
    /// How long an answer may take, in milliseconds.
    pub timeout_ms: u64,
}

/// A setting that is none: its name and what it must be.
pub type Refused = (String, &'static str);

/// Reads the `backend` of a configuration.
pub fn read(backend: &JsValue) -> Result<Chosen, Refused> {
    let adapter = backend.field("adapter").filter(JsValue::is_object);
    let Some(adapter) = adapter else {
        return Err((
            "backend.adapter".to_owned(),
            "must be an object with connect, send and disconnect.",
        ));
    };
    if let Some(method) = Method::REQUIRED
        .into_iter()
        .find(|method| function(&adapter, *method).is_none())
    {
        return Err((
            ["backend.adapter.", method.name()].concat(),
            "must be a function.",
        ));
    }
    let (mut capabilities, mut lies) = (Vec::new(), Vec::new());
    for method in announced(&adapter)? {
        if function(&adapter, method).is_some() {
            capabilities.push(method);
        } else {
            lies.push(method);
        }
    }
    Ok(Chosen {
        capabilities,
        lies,
        timeout_ms: timeout_ms(backend)?,
        adapter,
    })
}

/// A method of the object, if it has it.
pub fn function(adapter: &JsValue, method: Method) -> Option<Function> {
    // A getter that throws is a method that is not there.
    let found = Reflect::get(adapter, &method.name().into()).ok()?;
    found.dyn_into().ok()
}

fn announced(adapter: &JsValue) -> Result<Vec<Method>, Refused> {
    let Some(list) = adapter.field("capabilities") else {
        return Ok(Vec::new());
    };
    let wrong = || {
        (
            "backend.adapter.capabilities".to_owned(),
            "must be a list of end, typing, read, stay, older, rate, list, clear, upload.",
        )
    };
    let count = list.count().ok_or_else(wrong)?;
    let known = |index| {
        let name = list.item(index).as_string();
        let mut all = Method::OPTIONAL.into_iter();
        all.find(|method| name.as_deref() == Some(method.name()))
    };
    (0..count)
        .map(|index| known(index).ok_or_else(wrong))
        .collect()
}

fn timeout_ms(backend: &JsValue) -> Result<u64, Refused> {
    match backend.field("timeoutMs").filter(|ms| !ms.is_nothing()) {
        None => Ok(TIMEOUT_MS),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number between two small ones"
        )]
        Some(ms) => match ms.as_f64() {
            Some(ms) if TIMEOUTS.contains(&ms) => Ok(ms as u64),
            _ => Err((
                "backend.timeoutMs".to_owned(),
                "must be a number of milliseconds from 100 to 25000.",
            )),
        },
    }
}
