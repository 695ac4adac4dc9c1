//! What the end user sends, with the ids it needs: texts, answers and files.

use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::JsValue;
use web_sys::{Blob, File};

use super::Shell;
use crate::{
    browser::{clock, json, when},
    domain::{
        Event, MessageId,
        event::Draft,
        files::{FileFault, HEAD_BYTES, judge, judge_head},
        offer::Files,
        rich::{Answer, File as Described},
        text,
    },
};

/// How many characters of a file's name are told.
const NAME_CHARS: usize = 60;

/// A [`Content::File`], without the code that writes all the others.
///
/// [`Content::File`]: crate::domain::rich::Content::File
#[derive(Serialize)]
struct Sent {
    file: Described,
}

impl Shell {
    /// Sends a text, with fresh ids for the message and for the conversation it may start. Returns
    /// the id of the message.
    pub fn send(&self, text: String) -> MessageId {
        self.compose(draft(text))
    }

    /// Answers a question; `text` says the answer in words.
    pub fn answer(&self, text: String, answer: Answer) -> MessageId {
        self.compose(Draft {
            answer: Some(answer),
            ..draft(text)
        })
    }

    /// Sends a file that was judged before.
    pub fn attach(&self, chosen: File) -> Option<MessageId> {
        let name = chosen.name();
        let content = Sent {
            file: Described {
                url: String::new(),
                bytes: bytes(&chosen),
                name: name.clone(),
            },
        };
        let draft = Draft {
            content: Some(json::write(&content)?),
            ..draft(text::file_name(&name, NAME_CHARS))
        };
        self.hold(draft.id.clone(), chosen.into());
        Some(self.compose(draft))
    }

    fn compose(&self, draft: Draft) -> MessageId {
        let id = draft.id.clone();
        self.dispatch(Event::Composed(draft));
        id
    }
}

/// A draft with fresh ids.
fn draft(text: String) -> Draft {
    Draft::written(clock::random_id().into(), clock::random_id().into(), text)
}

/// Judges a file by its name and size, then by its first bytes, and hands the verdict to `told`.
pub fn look_into(
    files: &Files,
    chosen: &File,
    told: impl FnOnce(Result<(), FileFault>) + Clone + 'static,
) {
    let name = chosen.name();
    if let Err(fault) = judge(files, &name, bytes(chosen)) {
        told(Err(fault));
        return;
    }
    let head = chosen
        .slice_with_i32_and_i32(0, i32::try_from(HEAD_BYTES).unwrap_or(i32::MAX))
        .map(|head: Blob| head.array_buffer());
    let Ok(head) = head else {
        told(Err(FileFault::Unreadable));
        return;
    };
    let unread = told.clone();
    when(
        &head,
        move |head: JsValue| told(judge_head(&name, &Uint8Array::new(&head).to_vec())),
        move || unread(Err(FileFault::Unreadable)),
    );
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size is a whole positive number far below 2^53"
)]
fn bytes(file: &File) -> u64 {
    file.size() as u64
}
