//! The looks of the window: one constructed stylesheet, which no content-security policy refuses.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, ShadowRoot};

/// The files of `style/` in the order in which they apply.
const CSS: &str = concat!(
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

/// Dresses a shadow root. The sheets that are there already stay.
pub fn adopt(root: &ShadowRoot) -> Result<(), JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(CSS)?;
    let sheets = Array::from(&root.adopted_style_sheets());
    sheets.push(&sheet);
    root.set_adopted_style_sheets(sheets.unchecked_ref());
    Ok(())
}
