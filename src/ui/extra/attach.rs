//! Sending files: by button, by pasting and by dropping (R6.5).

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File, FileList, HtmlElement, HtmlInputElement};

use super::{preview, toast};
use crate::{
    browser::{json, when},
    domain::{
        files::{FileFault, HEAD_BYTES, judge, judge_head},
        offer::Files,
        rich::{Content, File as Described},
        text,
    },
    i18n::{Format, Key},
    ui::{
        dom::{El, el},
        icon::Icon,
        parts::{Parts, named_tool},
        rich::{file, late_text},
    },
};

/// How many characters of a name are told.
const NAME_CHARS: usize = 60;

/// The button; nothing where what is offered cannot be read.
pub fn attach(parts: Parts) -> Option<El> {
    let files: Files = super::offer(parts, &parts.view(|view| view.actions.attach.clone())?)?;
    let accept: Vec<_> = files
        .types
        .iter()
        .map(|kind| [".", kind].concat())
        .collect();
    let input = el("input", "attach__input")
        .set("type", "file")
        .set("multiple", "")
        .set("accept", &accept.join(","))
        .set("tabindex", "-1")
        .set("aria-hidden", "true");
    let chooser: HtmlInputElement = input.element().clone().unchecked_into();
    let chosen = chooser.clone();
    let input = input.on("change", move |_| {
        take(parts, chosen.files().as_ref());
        // The same file can be chosen again.
        chosen.set_value("");
    });
    let name = late_text(parts, Key::Attach);
    let button = named_tool("tool attach", Icon::Attach, &name, move || chooser.click());
    listen(parts);
    Some(el("span", "attach__place").with(button).with(input))
}

fn offered(parts: Parts) -> Option<Files> {
    let files = parts.view(|view| view.actions.attach.clone())?;
    json::read(&files)
}

/// Takes what is pasted and dropped anywhere in the window, from the first button on.
fn listen(parts: Parts) {
    let Some(window) = parts.dialog() else { return };
    if window.has_attribute("data-takes") {
        return;
    }
    let shown = window.clone();
    let holding = move |is_over: bool| {
        // A custom attribute takes any value.
        let _ = if is_over {
            shown.set_attribute("data-drop", &late_text(parts, Key::DropHere))
        } else {
            shown.remove_attribute("data-drop")
        };
    };
    let (over, away, dropped) = (holding.clone(), holding.clone(), holding);
    let _window = El::at(&window)
        .set("data-takes", "")
        .on("paste", move |event| {
            if let Some(list) = held(&event, "clipboardData").filter(|list| list.length() > 0) {
                event.prevent_default();
                take(parts, Some(&list));
            }
        })
        .on("dragover", move |event| {
            if offered(parts).is_some() {
                event.prevent_default();
                over(true);
            }
        })
        .on("dragleave", move |event| {
            // Leaving one element for another inside is no leaving.
            let to = Reflect::get(&event, &"relatedTarget".into()).unwrap_or(JsValue::NULL);
            if to.is_null() || to.is_undefined() {
                away(false);
            }
        })
        .on("drop", move |event| {
            // Else the browser would leave the page for the file.
            event.prevent_default();
            dropped(false);
            take(parts, held(&event, "dataTransfer").as_ref());
        });
}

fn held(event: &JsValue, source: &str) -> Option<FileList> {
    let source = Reflect::get(event, &source.into()).ok()?;
    let files = Reflect::get(&source, &"files".into()).ok()?;
    files.dyn_into().ok()
}

fn take(parts: Parts, list: Option<&FileList>) {
    let (Some(list), Some(files)) = (list, offered(parts)) else {
        return;
    };
    let chosen: Vec<File> = (0..list.length()).filter_map(|at| list.get(at)).collect();
    if chosen.len() > files.max_count {
        let most = u64::try_from(files.max_count).unwrap_or(u64::MAX);
        let most = parts.say(|_, format| format.number(most));
        complain(parts, Key::FileCount, &[("limit", &most)]);
        return;
    }
    for one in chosen {
        match judge(&files, &one.name(), bytes(&one)) {
            Ok(()) => look_into(parts, one),
            Err(fault) => refuse(parts, &files, &one.name(), fault),
        }
    }
    if let Some(field) = parts.field() {
        let _ = HtmlElement::focus(&field);
    }
}

/// Reads the first bytes, and sends the file if they are what its name promises.
fn look_into(parts: Parts, chosen: File) {
    let head = chosen
        .slice_with_i32_and_i32(0, i32::try_from(HEAD_BYTES).unwrap_or(i32::MAX))
        .map(|head: Blob| head.array_buffer());
    let name = chosen.name();
    let Ok(head) = head else {
        complain(parts, Key::FileUnreadable, &[("name", &name)]);
        return;
    };
    let unreadable = name.clone();
    when(
        &head,
        move |head| {
            let head = Uint8Array::new(&head).to_vec();
            match (judge_head(&name, &head), offered(parts)) {
                (Ok(()), Some(_)) => send(parts, &name, chosen),
                (Err(fault), Some(files)) => refuse(parts, &files, &name, fault),
                // The chat ended meanwhile.
                (_, None) => (),
            }
        },
        move || complain(parts, Key::FileUnreadable, &[("name", &unreadable)]),
    );
}

fn send(parts: Parts, name: &str, chosen: File) {
    let shown = text::file_name(name, NAME_CHARS);
    let content = Content::File(Described {
        url: String::new(),
        name: name.to_owned(),
        bytes: bytes(&chosen),
    });
    let Some(content) = json::write(&content) else {
        return;
    };
    let file: JsValue = chosen.into();
    let id = parts.app.attach(shown, content, file.clone());
    if parts.app.settings().images {
        preview::prepare(parts, id, &file);
    }
}

fn refuse(parts: Parts, files: &Files, name: &str, fault: FileFault) {
    let key = match fault {
        FileFault::Type => Key::FileType,
        FileFault::Empty => Key::FileEmpty,
        FileFault::TooLarge => Key::FileTooLarge,
        FileFault::Fake => Key::FileFake,
    };
    let limit = file::size(parts, files.max_bytes);
    let types = files.types.join(", ");
    complain(
        parts,
        key,
        &[("name", name), ("limit", &limit), ("types", &types)],
    );
}

fn complain(parts: Parts, key: Key, values: &[(&str, &str)]) {
    let text = parts.say(|texts, _| texts.fill_late(key, values));
    toast::show(parts, &text);
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size is a whole positive number far below 2^53"
)]
fn bytes(file: &File) -> u64 {
    file.size() as u64
}
