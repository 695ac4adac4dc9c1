//! The door to the half of the wasm that most visitors never need, and that is loaded once
//! somebody does.
//!
//! A release is split in two at [`draw`]: whatever is reached through it alone goes into a file of
//! its own, which shares the memory and the functions of the first (see `xtask/src/split.rs`). The
//! symbols below are how the splitting finds the place. Every other build is in one piece.

use super::{
    dom::El,
    parts::Parts,
    rich::{self, Question},
};

/// Whether the late half is there when a window is made.
pub const IS_HERE: bool = cfg!(not(feature = "late"));

/// What goes through the door, and what comes back.
struct Call<'a> {
    parts: Parts,
    question: &'a Question,
    drawn: Option<El>,
}

/// Draws the content of a message. To be called only once the late half is there.
pub fn draw(parts: Parts, question: &Question) -> Option<El> {
    let mut call = Call {
        parts,
        question,
        drawn: None,
    };
    open(&mut call);
    call.drawn
}

fn behind(call: &mut Call<'_>) {
    call.drawn = Some(rich::draw(call.parts, call.question));
}

#[cfg(not(feature = "late"))]
use behind as open;

#[cfg(feature = "late")]
#[expect(
    unsafe_code,
    reason = "the halves of the wasm know each other by their symbols"
)]
mod door {
    use super::{Call, behind};

    #[link(wasm_import_module = "__wasm_split_placeholder__")]
    #[expect(
        improper_ctypes,
        reason = "both halves come out of one compilation, and one pointer goes through"
    )]
    unsafe extern "C" {
        #[link_name = "__wasm_split_00late00_import_00000000000000000000000000000001_open"]
        pub safe fn open(call: &mut Call<'_>);
    }

    #[unsafe(export_name = "__wasm_split_00late00_export_00000000000000000000000000000001_open")]
    extern "C" fn opened(call: &mut Call<'_>) {
        behind(call);
    }
}

#[cfg(feature = "late")]
use door::open;
