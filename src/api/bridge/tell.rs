//! What the site is told and asked.

use js_sys::{Function, Object, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::{
    browser::{clock::iso, json, when},
    domain::EndedBy,
    transport::bridge::{Answer, Bridge, Kept, View, member},
    value::{self, Value as _},
};

/// The end of a session as the site gets it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EndShape {
    by: EndedBy,
    reason: Option<String>,
    actor_name: Option<String>,
    at: String,
    conversation: Option<String>,
}

impl EndShape {
    /// An end as the site gets it.
    pub fn of(kept: &Kept) -> JsValue {
        let end = kept.end.clone();
        let shape = Self {
            by: end.by,
            reason: end.reason,
            actor_name: end.actor_name,
            at: iso(end.at),
            conversation: kept.conversation.clone(),
        };
        value::write(&shape).unwrap_or_default()
    }
}

/// Where a bridge stands, as the site gets it.
pub fn state(bridge: &Bridge, view: &View) -> JsValue {
    let mut state = JsValue::object();
    state.set("ready", JsValue::from_bool(bridge.is_ready()));
    state.set("missing", JsValue::from_bool(bridge.is_missing()));
    state.set("ended", bridge.ended().map_or(JsValue::NULL, EndShape::of));
    state.set("covered", JsValue::from_bool(view.is_covered));
    state.set("canEnd", JsValue::from_bool(view.end_button));
    state.set("starting", JsValue::from_bool(view.is_starting));
    state
}

/// What went wrong, by its stable code.
pub fn failure(code: &'static str) -> JsValue {
    let sentence = match code {
        "widget-missing" => {
            "The vendor's widget did not appear: check its snippet, the content-security policy and \
             whether a blocker is on."
        }
        "clear-failed" => {
            "The vendor's widget did not clear the session that ended; the visitor can try again."
        }
        "not-covered" => {
            "Nothing on the page is what backend.frame names, so the vendor's window may still be within \
             reach: set backend.frame to a selector of what the widget draws."
        }
        "start-failed" => "The vendor's widget did not open a new chat; the visitor can try again.",
        _ => "The site did not end the session: backend.endUrl has to answer with a 2xx status.",
    };
    let mut told = JsValue::object();
    told.set("code", code.into());
    told.set("message", sentence.into());
    told
}

/// Asks the site to end a session: `POST { conversation }`, and a 2xx status is a yes.
pub fn request_end(url: Option<&str>, conversation: Option<String>, answer: Answer) {
    #[derive(Serialize)]
    struct Asked {
        conversation: Option<String>,
    }
    let Some(response) = url.and_then(|url| post(url, json::write(&Asked { conversation })?))
    else {
        return answer(false);
    };
    let answer = std::rc::Rc::new(core::cell::Cell::new(Some(answer)));
    let other = std::rc::Rc::clone(&answer);
    let give = |answer: &core::cell::Cell<Option<Answer>>, is_done| {
        if let Some(answer) = answer.take() {
            answer(is_done);
        }
    };
    when(
        &response,
        move |response| {
            let is_ok = member(&response, &["ok"]).and_then(|ok| ok.as_bool());
            give(&answer, is_ok == Some(true));
        },
        move || give(&other, false),
    );
}

fn post(url: &str, body: String) -> Option<Promise> {
    let window: JsValue = web_sys::window()?.into();
    let fetch: Function = member(&window, &["fetch"])?.dyn_into().ok()?;
    let headers = Object::new();
    Reflect::set(&headers, &"content-type".into(), &"application/json".into()).ok()?;
    let mut options = JsValue::object();
    options.set("method", "POST".into());
    options.set("credentials", "same-origin".into());
    options.set("headers", headers.into());
    options.set("body", body.into());
    fetch
        .call2(&window, &url.into(), &options)
        .ok()?
        .dyn_into()
        .ok()
}
