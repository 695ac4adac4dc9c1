//! The place of what a message holds besides its text. What stands in it is drawn by the late half
//! of the wasm; until that is there, the place is kept.

use leptos::prelude::GetUntracked;

use crate::{
    domain::{Body, transcript::Row},
    i18n::Key,
    ui::{
        dom::{El, el},
        late,
        parts::Parts,
        rich::Question,
    },
};

/// The place, and what stands there.
pub struct Content {
    /// The element in the row.
    pub item: El,
    shown: (Question, [bool; 2]),
}

impl Content {
    /// The content of a row, if its message has one.
    pub fn of(parts: Parts, row: &Row) -> Option<Self> {
        let shown = (question(parts, row)?, lateness(parts));
        let content = Self {
            item: el("div", "content"),
            shown,
        };
        content.draw(parts);
        Some(content)
    }

    /// Draws it anew if something about it has changed.
    pub fn update(&mut self, parts: Parts, row: &Row) {
        let Some(question) = question(parts, row) else {
            return;
        };
        let now = (question, lateness(parts));
        if self.shown != now {
            self.shown = now;
            self.draw(parts);
        }
    }

    fn draw(&self, parts: Parts) {
        let new = match &self.shown {
            (question, [true, _]) => late::content(parts, question),
            (_, [false, true]) => {
                Some(parts.button("bubble__more", Key::ShowMore, move || late::fetch(parts)))
            }
            (_, [false, false]) => {
                late::fetch(parts);
                Some(el("div", "content__wait").set("aria-hidden", "true"))
            }
        };
        self.item.element().set_text_content(None);
        let _item = self.item.clone().with_all(new);
    }
}

/// Whether the late half is there, and whether it did not come.
fn lateness(parts: Parts) -> [bool; 2] {
    [parts.app.late(), parts.app.late_failed()].map(|signal| signal.get_untracked())
}

fn question(parts: Parts, row: &Row) -> Option<Question> {
    let Body::Rich(rich) = &row.message.body else {
        return None;
    };
    Some(Question {
        id: row.message.id.clone(),
        content: rich.content.clone(),
        answer: row.answer.clone(),
        refused: row.refused.clone(),
        is_open: parts.view(|view| view.actions.answer),
        progress: row.progress,
    })
}
