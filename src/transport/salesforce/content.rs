//! What a message holds, in words of ours: its body, and what it answers. A content goes on as JSON
//! text, because the core does not look inside.

use super::{
    choices,
    json::{Object, at, is_true, is_word, items, list, number, quote, some_text, text},
};
use crate::{
    domain::{
        Body,
        rich::{Answer, CHOICE, Rich},
    },
    value::Value,
};

/// Fields carry their kind in their name, because the answer must name it and nothing else of the
/// question is kept until then.
pub const TEXT: &str = "text:";
/// A field of which one or several options are selected.
pub const SELECT: &str = "select:";
/// A field that holds a day.
pub const DATE: &str = "date:";
/// A field that holds a day and a time.
pub const MOMENT: &str = "moment:";
/// The time of a day that is meant without one.
const MIDNIGHT: &str = "T00:00:00";

/// Whether a message is what the server made of a form that was filled in, and nothing went wrong:
/// what was filled in stands there already.
pub fn is_receipt<V: Value>(message: &V) -> bool {
    at(message, &["formResponse"]).is_some_and(|response| {
        let kind = some_text(&response, &["result", "resultType"])
            .unwrap_or_else(|| text(&response, &["resultType"]));
        is_word(&text(&response, &["formatType"]), "Result")
            && !is_word(&kind, "FormErrorResult")
            && at(&response, &["error"]).is_none()
    })
}

/// Reads an `abstractMessage`.
pub fn read<V: Value>(message: &V) -> (Body, Option<Answer>) {
    let part = |name| at(message, &[name]);
    if let Some(content) = part("staticContent") {
        return (fixed(&content), None);
    }
    if let Some(choices) = part("choices") {
        return (choices::offered(&choices), None);
    }
    if let Some(form) = part("form") {
        return (asked(&form), None);
    }
    let to = text(message, &["inReplyToMessageId"]);
    if let Some(chosen) = part("choicesResponse") {
        return answer(to, &chosen, selected);
    }
    if let Some(filled) = part("formResponse") {
        return answer(to, &filled, filled_in);
    }
    (unknown(String::new()), None)
}

/// A message with a content, under its text.
pub(super) fn rich(text: String, kind: &str, content: &str) -> Body {
    Body::Rich(Rich {
        text,
        content: Object::default().raw(kind, content).end(),
    })
}

/// What this version cannot draw: its text, or a polite placeholder where it has none.
pub(super) fn unknown(text: String) -> Body {
    if text.is_empty() {
        Body::Rich(Rich {
            text,
            content: "{}".to_owned(),
        })
    } else {
        Body::Text(text)
    }
}

fn fixed<V: Value>(content: &V) -> Body {
    let words = text(content, &["text"]);
    match text(content, &["formatType"]).as_str() {
        "RichLink" => {
            let image = some_text(content, &["image", "assetUrl"]);
            let title = text(content, &["linkItem", "titleItem", "title"]);
            let link = Object::default()
                .text("url", &text(content, &["linkItem", "url"]))
                .text("title", &title);
            let link = match image {
                Some(url) => link.raw("image", &image_of(&url, "")),
                None => link,
            };
            rich(words, "link", &link.end())
        }
        "WebView" => {
            let link = Object::default()
                .text("url", &text(content, &["url"]))
                .text("title", &text(content, &["title", "title"]));
            rich(words, "link", &link.end())
        }
        "Attachments" => attached(words, &items(content, &["attachments"])),
        "ErrorMessage" => {
            let said = items(content, &["errorDetails", "errorMessages"]);
            let mut lines = vec![text(content, &["title"])];
            lines.extend(said.iter().filter_map(Value::as_text));
            lines.retain(|line| !line.is_empty());
            unknown(lines.join("\n\n"))
        }
        "ExperienceType" => unknown(text(content, &["message"])),
        // Text, and whatever else says something in a text.
        _ => unknown(words),
    }
}

pub(super) fn image_of(url: &str, alt: &str) -> String {
    Object::default().text("url", url).text("alt", alt).end()
}

/// Files: one as what it is, several as a row of links.
fn attached<V: Value>(words: String, files: &[V]) -> Body {
    let name = |file: &V| text(file, &["name"]);
    let url = |file: &V| text(file, &["url"]);
    match files {
        [] => unknown(words),
        [one] if text(one, &["mimeType"]).starts_with("image/") => {
            rich(words, "image", &image_of(&url(one), &name(one)))
        }
        [one] => {
            let file = Object::default()
                .text("url", &url(one))
                .text("name", &name(one));
            rich(words, "file", &file.end())
        }
        several => {
            let open = |file| action(&name(file), "open", &url(file));
            let card = |file| card(&name(file), "", &[open(file)]).end();
            let cards: Vec<_> = several.iter().map(card).collect();
            rich(words, "cards", &list(&cards))
        }
    }
}

pub(super) fn action(label: &str, deed: &str, of: &str) -> String {
    let does = Object::default().text(deed, of).end();
    Object::default()
        .text("label", label)
        .raw("does", &does)
        .end()
}

pub(super) fn card(title: &str, text: &str, actions: &[String]) -> Object {
    Object::default()
        .text("title", title)
        .text("text", text)
        .raw("actions", &list(actions))
}

/// Fields to fill in.
fn asked<V: Value>(form: &V) -> Body {
    let title = text(form, &["formTitle", "title"]);
    let fields: Vec<_> = items(form, &["sections"])
        .iter()
        .filter_map(|section| field(&at(section, &["input"])?))
        .collect();
    if fields.is_empty() {
        return unknown(title);
    }
    let words = text(form, &["message", "text"]);
    let form = Object::default()
        .text("title", &title)
        .raw("fields", &list(&fields));
    rich(words, "form", &form.end())
}

/// One field; none for what is no field, as a headline in a form.
fn field<V: Value>(input: &V) -> Option<String> {
    let options = items(input, &["optionItems"]);
    let keyboard = text(input, &["keyboardType"]);
    let (prefix, kind) = match text(input, &["inputType"]).as_str() {
        "TextInput" if is_word(&text(input, &["textInputType"]), "Multiline") => (TEXT, "longText"),
        "TextInput" => (TEXT, keyboard_kind(&keyboard)),
        "SelectInput" if is_true(input, &["multipleSelection"]) => (SELECT, "selectSeveral"),
        "SelectInput" | "OptionPickerInput" => (SELECT, "select"),
        "DatePickerInput" => (DATE, "date"),
        "DateTimePickerInput" => (MOMENT, "dateTime"),
        _ => return None,
    };
    let day = |name| -> String { text(input, &[name]).chars().take(10).collect() };
    let options: Vec<_> = options.iter().map(choices::option).collect();
    let most = number(input, &["maximumCharacterCount"]).unwrap_or_default();
    let field = Object::default()
        .text("name", &[prefix, &text(input, &["id"])].concat())
        .text("label", &text(input, &["label", "title"]))
        .text("kind", kind)
        .raw("required", &is_true(input, &["required"]).to_string())
        .text("hint", &text(input, &["placeholder"]))
        .text("pattern", &text(input, &["regEx"]))
        .raw("maxLength", &most.min(u64::from(u32::MAX)).to_string())
        .raw("options", &list(&options))
        .text("min", &day("minimumDate"))
        .text("max", &day("maximumDate"));
    Some(field.end())
}

fn keyboard_kind(keyboard: &str) -> &'static str {
    if is_word(keyboard, "Email") {
        "email"
    } else if is_word(keyboard, "Numeric") {
        "number"
    } else if is_word(keyboard, "Phone") {
        "phone"
    } else {
        "text"
    }
}

/// One value of an answer: its name, its value, and the words for it.
type Given = (String, String, String);

fn answer<V: Value>(
    to: String,
    response: &V,
    read: fn(&V) -> Vec<Given>,
) -> (Body, Option<Answer>) {
    let given = read(response);
    if given.is_empty() {
        // What a server makes of a form is no answer.
        return (unknown(text(response, &["error", "message"])), None);
    }
    let words: Vec<_> = given.iter().map(|(_, _, words)| words.as_str()).collect();
    let values: Vec<_> = given
        .iter()
        .map(|(name, value, _)| {
            Object::default()
                .text("name", name)
                .text("value", value)
                .end()
        })
        .collect();
    let answer = Answer {
        to: to.into(),
        values: list(&values),
    };
    (Body::Text(words.join("\n")), Some(answer))
}

/// A title, which some servers send as a text and some as an object.
fn title<V: Value>(of: &V, name: &'static str) -> String {
    some_text(of, &[name]).unwrap_or_else(|| text(of, &[name, "title"]))
}

fn selected<V: Value>(response: &V) -> Vec<Given> {
    let options = items(response, &["selectedOptions"]).into_iter();
    let given = options.map(|option| {
        let id = some_text(&option, &["optionIdentifier"])
            .unwrap_or_else(|| text(&option, &["optionId"]));
        (CHOICE.to_owned(), id, title(&option, "optionTitle"))
    });
    given.collect()
}

fn filled_in<V: Value>(response: &V) -> Vec<Given> {
    let mut given = Vec::new();
    for input in items(response, &["inputValues"]) {
        let id = text(&input, &["inputId"]);
        let mut label = title(&input, "inputlabel");
        if label.is_empty() {
            label.clone_from(&id);
        }
        let mut give = |prefix: &str, value: String| {
            let name = [prefix, &id].concat();
            let words = [&label, ": ", &said(&name, &value)].concat();
            given.push((name, value, words));
        };
        for option in items(&input, &["selectedOptions"]) {
            give(SELECT, text(&option, &["optionIdentifier"]));
        }
        if let Some(moment) = some_text(&input, &["value", "dateTimeValue"]) {
            // Nothing but the hour tells the two kinds of field apart.
            match moment.split_once(MIDNIGHT) {
                Some((day, _)) => give(DATE, day.to_owned()),
                None => give(MOMENT, moment),
            }
        } else if let Some(text) = some_text(&input, &["value", "textValue"]) {
            give(TEXT, text);
        }
    }
    given
}

/// What a value says: a moment without the marks of its notation, for who knows whose time zone.
fn said(name: &str, value: &str) -> String {
    match value.get(..16).filter(|_| name.starts_with(MOMENT)) {
        Some(minute) => [&*minute.replace('T', " "), " UTC"].concat(),
        None => value.to_owned(),
    }
}

/// What somebody is busy with, as a content that stands until it is done.
pub fn busy(text: String, is_done: bool) -> Body {
    let progress = Object::default().raw("done", if is_done { "true" } else { "false" });
    rich(text, "progress", &progress.end())
}

/// The words for an answer, by the question it answers: servers that hand back an answer do not
/// say how its options read.
pub fn words_for<V: Value>(answer: &Answer, question: &Body) -> Option<String> {
    let Body::Rich(Rich { content, .. }) = question else {
        return None;
    };
    let content = V::from_json(content)?;
    let label = |of: &[V], path: &[&'static str], id: &str| {
        let found = of.iter().find(|one| text(*one, path) == id)?;
        Some(text(found, &["label"]))
    };
    let mut options = items(&content, &["choices", "options"]);
    options.extend(items(&content, &["times"]));
    let cards = items(&content, &["cards"]);
    let ways = cards.iter().flat_map(|card| items(card, &["actions"]));
    let ways: Vec<_> = ways.collect();
    let fields = items(&content, &["form", "fields"]);
    let chosen = pairs::<V>(answer);
    let words: Option<Vec<_>> = chosen
        .iter()
        .map(|(name, value)| {
            let field = fields.iter().find(|field| text(*field, &["name"]) == *name);
            let Some(field) = field else {
                return label(&options, &["id"], value)
                    .or_else(|| label(&ways, &["does", "choose"], value));
            };
            let value = label(&items(field, &["options"]), &["id"], value)
                .unwrap_or_else(|| said(name, value));
            Some([&text(field, &["label"]), ": ", &value].concat())
        })
        .collect();
    words
        .map(|words| words.join("\n"))
        .filter(|words| !words.is_empty())
}

/// What an answer says to the server, as the part of a message: its kind, its property and that.
pub fn response<V: Value>(answer: &Answer) -> Option<(&'static str, &'static str, String)> {
    let entries = pairs::<V>(answer);
    if entries.is_empty() {
        return None;
    }
    let pick = |id: &str| Object::default().text("optionIdentifier", id).end();
    if entries.iter().all(|(name, _)| name == CHOICE) {
        let chosen: Vec<_> = entries.iter().map(|(_, value)| pick(value)).collect();
        let response = Object::default()
            .text("formatType", "Selections")
            .raw("selectedOptions", &list(&chosen));
        return Some(("ChoicesResponseMessage", "choicesResponse", response.end()));
    }
    let mut inputs = Vec::new();
    let mut rest = &*entries;
    while let Some(((name, value), _)) = rest.split_first() {
        // Several values of one name follow each other.
        let count = rest.iter().take_while(|(next, _)| next == name).count();
        let (same, others) = rest.split_at(count);
        rest = others;
        if let Some(id) = name.strip_prefix(SELECT) {
            let picked = same.iter().filter(|(_, value)| !value.is_empty());
            let chosen: Vec<_> = picked.map(|(_, value)| pick(value)).collect();
            let input = Object::default()
                .text("inputValueType", "SelectedOptionsInputValue")
                .text("inputId", id)
                .raw("selectedOptions", &list(&chosen));
            inputs.push(input.end());
        } else if let Some(id) = name.strip_prefix(DATE) {
            let day = [value, MIDNIGHT, "Z"].concat();
            inputs.push(single(id, "DateTimeValue", "dateTimeValue", &day));
        } else if let Some(id) = name.strip_prefix(MOMENT) {
            // To the second, as the API writes it.
            let moment = value.replace(".000Z", "Z");
            inputs.push(single(id, "DateTimeValue", "dateTimeValue", &moment));
        } else {
            let id = name.strip_prefix(TEXT).unwrap_or(name);
            inputs.push(single(id, "TextValue", "textValue", value));
        }
    }
    let response = Object::default()
        .text("formatType", "Inputs")
        .raw("inputValues", &list(&inputs));
    Some(("FormResponseMessage", "formResponse", response.end()))
}

fn single(id: &str, kind: &str, name: &str, value: &str) -> String {
    let inner = Object::default().text("valueType", kind).text(name, value);
    Object::default()
        .text("inputValueType", "SingleInputValue")
        .text("inputId", id)
        .raw("value", &inner.end())
        .end()
}

/// The names and values of an answer.
pub fn pairs<V: Value>(answer: &Answer) -> Vec<(String, String)> {
    let Some(values) = V::from_json(&answer.values) else {
        return Vec::new();
    };
    let count = values.count().unwrap_or_default();
    let pair = |index| {
        let entry = values.item(index);
        (text(&entry, &["name"]), text(&entry, &["value"]))
    };
    (0..count).map(pair).collect()
}

/// A plain text as the content of a message.
pub fn plain(text: &str) -> String {
    ["{\"formatType\":\"Text\",\"text\":", &quote(text), "}"].concat()
}
