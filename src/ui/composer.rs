//! The message field.
//!
//! A key press changes the browser's own field and two numbers here, and draws nothing anew unless
//! the field turns from empty to not empty or comes near its limit.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlTextAreaElement, KeyboardEvent, css};

use super::{
    dom::{El, el, react},
    icon::Icon,
    late::{self, Spot},
    parts::{Parts, Slice, follow, holds},
};
use crate::{
    domain::{Event, policy::MESSAGE_CHARS, text::is_blank, view::Foot},
    i18n::{Format, Key},
};

/// How near the limit, in characters, the count is shown.
const COUNTED_FROM: usize = MESSAGE_CHARS - 400;
/// The code of every key while an input method composes, in browsers that do not say so otherwise.
const COMPOSING: u32 = 229;

/// How full the field is, as far as it can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fill {
    /// There is nothing to send.
    Blank,
    /// There is something, and room for more.
    Some,
    /// So many characters, near the limit or beyond it.
    Near(usize),
}

impl Fill {
    fn of(text: &str) -> Self {
        // Bytes are at least as many as characters, so short texts are not counted.
        let chars = if text.len() < COUNTED_FROM {
            0
        } else {
            text.chars().count()
        };
        if is_blank(text) {
            Self::Blank
        } else if chars < COUNTED_FROM {
            Self::Some
        } else {
            Self::Near(chars)
        }
    }

    const fn is_too_long(self) -> bool {
        matches!(self, Self::Near(chars) if chars > MESSAGE_CHARS)
    }

    const fn can_be_sent(self) -> bool {
        !matches!(self, Self::Blank) && !self.is_too_long()
    }
}

/// The field with its hint, its count and its button.
#[derive(Clone, Copy)]
struct Composer {
    parts: Parts,
    fill: RwSignal<Fill>,
    is_locked: Slice,
}

/// The message field.
pub fn composer(parts: Parts) -> El {
    let composer = Composer {
        parts,
        fill: RwSignal::new(Fill::of(&parts.shared().draft.borrow())),
        is_locked: parts.flag(|view| view.foot == Foot::Locked),
    };
    let field = composer.field();
    composer.take_prefill(&field);
    let foot = parts.slice(|view| &view.foot);
    let hint = move || {
        follow(foot);
        let hint = parts.view(|view| match view.foot {
            Foot::Composer { hint } => hint,
            _ => None,
        });
        hint.map(|hint| parts.say(|texts, _| texts.hint(hint).to_owned()))
            .unwrap_or_default()
    };
    let is_over = move || composer.fill.get().is_too_long();
    el("div", "composer")
        .set("part", "composer")
        .with(el("p", "composer__hint").set("id", "hint").says(hint))
        .with(
            late::add_spot(el("div", "composer__box"), parts, Spot::Attach)
                .with(El::at(&field))
                .with(composer.button()),
        )
        .with(
            el("p", "composer__count")
                .set("id", "count")
                .is("data-over", is_over)
                .says(move || composer.count()),
        )
}

impl Composer {
    fn field(self) -> HtmlTextAreaElement {
        let Self {
            parts,
            fill,
            is_locked,
        } = self;
        let field = el("textarea", "composer__field")
            .set("part", "field")
            .set("rows", "1")
            // The direction of what is written; as long as there is nothing, that of the window.
            .follows("dir", move || {
                (fill.get() != Fill::Blank).then(|| "auto".to_owned())
            })
            .set("enterkeyhint", "send")
            .set("autocomplete", "off")
            .set("aria-label", &parts.text(Key::FieldLabel))
            .set("aria-describedby", "hint count")
            .tells("aria-invalid", move || fill.get().is_too_long())
            .is("readonly", move || holds(is_locked))
            .follows("placeholder", move || {
                let key = if holds(is_locked) {
                    Key::Ending
                } else {
                    Key::FieldPlaceholder
                };
                Some(parts.text(key))
            })
            .on("input", move |_| self.typed())
            .on_key(move |event| self.on_key(event));
        field.element().clone().unchecked_into()
    }

    fn button(self) -> El {
        let Self {
            parts,
            fill,
            is_locked,
        } = self;
        parts
            .tool("tool composer__send", Icon::Send, Key::Send, move || {
                self.send();
            })
            .set("part", "send")
            .is("disabled", move || {
                holds(is_locked) || !fill.get().can_be_sent()
            })
            // The focus stays in the field, and with it the keyboard on the screen.
            .on("pointerdown", |event| event.prevent_default())
    }

    /// Puts the draft into the field, and later on whatever the session hands back.
    fn take_prefill(self, field: &HtmlTextAreaElement) {
        let shared = self.parts.shared();
        let draft = shared.draft.borrow().clone();
        shared.field.replace(Some(field.clone()));
        self.set(field, &draft);
        let prefill = self.parts.app.prefill();
        let field = field.clone();
        react(Box::new(move || {
            let (number, text) = prefill.get();
            if shared.prefilled.replace(number) != number && !text.is_empty() {
                self.set(&field, &text);
            }
        }));
    }

    fn set(self, field: &HtmlTextAreaElement, text: &str) {
        field.set_value(text);
        self.keep(text);
        fit(field);
    }

    fn typed(self) {
        let Some(field) = self.parts.field() else {
            return;
        };
        self.keep(&field.value());
        fit(&field);
        self.parts.dispatch(Event::Typed);
    }

    fn keep(self, text: &str) {
        text.clone_into(&mut self.parts.shared().draft.borrow_mut());
        let fill = Fill::of(text);
        if self.fill.get_untracked() != fill {
            self.fill.set(fill);
        }
    }

    fn on_key(self, event: &KeyboardEvent) {
        let is_composing = event.is_composing() || event.key_code() == COMPOSING;
        if event.key() == "Enter" && !event.shift_key() && !is_composing {
            event.prevent_default();
            self.send();
        }
    }

    fn send(self) {
        let Some(field) = self.parts.field() else {
            return;
        };
        let text = field.value();
        if self.is_locked.get_untracked() != 0 || !Fill::of(&text).can_be_sent() {
            return;
        }
        self.set(&field, "");
        self.parts.app.send(text);
        // The button is disabled by now; the focus must not go with it.
        let _ = field.focus();
    }

    fn count(self) -> String {
        match self.fill.get() {
            Fill::Near(chars) => self.parts.say(|texts, format| {
                let number =
                    |number: usize| format.number(u64::try_from(number).unwrap_or(u64::MAX));
                let limit = number(MESSAGE_CHARS);
                if chars > MESSAGE_CHARS {
                    texts.fill(Key::TooLong, &[("limit", &limit)])
                } else {
                    [number(chars), limit].join(" / ")
                }
            }),
            Fill::Blank | Fill::Some => String::new(),
        }
    }
}

/// Makes the field as high as its text where the stylesheet cannot.
fn fit(field: &HtmlTextAreaElement) {
    if css::supports_with_value("field-sizing", "content").unwrap_or(false) {
        return;
    }
    let style = HtmlElement::style(field);
    // Both names are known to every browser; the stylesheet bounds the height.
    let _ = style.set_property("height", "auto");
    let _ = style.set_property(
        "height",
        &[&field.scroll_height().to_string(), "px"].concat(),
    );
}
