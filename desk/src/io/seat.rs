//! The seat at the desk: a lock that one tab of this browser holds.

use std::{cell::Cell, rc::Rc};

use js_sys::{Object, Promise, Reflect};
use session_chat::browser::locks;
use wasm_bindgen::{JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

/// Whether this tab is the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// It has asked.
    Asking,
    /// Another tab is.
    Taken,
    /// It is.
    Mine,
    /// It was, until another tab took over.
    Moved,
}

/// How the seat is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Only if nobody has it.
    IfFree,
    /// As soon as whoever has it leaves.
    WhenFree,
    /// Now, from whoever has it.
    Steal,
}

/// A request that waits; withdrawn when it is dropped.
pub struct Waiting(AbortController);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Asks for the seat of `channel`, and tells what becomes of it. A browser without locks gives it
/// to everybody: two desks of one channel are then the agent's own doing.
pub fn request(channel: &str, how: How, told: impl Fn(Seat) + 'static) -> Option<Waiting> {
    let told = Rc::new(told);
    let Some(locks) = locks() else {
        spawn_local(async move { told(Seat::Mine) });
        return None;
    };
    let is_mine = Rc::new(Cell::new(false));
    let granted = {
        let (told, is_mine) = (Rc::clone(&told), Rc::clone(&is_mine));
        Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() {
                told(Seat::Taken);
                return JsValue::UNDEFINED;
            }
            is_mine.set(true);
            told(Seat::Mine);
            // Never settled: the lock is held until the tab closes or another takes over.
            Promise::new(&mut |_, _| {}).into()
        })
    };
    let controller = (how == How::WhenFree)
        .then(AbortController::new)
        .and_then(Result::ok);
    let options = options(how, controller.as_ref());
    let name = ["session-chat-desk:", channel].concat();
    let request = locks.request(&name, &options, &granted);
    spawn_local(async move {
        let refused = match request {
            Ok(promise) => JsFuture::from(promise).await.is_err(),
            Err(_) => true,
        };
        if refused && is_mine.get() {
            told(Seat::Moved);
        }
    });
    controller.map(Waiting)
}

fn options(how: How, controller: Option<&AbortController>) -> JsValue {
    let options = Object::new();
    let set = |key: &str, value: &JsValue| {
        // Fails on frozen objects only.
        let _ = Reflect::set(&options, &key.into(), value);
    };
    match how {
        How::IfFree => set("ifAvailable", &JsValue::TRUE),
        How::Steal => set("steal", &JsValue::TRUE),
        How::WhenFree => {
            if let Some(controller) = controller {
                set("signal", &controller.signal());
            }
        }
    }
    options.into()
}
