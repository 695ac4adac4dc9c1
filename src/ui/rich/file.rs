//! Files: those that can be fetched, and the end user's own on their way.

use core::cell::RefCell;

use wasm_bindgen::{JsCast, JsValue};

use super::{Question, late_text, media};
use crate::{
    domain::{Event, MessageId, rich::File, text},
    i18n::{Format, Key},
    ui::{
        dom::{El, el},
        focus,
        icon::Icon,
        parts::{Parts, named_tool},
    },
};

/// How many characters of a name are shown.
const NAME_CHARS: usize = 80;
/// The bytes of a kilobyte and of a megabyte, as people count file sizes.
const KILO: u64 = 1_000;
const MEGA: u64 = 1_000_000;

thread_local! {
    /// Small pictures of the files that were chosen on this page, as canvases.
    static PREVIEWS: RefCell<Vec<(MessageId, JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps the picture of a file for its message.
pub fn keep_preview(id: MessageId, canvas: JsValue) {
    PREVIEWS.with_borrow_mut(|previews| previews.push((id, canvas)));
}

/// Puts the picture of a file that came late into its message.
pub fn show_preview(parts: Parts, id: &MessageId) {
    let Some(window) = parts.dialog() else { return };
    let mut shown = focus::in_sight(&window, ".file").into_iter();
    let holder = shown.find(|shown| shown.get_attribute("data-id").as_deref() == Some(id.as_str()));
    if let (Some(holder), Some(canvas)) = (holder, preview_of(id)) {
        // The canvas is an element of our own.
        let _ = holder.insert_before(canvas.unchecked_ref(), holder.first_child().as_ref());
    }
}

fn preview_of(id: &MessageId) -> Option<JsValue> {
    PREVIEWS.with_borrow(|previews| {
        let own = previews.iter().find(|(own, _)| own == id);
        own.map(|(_, canvas)| canvas.clone())
    })
}

/// A file.
pub fn file(parts: Parts, question: &Question, file: &File) -> El {
    let name = text::file_name(&file.name, NAME_CHARS);
    let size = size(parts, file.bytes);
    let shown = if file.url.is_empty() {
        media::words(el("div", "lead"), Icon::Save, &name, &size)
    } else {
        media::download(parts, &file.url, &name, size)
    };
    let preview = preview_of(&question.id);
    let way = question
        .progress
        .map(|percent| under_way(parts, question, percent));
    let holder = el("div", "file").set("data-id", question.id.as_str());
    if let Some(canvas) = preview {
        // The canvas is an element of our own.
        let _ = holder.element().append_child(canvas.unchecked_ref());
    }
    holder.with(shown).with_all(way)
}

/// How many bytes that are, in words; nothing for none.
pub fn size(parts: Parts, bytes: u64) -> String {
    let (unit, name) = if bytes < MEGA {
        (KILO, " kB")
    } else {
        (MEGA, " MB")
    };
    match bytes.div_ceil(unit) {
        0 => String::new(),
        count => parts.say(|_, format| [&*format.number(count), name].concat()),
    }
}

/// How far it has come, and the way to stop it.
fn under_way(parts: Parts, question: &Question, percent: u8) -> El {
    let id = question.id.clone();
    let name = late_text(parts, Key::CancelFile);
    let bar = el("progress", "rich__progress")
        .set("max", "100")
        .set("aria-label", &late_text(parts, Key::RichProgress));
    // At nought it may be that nobody tells how far it is.
    let bar = match percent {
        0 => bar,
        percent => bar.set("value", &percent.to_string()),
    };
    el("div", "file__way")
        .with(bar)
        .with(named_tool("tool", Icon::Dismiss, &name, move || {
            parts.dispatch(Event::Discarded(id.clone()));
        }))
}
