//! The transcript as a file, on the clipboard or on paper, made on the device.

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::print::print;
use crate::{
    browser::{json, when},
    domain::export::Transcript,
    i18n::Key,
    shell::{format::iso_day, saved},
    ui::{
        announcer,
        dom::{El, el},
        focus,
        parts::Parts,
        rich::late_text,
    },
};

/// How long a browser may take to fetch what it saves, in milliseconds.
const KEPT_MS: u32 = 60_000;

/// A file to be saved.
#[derive(Clone, Copy)]
enum File {
    Text,
    Page,
    Data,
}

/// The ways to save, on a sheet over the window.
pub fn sheet(parts: Parts) -> El {
    let close = move || focus::leave_saving(parts);
    let way = move |key, mut act: Box<dyn FnMut()>| {
        el("button", "button")
            .set("type", "button")
            .text(&late_text(parts, key))
            .press(move || {
                act();
                close();
            })
    };
    let file = move |key, file| way(key, Box::new(move || save(parts, file)));
    focus::after_render(move || {
        if let Some(window) = parts.dialog() {
            focus::first(&window, &[".save .button"]);
        }
    });
    let sheet = el("div", "confirmation save")
        .set("role", "dialog")
        .set("aria-modal", "true")
        .set("aria-labelledby", "save-title")
        .with(
            el("h2", "confirmation__title")
                .set("id", "save-title")
                .text(&parts.text(Key::SaveTranscript)),
        )
        .with(
            el("div", "confirmation__row")
                .with(file(Key::SaveAsText, File::Text))
                .with(file(Key::SaveAsPage, File::Page))
                .with(file(Key::SaveAsData, File::Data))
                .with(copier(parts))
                .with(way(
                    Key::Print,
                    Box::new(move || {
                        let root = parts.dialog().and_then(|window| window.parent_element());
                        // A browser that has no printing leaves everything as it is.
                        let _ = root.map(|root| print(&transcript(parts), &root));
                    }),
                )),
        )
        .with(parts.button("button save__close", Key::Close, close));
    el("div", "asks")
        .with(el("div", "veil").press(close))
        .with(sheet)
}

/// The button that copies. It says so itself, since nothing else shows it.
fn copier(parts: Parts) -> El {
    let copier = parts.button("button save__copy", Key::CopyTranscript, || ());
    let text = late_text(parts, Key::CopyTranscript);
    copier.element().set_text_content(Some(&text));
    let shown = copier.element().clone();
    copier.press(move || {
        let shown = shown.clone();
        let says = move |key| {
            let said = late_text(parts, key);
            announcer::say(parts, &said);
            shown.set_text_content(Some(&said));
        };
        let fails = says.clone();
        if copy(parts, says.clone()).is_err() {
            fails(Key::CopyFailed);
        }
    })
}

fn save(parts: Parts, file: File) {
    let transcript = transcript(parts);
    let (text, kind, end) = match file {
        File::Text => (transcript.text(), "text/plain", "txt"),
        File::Page => (transcript.html(), "text/html", "html"),
        File::Data => (
            json::write(&transcript).unwrap_or_default(),
            "application/json",
            "json",
        ),
    };
    let name = ["session-chat-", &iso_day(parts.app.now()), ".", end].concat();
    // Only a browser that is out of memory refuses any of this, and it says so itself.
    let _ = download(&text, kind, &name);
}

/// Puts the transcript on the clipboard and says what became of it. Browsers refuse it on pages
/// without TLS.
fn copy(parts: Parts, says: impl Fn(Key) + Clone + 'static) -> Result<(), JsValue> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into())?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
    let written: Promise = write
        .call1(&clipboard, &transcript(parts).text().into())?
        .dyn_into()?;
    let fails = says.clone();
    when(
        &written,
        move |_| says(Key::Copied),
        move || fails(Key::CopyFailed),
    );
    Ok(())
}

fn download(text: &str, kind: &str, name: &str) -> Result<(), JsValue> {
    let url = object_url(text, kind)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Some browsers ask where to put it, and read it after that.
    Timeout::new(KEPT_MS, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

fn object_url(text: &str, kind: &str) -> Result<String, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(&[kind, ";charset=utf-8"].concat());
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    Url::create_object_url_with_blob(&blob)
}

fn transcript(parts: Parts) -> Transcript {
    let language = parts.app.locale_tag();
    parts.say(|texts, format| {
        let brand = &parts.app.settings().brand;
        saved::transcript(&parts.app.shell(), texts, format, &language, brand)
    })
}
