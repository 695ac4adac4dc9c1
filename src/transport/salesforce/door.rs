//! The door to the half of the wasm that talks: a visitor who only looks at the window loads none
//! of it. It comes with the first message, with a chat to go on with, or with a form before one.

use js_sys::Function;

use super::{
    io::TalkingBackend,
    options::{self, Given},
    place::Place,
};
use crate::transport::{Backend, Host};

/// What goes through the door, and what comes back.
struct Call<'a> {
    place: &'a Place,
    given: &'a Given,
    identity: Option<Function>,
    host: &'a Host,
    /// The configuration and the hours of the deployment, as far as they are known.
    known: [Option<String>; 2],
    made: Option<Box<dyn Backend>>,
}

/// A backend that talks; none where the browser lacks what it needs. To be called only once the
/// late half is there.
pub fn make(
    place: &Place,
    given: &Given,
    identity: Option<Function>,
    host: &Host,
    known: [Option<String>; 2],
) -> Option<Box<dyn Backend>> {
    let mut call = Call {
        place,
        given,
        identity,
        host,
        known,
        made: None,
    };
    open(&mut call);
    call.made
}

fn behind(call: &mut Call<'_>) {
    let known = core::mem::take(&mut call.known);
    let made = TalkingBackend::new(
        options::complete(call.place, call.given),
        [call.identity.take(), options::captcha(call.given)],
        call.host.clone(),
        known,
    );
    call.made = made.ok().map(|made| Box::new(made) as Box<dyn Backend>);
}

door!(
    Call,
    "__wasm_split_00late00_import_00000000000000000000000000000002_make",
    "__wasm_split_00late00_export_00000000000000000000000000000002_make"
);
