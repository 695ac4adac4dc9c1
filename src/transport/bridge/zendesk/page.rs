//! The hands on `zE`.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

use crate::transport::bridge::hands::{Answer, Hands, member};

/// Zendesk's own widget on this page. It hides itself when asked, so nothing has to be laid over.
pub struct Zendesk {
    selector: String,
    has_several: bool,
}

impl Zendesk {
    /// The widget of an account with one conversation for each visitor, or with several.
    pub fn new(selector: Option<String>, has_several: bool) -> Self {
        Self {
            // Its elements have no documented names.
            selector: selector.unwrap_or_default(),
            has_several,
        }
    }

    /// Whether there is a `zE` to say this to.
    fn say(given: &[JsValue]) -> bool {
        let ze = web_sys::window().and_then(|window| member(&window, &["zE"]));
        let Some(ze) = ze.and_then(|ze| ze.dyn_into::<Function>().ok()) else {
            return false;
        };
        let given: Array = given.iter().collect();
        Reflect::apply(&ze, &JsValue::UNDEFINED, &given).is_ok()
    }

    fn command(name: &str) -> bool {
        Self::say(&["messenger".into(), name.into()])
    }
}

impl Hands for Zendesk {
    fn selector(&self) -> &str {
        &self.selector
    }

    fn cover(&self, is_covered: bool) {
        let _ = Self::command(if is_covered { "hide" } else { "show" });
    }

    fn clear(&self, answer: Answer) {
        let reset = Closure::once_into_js(move || answer(true));
        // Without `zE` nobody calls back, and the time limit says so.
        let _ = Self::say(&["messenger".into(), "resetWidget".into(), reset]);
    }

    fn launch(&self, _is_uncleared: bool, answer: Answer) {
        let is_there = Self::command("show") && Self::command("open");
        let is_started = is_there
            && (!self.has_several || Self::say(&["messenger:ui".into(), "newConversation".into()]));
        answer(is_started);
    }

    fn remove(&self) {
        let _ = Self::command("hide");
    }
}
