//! Sending files: by button, by pasting and by dropping (R6.5).

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, FileList, HtmlInputElement};

use super::{preview, toast};
use crate::{
    browser::json,
    domain::{files::FileFault, offer::Files},
    i18n::{Format, Key},
    shell::look_into,
    ui::{
        dom::{El, el},
        icon::Icon,
        parts::{Parts, named_tool},
        rich::{file, late_text, rest},
    },
};

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
    let input = input.on("change", move |event| {
        let Some(chosen) = event.target() else { return };
        let chosen: HtmlInputElement = chosen.unchecked_into();
        take(parts, chosen.files().as_ref());
        // The same file can be chosen again.
        chosen.set_value("");
    });
    let name = late_text(parts, Key::Attach);
    let button = named_tool("tool attach", Icon::Attach, &name, move || choose(parts));
    listen(parts);
    Some(el("span", "attach__place").with(button).with(input))
}

/// Shows what the browser has to choose files with.
fn choose(parts: Parts) {
    let window = parts.dialog();
    let input = window.and_then(|it| it.query_selector(".attach__input").ok().flatten());
    if let Some(input) = input {
        input.unchecked_into::<HtmlInputElement>().click();
    }
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
    // What it listens to must not hold it: nobody would ever let go of both.
    let holding = move |is_over: bool| {
        let Some(shown) = parts.dialog() else { return };
        // A custom attribute takes any value.
        let _ = if is_over {
            shown.set_attribute("data-drop", &late_text(parts, Key::DropHere))
        } else {
            shown.remove_attribute("data-drop")
        };
    };
    let _window = El::at(&window)
        .set("data-takes", "")
        .on("paste", move |event| {
            // The cells of a table come as words, as a page and as a picture of both: as words they
            // are meant. A file alone may come with its name, a picture alone with its page.
            let holds = |kind| carries(&event, "clipboardData", kind);
            let has_words = holds("text/plain") && holds("text/html");
            let list = held(&event, "clipboardData").filter(|list| list.length() > 0 && !has_words);
            if let Some(list) = list {
                event.prevent_default();
                take(parts, Some(&list));
            }
        })
        .on("dragover", move |event| {
            if has_files(&event) {
                event.prevent_default();
                holding(offered(parts).is_some());
            }
        })
        .on("dragleave", move |event| {
            // Leaving one element for another inside is no leaving.
            let to = Reflect::get(&event, &"relatedTarget".into()).unwrap_or(JsValue::NULL);
            if to.is_null() || to.is_undefined() {
                holding(false);
            }
        })
        .on("drop", move |event| {
            holding(false);
            if has_files(&event) {
                // Else the browser would leave the page for the file.
                event.prevent_default();
                take(parts, held(&event, "dataTransfer").as_ref());
            }
        });
}

/// Whether files are dragged, and not words, which go where they are dropped.
fn has_files(event: &JsValue) -> bool {
    carries(event, "dataTransfer", "Files")
}

fn carries(event: &JsValue, source: &str, kind: &str) -> bool {
    let kinds = carried(event, source, "types");
    kinds.is_some_and(|kinds| Array::from(&kinds).includes(&kind.into(), 0))
}

fn held(event: &JsValue, source: &str) -> Option<FileList> {
    carried(event, source, "files")?.dyn_into().ok()
}

fn carried(event: &JsValue, source: &str, what: &str) -> Option<JsValue> {
    let source = Reflect::get(event, &source.into()).ok()?;
    Reflect::get(&source, &what.into()).ok()
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
        let sent = one.clone();
        look_into(&files, &one, move |verdict| {
            // The chat may have ended meanwhile.
            match (verdict, offered(parts)) {
                (Ok(()), Some(_)) => send(parts, sent),
                (Err(fault), Some(files)) => refuse(parts, &files, &sent.name(), fault),
                (_, None) => (),
            }
        });
    }
    let _ = rest(parts).map(|place| place.focus());
}

fn send(parts: Parts, chosen: File) {
    let file = JsValue::from(&chosen);
    let id = parts.app.attach(chosen);
    if let Some(id) = id.filter(|_| parts.app.settings().images) {
        preview::prepare(parts, id, &file);
    }
}

fn refuse(parts: Parts, files: &Files, name: &str, fault: FileFault) {
    let key = match fault {
        FileFault::Type => Key::FileType,
        FileFault::Empty => Key::FileEmpty,
        FileFault::TooLarge => Key::FileTooLarge,
        FileFault::Fake => Key::FileFake,
        FileFault::Unreadable => Key::FileUnreadable,
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
