//! Which language the window speaks, and how its texts come in.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::Hooks;
use crate::{
    i18n::{Texts, negotiate},
    ui::App,
};

/// Speaks the language of `locale` as soon as its texts are there; until then, and if they never
/// come, the window goes on in the one it speaks.
pub async fn speak(
    app: App,
    hooks: Hooks,
    locale: String,
    overrides: Vec<(String, String)>,
) -> Result<(), JsValue> {
    let wanted = if locale == "auto" {
        of_page()
    } else {
        vec![locale]
    };
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let available = hooks.languages();
    let available: Vec<&str> = available.iter().map(String::as_str).collect();
    let choice = negotiate(&wanted, &available);
    let texts = if choice.language == "en" {
        Some(Texts::english())
    } else {
        table(&JsFuture::from(hooks.texts(choice.language)).await?).and_then(Texts::from_table)
    };
    if let Some(texts) = texts {
        app.speak(texts.with_overrides(&overrides), choice.locale);
    }
    Ok(())
}

/// What the page says it is written in, then what the visitor prefers.
fn of_page() -> Vec<String> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let page = window
        .document()
        .and_then(|document| document.document_element())
        .and_then(|html| html.get_attribute("lang"))
        .filter(|lang| !lang.is_empty());
    let preferred = window.navigator().languages();
    page.into_iter()
        .chain(preferred.iter().filter_map(|tag| tag.as_string()))
        .collect()
}

fn table(texts: &JsValue) -> Option<Vec<String>> {
    texts
        .dyn_ref::<Array>()?
        .iter()
        .map(|text| text.as_string())
        .collect()
}
