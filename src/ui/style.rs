//! The looks of the window: one constructed stylesheet, which no content-security policy refuses.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, ShadowRoot};

/// The files of `style/` in the order in which they apply.
const SOURCE: &str = concat!(
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/window.css"),
    include_str!("../../style/header.css"),
    include_str!("../../style/menu.css"),
    include_str!("../../style/banner.css"),
    include_str!("../../style/transcript.css"),
    include_str!("../../style/message.css"),
    include_str!("../../style/welcome.css"),
    include_str!("../../style/composer.css"),
    include_str!("../../style/panel.css"),
    include_str!("../../style/confirmation.css"),
);

/// The stylesheet as it travels: without comments, line breaks and indentation.
static CSS: [u8; squeezed(SOURCE, &mut [])] = squeeze(SOURCE);

/// Rules as they travel; `N` is their length, by [`squeezed`].
pub const fn squeeze<const N: usize>(source: &str) -> [u8; N] {
    let mut css = [0; N];
    squeezed(source, &mut css);
    css
}

/// Writes rules without comments, line breaks and indentation into `out`, as far as that
/// goes, and returns its length. Every line of ours ends with a mark that separates: `{};,`.
/// Runs while the crate is compiled, where an index out of bounds is an error of the build.
pub const fn squeezed(source: &str, out: &mut [u8]) -> usize {
    let source = source.as_bytes();
    let (mut at, mut len) = (0, 0);
    let mut is_at_start = true;
    while at < source.len() {
        if source[at] == b'/' && source[at + 1] == b'*' {
            while !(source[at] == b'*' && source[at + 1] == b'/') {
                at += 1;
            }
            at += 2;
            continue;
        }
        let byte = source[at];
        let is_kept = byte != b'\n' && !(is_at_start && byte == b' ');
        is_at_start = byte == b'\n' || (is_at_start && byte == b' ');
        if is_kept {
            if len < out.len() {
                out[len] = byte;
            }
            len += 1;
        }
        at += 1;
    }
    len
}

/// Dresses a shadow root. The sheets that are there already stay.
pub fn adopt(root: &ShadowRoot) -> Result<(), JsValue> {
    adopt_more(root, &CSS)
}

/// Dresses it with these rules as well.
pub fn adopt_more(root: &ShadowRoot, css: &[u8]) -> Result<(), JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(core::str::from_utf8(css).unwrap_or_default())?;
    let sheets = Array::from(&root.adopted_style_sheets());
    sheets.push(&sheet);
    root.set_adopted_style_sheets(sheets.unchecked_ref());
    Ok(())
}
