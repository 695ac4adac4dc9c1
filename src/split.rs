//! The door between the halves of the wasm: what most visitors never need is loaded once somebody
//! does.
//!
//! A release is split in two at each door: whatever is reached through one alone goes into a file of
//! its own, which shares the memory and the functions of the first (see `xtask/src/split.rs`). The
//! symbols are how the splitting finds the place, and all doors lead to one file. Every other build
//! is in one piece.

/// Puts a door in front of `behind`, as `open`: what goes through it is a `$call`, and so is what
/// comes back. The symbols of a door are its own.
#[allow(
    unused_macros,
    reason = "not every build has something to leave for later"
)]
macro_rules! door {
    ($call:ident, $import:literal, $export:literal) => {
        #[cfg(not(feature = "late"))]
        use behind as open;

        #[cfg(feature = "late")]
        use door::open;

        #[cfg(feature = "late")]
        #[expect(
            unsafe_code,
            reason = "the halves of the wasm know each other by their symbols"
        )]
        mod door {
            use super::{behind, $call};

            #[link(wasm_import_module = "__wasm_split_placeholder__")]
            #[expect(
                improper_ctypes,
                reason = "both halves come out of one compilation, and one pointer goes through"
            )]
            unsafe extern "C" {
                #[link_name = $import]
                pub safe fn open(call: &mut $call<'_>);
            }

            #[unsafe(export_name = $export)]
            extern "C" fn opened(call: &mut $call<'_>) {
                behind(call);
            }
        }
    };
}
