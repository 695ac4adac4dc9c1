//! Answers to questions: which are taken, and what they say.

use std::collections::BTreeSet;

use session_chat::domain::{
    Body,
    event::SendRefusal,
    policy::MESSAGE_CHARS,
    rich::{
        Action, Answer, CHOICE, Card, Choice, Content, DateRange, Deed, Entry, Fault, Field,
        FieldKind, Rich,
    },
};

use super::{calendar::Day, conversation::Conversation, prepared};

/// What a box says that is ticked, and a consent that is given.
pub const YES: &str = "true";
/// What a box says that is not ticked, and a consent that is refused.
pub const NO: &str = "false";

/// What can be wrong with an answer, in words for the end user.
mod words {
    pub const MISSING: &str = "Please fill this in.";
    pub const NOTHING: &str = "Please choose something.";
    pub const ONE: &str = "Only one can be chosen.";
    pub const NOT_OFFERED: &str = "This cannot be chosen.";
    pub const EMAIL: &str = "This is not an e-mail address.";
    pub const NUMBER: &str = "This is not a number.";
    pub const RANGE: &str = "This is out of range.";
    pub const DAY: &str = "This is not a day.";
    pub const TOO_LONG: &str = "This is too long.";
    pub const PATTERN: &str = "This is not in the right form.";
}

impl Conversation {
    /// What a message asks; none if it asks nothing, or is none of this conversation.
    pub fn asked(&self, answer: &Answer) -> Option<&Rich> {
        let known = self.messages.iter().rev().find(|one| one.id == answer.to);
        match known.map(|message| &message.body) {
            Some(Body::Rich(rich)) => Some(rich),
            _ => None,
        }
    }

    /// Whether an answer can be taken: to a message that asks, once, and without a fault.
    pub(super) fn judge(&self, answer: &Answer) -> Result<(), SendRefusal> {
        let mut given = self.messages.iter().filter_map(|one| one.answer.as_ref());
        let is_answered = given.any(|given| given.to == answer.to);
        let content = self.asked(answer).and_then(prepared::read);
        let Some(content) = content.filter(|_| !is_answered) else {
            return Err(SendRefusal::Rejected);
        };
        let values = prepared::values(answer).ok_or(SendRefusal::Rejected)?;
        judged(faults(&content, &values))
    }
}

/// What becomes of an answer with these faults.
pub(super) fn judged(faults: Result<Vec<Fault>, Forged>) -> Result<(), SendRefusal> {
    match faults {
        Ok(faults) if faults.is_empty() => Ok(()),
        Ok(faults) => Err(SendRefusal::Faulty(prepared::written(&faults))),
        Err(Forged) => Err(SendRefusal::Rejected),
    }
}

/// An answer that no window sends: there is nobody to be told what is wrong with it.
pub(super) struct Forged;

/// What is wrong with a value, if anything is.
type Judged = Result<Option<&'static str>, Forged>;

/// What is wrong with the values that answer `content`.
fn faults(content: &Content, values: &[Entry]) -> Result<Vec<Fault>, Forged> {
    let fault = match content {
        Content::Form(form) => return field_faults(&form.fields, values),
        Content::Choices(choices) => {
            chosen(values, choices.several, |id| offers(&choices.options, id))?
        }
        Content::Times(slots) => chosen(values, false, |id| slots.iter().any(|one| one.id == id))?,
        Content::Cards(cards) => chosen(values, false, |id| card_of(cards, id).is_some())?,
        Content::Consent(_) => chosen(values, false, |id| id == YES || id == NO)?,
        Content::Date(range) => {
            let day = single(values, CHOICE)?;
            if values.iter().any(|one| one.name != CHOICE) {
                return Err(Forged);
            }
            if day.is_empty() {
                Some(words::NOTHING)
            } else {
                day_fault(day, range)
            }
        }
        Content::Link(_)
        | Content::Image(_)
        | Content::Media(_)
        | Content::File(_)
        | Content::Progress(_) => return Err(Forged),
    };
    Ok(fault.map(|text| told(CHOICE, text)).into_iter().collect())
}

pub(super) fn told(name: &str, text: &str) -> Fault {
    Fault {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

/// What is wrong with a choice.
fn chosen(values: &[Entry], several: bool, is_offered: impl Fn(&str) -> bool) -> Judged {
    let is_plain = values.iter().all(|one| one.name == CHOICE);
    if !is_plain || has_repeats(values) {
        return Err(Forged);
    }
    let fault = if values.is_empty() {
        Some(words::NOTHING)
    } else if values.len() > 1 && !several {
        Some(words::ONE)
    } else if values.iter().all(|one| is_offered(&one.value)) {
        None
    } else {
        Some(words::NOT_OFFERED)
    };
    Ok(fault)
}

/// Whether a value is there twice.
fn has_repeats(values: &[Entry]) -> bool {
    let mut known = BTreeSet::new();
    let mut pairs = values.iter().map(|one| (&one.name, &one.value));
    !pairs.all(|pair| known.insert(pair))
}

/// The one value of this name; empty if there is none.
fn single<'a>(values: &'a [Entry], name: &str) -> Result<&'a str, Forged> {
    let own = values.iter().filter(|one| one.name == name);
    match own.collect::<Vec<_>>().as_slice() {
        [] => Ok(""),
        [one] => Ok(&one.value),
        _ => Err(Forged),
    }
}

/// What is wrong with the values that fill in these fields.
pub(super) fn field_faults(fields: &[Field], values: &[Entry]) -> Result<Vec<Fault>, Forged> {
    let is_known = |value: &Entry| fields.iter().any(|field| field.name == value.name);
    if !values.iter().all(is_known) || has_repeats(values) {
        return Err(Forged);
    }
    let mut faults = Vec::new();
    for field in fields {
        if let Some(text) = field_fault(field, values)? {
            faults.push(told(&field.name, text));
        }
    }
    Ok(faults)
}

fn field_fault(field: &Field, values: &[Entry]) -> Judged {
    if field.kind == FieldKind::SelectSeveral {
        let own = values.iter().filter(|one| one.name == field.name);
        let own: Vec<_> = own.map(|one| &*one.value).collect();
        let fault = if own.is_empty() {
            field.required.then_some(words::MISSING)
        } else {
            let all_offered = own.iter().all(|id| offers(&field.options, id));
            (!all_offered).then_some(words::NOT_OFFERED)
        };
        return Ok(fault);
    }
    let value = single(values, &field.name)?;
    if field.kind == FieldKind::Hidden {
        // It goes along as it was given; one that came back changed was meddled with.
        return if value.is_empty() || value == field.value {
            Ok(None)
        } else {
            Err(Forged)
        };
    }
    let is_empty = value.trim().is_empty() || (field.kind == FieldKind::Checkbox && value == NO);
    let fault = if is_empty {
        field.required.then_some(words::MISSING)
    } else {
        value_fault(field, value)
    };
    Ok(fault)
}

/// What is wrong with a value that was given.
fn value_fault(field: &Field, value: &str) -> Option<&'static str> {
    let most = match usize::try_from(field.max_length) {
        Ok(0) | Err(_) => MESSAGE_CHARS,
        Ok(most) => most,
    };
    if value.chars().nth(most).is_some() {
        return Some(words::TOO_LONG);
    }
    match field.kind {
        FieldKind::Email => {
            let is_address = value.split_once('@').is_some_and(|(name, host)| {
                !name.trim().is_empty() && !host.trim().is_empty() && !host.contains('@')
            });
            (!is_address).then_some(words::EMAIL)
        }
        FieldKind::Number => number_fault(field, value),
        FieldKind::Select => (!offers(&field.options, value)).then_some(words::NOT_OFFERED),
        FieldKind::Date => {
            let bound = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let range = DateRange {
                min: bound(&field.min),
                max: bound(&field.max),
            };
            day_fault(value, &range)
        }
        // Which day it is to the end user is for their browser to know, and so are the bounds.
        FieldKind::DateTime => {
            let day = value.split_once('T').and_then(|(day, _)| Day::read(day));
            day.is_none().then_some(words::DAY)
        }
        FieldKind::Checkbox => (value != YES).then_some(words::NOT_OFFERED),
        FieldKind::Text => (!fits(&field.pattern, value)).then_some(words::PATTERN),
        FieldKind::LongText | FieldKind::Phone | FieldKind::SelectSeveral | FieldKind::Hidden => {
            None
        }
    }
}

fn number_fault(field: &Field, value: &str) -> Option<&'static str> {
    let number = |text: &str| {
        text.trim()
            .parse::<f64>()
            .ok()
            .filter(|one| one.is_finite())
    };
    let Some(value) = number(value) else {
        return Some(words::NUMBER);
    };
    let is_less = number(&field.min).is_some_and(|min| value < min);
    let is_more = number(&field.max).is_some_and(|max| value > max);
    (is_less || is_more).then_some(words::RANGE)
}

fn day_fault(text: &str, range: &DateRange) -> Option<&'static str> {
    let Some(day) = Day::read(text) else {
        return Some(words::DAY);
    };
    let bound = |bound: &Option<String>| bound.as_deref().and_then(Day::read);
    let is_early = bound(&range.min).is_some_and(|min| day < min);
    let is_late = bound(&range.max).is_some_and(|max| day > max);
    (is_early || is_late).then_some(words::RANGE)
}

/// Whether a value fits a pattern of so many digits. Other patterns are the browser's affair.
fn fits(pattern: &str, value: &str) -> bool {
    let counts = pattern
        .strip_prefix("[0-9]{")
        .and_then(|rest| rest.strip_suffix('}'))
        .and_then(|counts| counts.split_once(','));
    let Some((least, most)) = counts else {
        return true;
    };
    let (Ok(least), Ok(most)) = (least.parse(), most.parse()) else {
        return true;
    };
    (least..=most).contains(&value.len()) && value.bytes().all(|one| one.is_ascii_digit())
}

fn offers(options: &[Choice], id: &str) -> bool {
    options.iter().any(|option| option.id == id)
}

/// The card that can be chosen by this id.
fn card_of<'a>(cards: &'a [Card], id: &str) -> Option<&'a Card> {
    let chooses = |action: &Action| matches!(&action.does, Deed::Choose(chosen) if chosen == id);
    cards.iter().find(|card| card.actions.iter().any(chooses))
}

/// What was chosen, as the end user read it; empty for what is no choice of things with names.
pub fn chosen_labels(content: &Content, values: &[Entry]) -> Vec<String> {
    let label = |id: &str| match content {
        Content::Choices(choices) => {
            let option = choices.options.iter().find(|option| option.id == id);
            option.map(|option| option.label.clone())
        }
        Content::Cards(cards) => card_of(cards, id).map(|card| card.title.clone()),
        Content::Date(_) => Day::read(id).map(Day::in_words),
        Content::Consent(asked) if id == YES => Some(asked.accept.clone()),
        Content::Consent(asked) => Some(asked.decline.clone()),
        _ => None,
    };
    values.iter().filter_map(|one| label(&one.value)).collect()
}
