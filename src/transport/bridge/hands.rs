//! What calls a vendor's widget.

use core::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::browser::when;

/// Is called once, with whether it was done.
pub type Answer = Box<dyn FnOnce(bool)>;

/// The hands on one vendor's widget. Each call says by its [`Answer`] how it went, now or later, or
/// never: the vendor's code is not ours.
pub trait Hands {
    /// What the vendor draws, as a CSS selector.
    fn selector(&self) -> &str;
    /// Whether it can be opened only once it has said so.
    fn has_button(&self) -> bool {
        false
    }
    /// Takes it out of sight by its own means, or brings it back.
    fn cover(&self, _is_covered: bool) {}
    /// Clears the session.
    fn clear(&self, answer: Answer);
    /// Hands over the hidden fields of the form before a chat.
    fn hidden_fields(&self) {}
    /// Opens a new chat.
    fn launch(&self, is_uncleared: bool, answer: Answer);
    /// Takes the widget off the page, as far as it lets itself be.
    fn remove(&self);
}

/// A member of a member of an object, as far as there is one.
pub fn member(from: &JsValue, path: &[&str]) -> Option<JsValue> {
    path.iter().try_fold(from.clone(), |object, name| {
        let is_there = object.is_object() || object.is_function();
        // A getter that throws is a member that is not there.
        let member = is_there.then(|| Reflect::get(&object, &(*name).into()).ok())??;
        (!member.is_undefined() && !member.is_null()).then_some(member)
    })
}

/// Calls a method of an object; none where there is none, or where it throws.
pub(super) fn call(object: &JsValue, name: &str, given: &[JsValue]) -> Option<JsValue> {
    let method = member(object, &[name])?.dyn_into::<Function>().ok()?;
    let given: Array = given.iter().collect();
    Reflect::apply(&method, object, &given).ok()
}

/// Answers once what a call returned is settled: not done if nothing was, or if it says *false*.
pub(super) fn settle(returned: Option<JsValue>, answer: Answer) {
    let Some(returned) = returned.filter(|value| !value.is_undefined()) else {
        return answer(false);
    };
    let answer = Rc::new(RefCell::new(Some(answer)));
    let other = Rc::clone(&answer);
    let give = |answer: &RefCell<Option<Answer>>, is_done| {
        let taken = answer.borrow_mut().take();
        if let Some(answer) = taken {
            answer(is_done);
        }
    };
    when(
        &Promise::resolve(&returned),
        move |value| give(&answer, value.as_bool() != Some(false)),
        move || give(&other, false),
    );
}
