//! What is asked before the chat. What is answered starts it.

use crate::{
    domain::{
        offer::{PRE_CHAT, PreChat},
        rich::Form,
        text,
        view::{Foot, Panel},
    },
    i18n::Key,
    ui::{
        dom::{El, el},
        focus,
        parts::Parts,
        rich::{self, Question, late_text},
        transcript::words,
    },
};

/// How many characters of a headline are shown.
const TITLE_CHARS: usize = 120;

/// The form; nothing where what is offered cannot be read, which the page was told.
pub fn pre_chat(parts: Parts) -> Option<El> {
    let (form, refused) = parts.view(|view| match &view.foot {
        Foot::Panel(Panel::PreChat { form, refused }) => Some((form.clone(), refused.clone())),
        _ => None,
    })?;
    let asked: PreChat = super::offer(parts, &form)?;
    let or = |own: &str, key| {
        let own = text::name(own, TITLE_CHARS);
        if own.is_empty() {
            late_text(parts, key)
        } else {
            own
        }
    };
    let title = or(&asked.title, Key::PreChatTitle);
    let intro = (!asked.text.is_empty()).then(|| words(el("div", "pre-chat__text"), &asked.text));
    let question = Question {
        id: PRE_CHAT.into(),
        content: String::new(),
        answer: None,
        refused,
        is_open: true,
        progress: None,
    };
    let form = Form {
        title: String::new(),
        fields: asked.fields,
        submit: or(&asked.submit, Key::PreChatSubmit),
    };
    focus::after_render(move || {
        let is_lost = parts.app.root().active_element().is_none();
        if focus::is_inside(parts) || is_lost && parts.view(|view| view.open) {
            focus::to_form(parts);
        }
    });
    let drawn = el("section", "pre-chat")
        .set("aria-labelledby", "pre-chat-title")
        .with(
            el("h3", "pre-chat__title")
                .set("id", "pre-chat-title")
                .set("dir", "auto")
                .text(&title),
        )
        .with_all(intro)
        .with(rich::form_of(parts, &question, form));
    Some(drawn)
}
