//! The door to the half of the wasm that talks: a visitor who only looks at the window loads none
//! of it. It comes with the first message, with a chat to go on with, or with whatever else an
//! adapter says than that nothing runs.
//!
//! A release is split at [`make`], as it is at the window's own door (`src/ui/late.rs`); both lead
//! to one file. Every other build is in one piece.

use super::{calls::Visitor, io::TalkingBackend, options::Chosen};
use crate::transport::{Backend, Host};

/// Whether the late half is there from the start.
pub const IS_HERE: bool = cfg!(not(feature = "late"));

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

#[cfg(not(feature = "late"))]
use behind as open;

#[cfg(feature = "late")]
#[expect(
    unsafe_code,
    reason = "the halves of the wasm know each other by their symbols"
)]
mod halves {
    use super::{Call, behind};

    #[link(wasm_import_module = "__wasm_split_placeholder__")]
    #[expect(
        improper_ctypes,
        reason = "both halves come out of one compilation, and one pointer goes through"
    )]
    unsafe extern "C" {
        #[link_name = "__wasm_split_00late00_import_00000000000000000000000000000003_make"]
        pub safe fn open(call: &mut Call<'_>);
    }

    #[unsafe(export_name = "__wasm_split_00late00_export_00000000000000000000000000000003_make")]
    extern "C" fn opened(call: &mut Call<'_>) {
        behind(call);
    }
}

#[cfg(feature = "late")]
use halves::open;
