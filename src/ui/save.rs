//! The transcript as a text file or on the clipboard, made on the device.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::{parts::Parts, time::iso_day};
use crate::{
    domain::{message::Body, rich::Rich, transcript::Row},
    i18n::{Format, Key},
};

/// How many rows are read at a time.
const ROWS_AT_ONCE: usize = 500;

/// Hands the transcript to the browser as a download.
pub fn save(parts: Parts) {
    let name = ["session-chat-", &iso_day(parts.app.now()), ".txt"].concat();
    // Only a browser that is out of memory refuses any of this, and it says so itself.
    let _ = download(&transcript(parts), &name);
}

/// Puts the transcript on the clipboard and calls `done` once it is there. Browsers refuse it on
/// pages without TLS.
pub fn copy(parts: Parts, done: impl FnOnce() + 'static) -> Result<(), JsValue> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into())?;
    let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
    let written: Promise = write
        .call1(&clipboard, &transcript(parts).into())?
        .dyn_into()?;
    let done = Closure::once(move |_| done());
    let refused = Closure::once(|_| ());
    let _ = written.then2(&done, &refused);
    // Once one of them was called, the browser frees both.
    let _ = (done.into_js_value(), refused.into_js_value());
    Ok(())
}

fn download(text: &str, name: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/plain;charset=utf-8");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has its own hold on the data from here on.
    Url::revoke_object_url(&url)
}

fn transcript(parts: Parts) -> String {
    let brand = &parts.app.settings().brand;
    let today = parts.format().date(parts.app.now());
    let mut text = parts.say(|texts, _| {
        texts.fill(
            Key::TranscriptHeading,
            &[("brand", brand), ("date", &today)],
        )
    });
    text.push('\n');
    let mut start = 0_usize;
    loop {
        let end = start.saturating_add(ROWS_AT_ONCE);
        let rows = parts.app.rows(start..end);
        for row in &rows {
            write(parts, row, &mut text);
        }
        if rows.len() < ROWS_AT_ONCE {
            return text;
        }
        start = end;
    }
}

fn write(parts: Parts, row: &Row, out: &mut String) {
    let message = &row.message;
    parts.say(|texts, format| {
        if row.new_day {
            out.push_str(&["\n", &format.date(message.at), "\n"].concat());
        }
        let line = match &message.body {
            Body::Text(text) | Body::Rich(Rich { text, .. }) => {
                let mut line = vec![format.time(message.at), texts.speaker(&message.author)];
                if let Some(delivery) = row
                    .receipt
                    .filter(|delivery| *delivery < crate::domain::Delivery::Sent)
                {
                    line.push(texts.delivery(delivery).to_owned());
                }
                [&line.join(" · "), "\n", text, "\n"].concat()
            }
            Body::Note(note) => texts.note(note, format),
        };
        out.push_str(&["\n", &line, "\n"].concat());
    });
}
