//! The contents of rich messages. All of this is behind the [`late`](super::late) door: it is
//! loaded with the first message that has a content.

mod card;
mod choice;
pub mod file;
mod form;
mod media;
mod picker;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    dom::{El, el},
    parts::Parts,
    style,
};
use crate::{
    browser::json,
    domain::{
        MessageId,
        rich::{Answer, CHOICE, Consent, Content, Entry, Fault, Form, Progress, Refused},
        text,
    },
    i18n::Key,
};

/// How many characters of a label or of a fault are shown.
const LABEL_CHARS: usize = 200;

/// A content and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The message that has it.
    pub id: MessageId,
    /// The content, as it came.
    pub content: String,
    /// What was answered, if it was.
    pub answer: Option<Answer>,
    /// The answer that the backend did not take.
    pub refused: Option<Refused>,
    /// Whether it can be answered.
    pub is_open: bool,
    /// How much of its file has arrived, of a hundred, while it is under way.
    pub progress: Option<u8>,
}

/// The looks of contents, which come with them.
const STYLE: &str = concat!(
    include_str!("../../../style/rich.css"),
    include_str!("../../../style/extra.css"),
);
static CSS: [u8; style::squeezed(STYLE, &mut [])] = style::squeeze(STYLE);

/// Draws a content.
pub fn draw(parts: Parts, question: &Question) -> El {
    let asked = Asked {
        parts,
        question,
        values: question.answer.as_ref().map(values),
    };
    let content = json::read(&question.content);
    let faults = match &content {
        // A form tells its faults itself.
        Some(Content::Form(_) | Content::Date(_)) | None => Vec::new(),
        Some(Content::Choices(choices)) if choices.several => Vec::new(),
        Some(_) => faults(question),
    };
    let body = match content {
        Some(Content::Choices(choices)) => choice::choices(&asked, choices),
        Some(Content::Consent(deal)) => agree(&asked, &deal),
        Some(Content::Date(range)) => picker::date(&asked, range),
        Some(Content::Times(slots)) => picker::times(&asked, slots),
        Some(Content::Cards(cards)) => card::cards(&asked, cards),
        Some(Content::Link(link)) => media::preview(parts, &link),
        Some(Content::Image(image)) => media::image(parts, &image),
        Some(Content::Media(medium)) => media::medium(parts, &medium),
        Some(Content::File(file)) => file::file(parts, question, &file),
        Some(Content::Form(form)) => form::form(&asked, form),
        Some(Content::Progress(progress)) => advance(parts, progress),
        None => unknown(parts),
    };
    let told = faults.iter().map(|fault| told(&fault.text));
    el("div", "rich").with(body).with_all(told)
}

/// What the backend found wrong with an answer.
fn faults(question: &Question) -> Vec<Fault> {
    let refused = question.refused.as_ref();
    refused
        .and_then(|refused| json::read(&refused.faults))
        .unwrap_or_default()
}

/// A fault that stands at no field.
fn told(fault: &str) -> El {
    el("p", "field__fault")
        .set("role", "alert")
        .set("dir", "auto")
        .text(&text::name(fault, LABEL_CHARS))
}

/// Draws a form that is no message's.
pub fn form_of(parts: Parts, question: &Question, form: Form) -> El {
    let asked = Asked {
        parts,
        question,
        values: None,
    };
    form::form(&asked, form)
}

/// A content that may be answered.
struct Asked<'a> {
    parts: Parts,
    question: &'a Question,
    /// The values that were answered.
    values: Option<Vec<Entry>>,
}

impl Asked<'_> {
    /// Whether it can be answered now.
    fn is_open(&self) -> bool {
        self.question.is_open && self.question.answer.is_none()
    }

    /// Whether this value was chosen.
    fn is_chosen(&self, value: &str) -> bool {
        let mut values = self.values.iter().flatten();
        values.any(|entry| entry.value == value)
    }

    /// What sends an answer: values, and what they say in words.
    fn answers(&self) -> impl Fn(&[Entry], &str) + Clone + 'static {
        let (parts, to) = (self.parts, self.question.id.clone());
        move |values, words| {
            let answer = Answer {
                to: to.clone(),
                values: json::write(&values).unwrap_or_default(),
            };
            parts.app.answer(words.to_owned(), answer);
            // What was pressed is about to be out of reach.
            let _ = rest(parts).map(|place| place.focus());
        }
    }

    /// A button that answers with one value.
    fn option(&self, class: &str, value: &str, words: &str) -> El {
        let words = text::name(words, LABEL_CHARS);
        let words = if words.is_empty() {
            text::name(value, LABEL_CHARS)
        } else {
            words
        };
        let button = el("button", class)
            .set("type", "button")
            .set("dir", "auto")
            .text(&words);
        let is_chosen = self.is_chosen(value);
        let button = if self.is_open() {
            let answers = self.answers();
            let value = value.to_owned();
            button.press(move || answers(&[entry(CHOICE, &value)], &words))
        } else {
            button.set("disabled", "")
        };
        // Only what is chosen says so: before, these are buttons like any other.
        if is_chosen {
            button.set("aria-pressed", "true")
        } else {
            button
        }
    }
}

/// Where the focus goes from what is about to be out of reach: to the message field; where that
/// would call up a keyboard over what was just chosen, to the transcript.
pub fn rest(parts: Parts) -> Option<HtmlElement> {
    let is_touched = web_sys::window()
        .and_then(|window| window.match_media("(pointer: coarse)").ok().flatten())
        .is_some_and(|media| media.matches());
    if is_touched {
        let log = parts.dialog()?.query_selector(".transcript__log").ok()??;
        Some(log.unchecked_into())
    } else {
        parts.field().map(JsCast::unchecked_into)
    }
}

/// A text that is loaded late, in the language in force.
pub fn late_text(parts: Parts, key: Key) -> String {
    parts.say(|texts, _| texts.get_late(key).to_owned())
}

/// Stands for what cannot be shown.
fn unknown(parts: Parts) -> El {
    el("p", "rich__unknown").text(&late_text(parts, Key::RichUnknown))
}

/// The values of an answer.
fn values(answer: &Answer) -> Vec<Entry> {
    json::read(&answer.values).unwrap_or_default()
}

fn entry(name: &str, value: &str) -> Entry {
    Entry {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

fn agree(asked: &Asked<'_>, consent: &Consent) -> El {
    let way = |class, value, said: &str, key| {
        let words = text::name(said, LABEL_CHARS);
        let words = if words.is_empty() {
            late_text(asked.parts, key)
        } else {
            words
        };
        asked.option(class, value, &words)
    };
    el("div", "rich__ways")
        .with(way(
            "button button--primary",
            "true",
            &consent.accept,
            Key::RichYes,
        ))
        .with(way("button", "false", &consent.decline, Key::RichNo))
}

fn advance(parts: Parts, progress: Progress) -> El {
    if progress.done {
        return el("p", "rich__done").text(&late_text(parts, Key::RichDone));
    }
    let bar = el("progress", "rich__progress")
        .set("max", "100")
        .set("aria-label", &late_text(parts, Key::RichProgress));
    match progress.percent {
        Some(percent) => bar.set("value", &percent.min(100).to_string()),
        None => bar,
    }
}

/// Gives the window the looks of contents, once.
pub fn dress(parts: Parts) {
    if !parts.shared().is_dressed.replace(true) {
        // It has worked before, with the looks of the window.
        let _ = style::adopt_more(&parts.app.root(), &CSS);
    }
}
