//! Rich messages and the answers to them in words: agents read what visitors see and choose.

use session_chat::browser::clock::said;
use session_chat::domain::{
    rich::{Choice, Content, DateRange, Entry, Field, FieldKind, Rich},
    text,
};

use super::{clock, texts};
use crate::engine::{
    answer::{YES, chosen_labels},
    calendar::Day,
    prepared,
};

/// How many characters of one label are shown.
const LABEL_CHARS: usize = 80;
/// How many characters of a line are shown.
const LINE_CHARS: usize = 600;
/// How many characters of a question stand before its answer.
const QUESTION_CHARS: usize = 80;

/// The kind of a content and what it offers, in one line.
pub fn content(rich: &Rich) -> String {
    let Some(content) = prepared::read(rich) else {
        return texts::KIND_UNKNOWN.to_owned();
    };
    let kind = texts::kind(&content);
    let more = match &content {
        Content::Choices(choices) => listed(choices.options.iter().map(label)),
        Content::Date(range) => days(range),
        Content::Times(slots) => listed(slots.iter().map(|slot| clock::moment(slot.at))),
        Content::Cards(cards) => listed(cards.iter().map(|card| safe(&card.title))),
        Content::Link(link) => listed([safe(&link.title), safe(&link.url)]),
        Content::Image(image) => safe(&image.alt),
        Content::Media(media) => safe(&media.title),
        Content::File(file) => text::file_name(&file.name, LABEL_CHARS),
        Content::Form(form) => {
            let seen = form
                .fields
                .iter()
                .filter(|one| one.kind != FieldKind::Hidden);
            listed(seen.map(|field| safe(&field.label)))
        }
        Content::Progress(progress) if progress.done => texts::DONE.to_owned(),
        Content::Progress(progress) => progress.percent.map(texts::percent).unwrap_or_default(),
        Content::Consent(asked) => listed([safe(&asked.accept), safe(&asked.decline)]),
    };
    if more.is_empty() {
        kind.to_owned()
    } else {
        text::preview(&texts::said(kind, &more), LINE_CHARS)
    }
}

/// What a visitor answered, and to what, in one line.
pub fn answer(asked: Option<&Rich>, values: &[Entry]) -> String {
    let content = asked.and_then(prepared::read);
    let said = match &content {
        Some(Content::Form(form)) => {
            let said = form
                .fields
                .iter()
                .filter_map(|field| filled_in(field, values));
            said.collect::<Vec<_>>().join(" · ")
        }
        Some(Content::Times(slots)) => {
            let is_chosen = |id: &str| values.iter().any(|one| one.value == id);
            let slots = slots.iter().filter(|slot| is_chosen(&slot.id));
            listed(slots.map(|slot| clock::moment(slot.at)))
        }
        Some(content) => listed(chosen_labels(content, values).iter().map(|one| safe(one))),
        None => listed(values.iter().map(|one| safe(&one.value))),
    };
    let question = asked.map(|rich| text::preview(&rich.text, QUESTION_CHARS));
    text::preview(&texts::answered(question.as_deref(), &said), LINE_CHARS)
}

/// A field with its values; none where it was left empty or was not seen.
fn filled_in(field: &Field, values: &[Entry]) -> Option<String> {
    let own = values
        .iter()
        .filter(|one| one.name == field.name && !one.value.is_empty());
    let shown = own.map(|one| match field.kind {
        FieldKind::Checkbox if one.value == YES => texts::YES.to_owned(),
        FieldKind::Checkbox => texts::NO.to_owned(),
        FieldKind::DateTime => said(&one.value).map_or_else(|| safe(&one.value), clock::moment),
        _ => {
            let option = field.options.iter().find(|option| option.id == one.value);
            option.map_or_else(|| safe(&one.value), label)
        }
    });
    let shown = listed(shown);
    let is_seen = field.kind != FieldKind::Hidden && !shown.is_empty();
    is_seen.then(|| texts::said(&safe(&field.label), &shown))
}

fn label(choice: &Choice) -> String {
    safe(&choice.label)
}

fn days(range: &DateRange) -> String {
    let day = |bound: &Option<String>| bound.as_deref().and_then(Day::read).map(Day::in_words);
    texts::days(day(&range.min).as_deref(), day(&range.max).as_deref())
}

fn listed(things: impl IntoIterator<Item = String>) -> String {
    let things = things.into_iter().filter(|one| !one.is_empty());
    things.collect::<Vec<_>>().join(", ")
}

fn safe(words: &str) -> String {
    text::name(words, LABEL_CHARS)
}
