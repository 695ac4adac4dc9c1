//! The door to the half of the wasm that talks: a visitor who only looks at the window loads none
//! of it. It comes with the first message, with a chat to go on with, or with whatever else an
//! adapter says than that nothing runs.

use super::{calls::Visitor, io::TalkingBackend, options::Chosen};
use crate::transport::{Backend, Host};

/// What goes through the door, and what comes back.
struct Call<'a> {
    chosen: &'a Chosen,
    visitor: &'a Visitor,
    host: &'a Host,
    made: Option<Box<dyn Backend>>,
}

/// A backend that talks. To be called only once the late half is there.
pub fn make(chosen: &Chosen, visitor: &Visitor, host: &Host) -> Option<Box<dyn Backend>> {
    let mut call = Call {
        chosen,
        visitor,
        host,
        made: None,
    };
    open(&mut call);
    call.made
}

fn behind(call: &mut Call<'_>) {
    let (chosen, visitor) = (call.chosen.clone(), call.visitor.clone());
    let made = TalkingBackend::new(chosen, visitor, call.host.clone());
    call.made = Some(Box::new(made));
}

door!(
    Call,
    "__wasm_split_00late00_import_00000000000000000000000000000003_make",
    "__wasm_split_00late00_export_00000000000000000000000000000003_make"
);
