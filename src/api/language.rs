//! Which language the window speaks, and how its texts come in.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::i18n::{Texts, negotiate};

/// Which of the `available` languages, an array of tags, suits `locale`; *auto* is that of the
/// page. Returns the language to speak and the locale to format in; English is always there.
#[wasm_bindgen(js_name = chooseLanguage)]
pub fn choose_language(locale: String, available: &JsValue) -> Array {
    let wanted = if locale == "auto" {
        of_page()
    } else {
        vec![locale]
    };
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let available = strings(available).unwrap_or_default();
    let available: Vec<&str> = available.iter().map(String::as_str).collect();
    let choice = negotiate(&wanted, &available);
    Array::of2(&choice.language.into(), &choice.locale.into())
}

/// The texts of a fetched table; English where none was fetched. None if the table is not one of
/// this version, and then the window goes on in the language it speaks.
pub fn texts(table: &JsValue) -> Option<Texts> {
    if table.is_undefined() {
        Some(Texts::english())
    } else {
        strings(table).and_then(Texts::from_table)
    }
}

/// The page's own wording: a list with a text, or nothing, in the place of each key.
pub fn own(list: &JsValue) -> Vec<Option<String>> {
    let texts = list.dyn_ref::<Array>().map(|list| list.iter());
    texts
        .into_iter()
        .flatten()
        .map(|text| text.as_string())
        .collect()
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
    let preferred = strings(&window.navigator().languages()).unwrap_or_default();
    page.into_iter().chain(preferred).collect()
}

fn strings(list: &JsValue) -> Option<Vec<String>> {
    list.dyn_ref::<Array>()?
        .iter()
        .map(|text| text.as_string())
        .collect()
}
