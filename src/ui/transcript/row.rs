//! One row: a message with what stands over and under it, or a note.

use web_sys::Element;

use super::{body::bubble, content::Content, receipt::meta};
use crate::{
    domain::{Body, Delivery, MessageId, message::Role, rich::Rich, transcript::Row, view::Foot},
    i18n::{Format, Key},
    ui::{
        dom::{El, el},
        parts::Parts,
    },
};

/// A row that is drawn. Dropped, it leaves the document.
pub struct Drawn {
    row: Row,
    item: El,
    /// What it holds besides its text.
    content: Option<Content>,
    /// The day and the mark of the unread ones, over the message.
    marks: Vec<El>,
    /// Who, when and how far, under it.
    meta: Option<El>,
    /// Whether there was a field to put a failed message back into.
    could_write: bool,
}

impl Drawn {
    /// Draws a row, to be put into the list.
    pub fn new(parts: Parts, row: Row) -> Self {
        let message = &row.message;
        let item = el("li", "").set("part", "message");
        let item = match &message.body {
            Body::Note(note) => {
                let text = parts.say(|texts, format| texts.note(note, format));
                item.with(el("span", "note").text(&text))
            }
            Body::Text(text) | Body::Rich(Rich { text, .. }) => {
                let label = parts.say(|texts, format| {
                    [
                        &*texts.message_label(&message.author, message.at, format),
                        " ",
                    ]
                    .concat()
                });
                // The end user's own file says its name by itself.
                let is_file = message.is_own() && matches!(message.body, Body::Rich(_));
                let bubble = (!text.is_empty() && !is_file).then(|| bubble(parts, message, text));
                item.with(el("span", "spoken").text(&label))
                    .with_all(bubble)
            }
        };
        let content = Content::of(parts, &row);
        let item = item.with_all(content.as_ref().map(|content| content.item.clone()));
        let mut drawn = Self {
            row,
            item,
            content,
            marks: Vec::new(),
            meta: None,
            could_write: can_write(parts),
        };
        drawn.dress(parts);
        drawn
    }

    /// The row changes into `row`. Returns whether it could: what a message says is drawn once.
    pub fn update(&mut self, parts: Parts, row: &Row) -> bool {
        let (was, is) = (&self.row.message, &row.message);
        if was.at != is.at || was.author != is.author || !self.follow_body(parts, &is.body) {
            return false;
        }
        let can_write = can_write(parts);
        if self.row != *row || self.could_write != can_write {
            self.row = row.clone();
            self.could_write = can_write;
            self.dress(parts);
        }
        if let Some(content) = &mut self.content {
            content.update(parts, row);
        }
        true
    }

    /// What the message says has changed into `body`. Returns whether the row could follow: text
    /// that grows is drawn again in its bubble, so that nothing else moves.
    fn follow_body(&self, parts: Parts, body: &Body) -> bool {
        match (&self.row.message.body, body) {
            (was, is) if was == is => true,
            (Body::Text(_), Body::Text(text)) => self
                .item
                .element()
                .query_selector(".bubble")
                .is_ok_and(|old| {
                    let new = bubble(parts, &self.row.message, text);
                    // Both are elements of our own.
                    old.is_some_and(|old| old.replace_with_with_node_1(new.element()).is_ok())
                }),
            (Body::Rich(was), Body::Rich(is)) => was.text == is.text,
            _ => false,
        }
    }

    /// The row has just come in.
    pub fn arrive(&self) {
        let class = [&*class(&self.row), " row--new"].concat();
        let _item = self.item.clone().set("class", &class);
    }

    /// Whether it is the row of the same message.
    pub fn is_of(&self, row: &Row) -> bool {
        self.row.message.id == row.message.id
    }

    /// Whose row it is.
    pub fn id(&self) -> MessageId {
        self.row.message.id.clone()
    }

    /// The element in the list.
    pub fn element(&self) -> &Element {
        self.item.element()
    }

    /// Draws what stands around the message.
    fn dress(&mut self, parts: Parts) {
        let item = self.item.clone().set("class", &class(&self.row));
        let old = core::mem::replace(&mut self.marks, marks(parts, &self.row));
        old.iter()
            .chain(&self.meta)
            .for_each(|old| old.element().remove());
        let first = item.element().first_child();
        for mark in &self.marks {
            // Both are elements of our own.
            let _ = item.element().insert_before(mark.element(), first.as_ref());
        }
        self.meta = meta(parts, &self.row, self.could_write);
        let _item = item.with_all(self.meta.clone());
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.element().remove();
    }
}

fn can_write(parts: Parts) -> bool {
    parts.view(|view| matches!(view.foot, Foot::Composer { .. }))
}

fn class(row: &Row) -> String {
    let mut class = String::from(match (&row.message.body, row.message.author.role) {
        (Body::Note(_), _) => "row row--note",
        (_, Role::EndUser) => "row row--own",
        (_, Role::Bot) => "row row--bot",
        (_, Role::Agent) => "row row--agent",
        (_, Role::System) => "row row--agent row--system",
    });
    if row.starts_group {
        class.push_str(" row--first");
    }
    if row.receipt.is_some_and(|state| state <= Delivery::Waiting) {
        class.push_str(" row--unsent");
    }
    class
}

/// The day, and where the unread messages begin.
fn marks(parts: Parts, row: &Row) -> Vec<El> {
    let at = row.message.at;
    let day = row.new_day.then(|| {
        let day = parts.say(
            |texts, format| match (format.days_ago(at), format.day(at)) {
                (1, _) => texts.get(Key::Yesterday).to_owned(),
                (_, Some(day)) => day,
                (_, None) => texts.get(Key::Today).to_owned(),
            },
        );
        el("span", "day").text(&day)
    });
    let unread = row
        .first_unread
        .then(|| el("span", "unread").text(&parts.text(Key::Unread)));
    day.into_iter().chain(unread).collect()
}
