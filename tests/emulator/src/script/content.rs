//! What the bot can show: one message of each kind.

use crate::state::{Shared, StoredFile, new_id};
use serde_json::{Value, json};

/// What the bot is called.
pub(super) const BOT: &str = "Assistant";

/// What can be asked for: the word, and what a button says.
pub(super) const OPTIONS: &[(&str, &str)] = &[
    ("menu", "Buttons"),
    ("quick", "Quick replies"),
    ("card", "Cards"),
    ("link", "A link"),
    ("list", "A list"),
    ("time", "A time"),
    ("date", "A date"),
    ("form", "A form"),
    ("file", "A file"),
    ("survey", "A survey"),
    ("markdown", "Markdown"),
    ("stream", "A streamed answer"),
    ("progress", "Progress"),
    ("odd", "Something unknown"),
    ("human", "Talk to a person"),
    ("bye", "End the chat"),
];

fn title(title: &str) -> Value {
    json!({"itemType": "TitleItem", "title": title})
}

fn option(identifier: &str, words: &str) -> Value {
    json!({
        "itemType": "TitleOptionItem", "titleItem": title(words), "optionIdentifier": identifier,
    })
}

fn options() -> Vec<Value> {
    OPTIONS
        .iter()
        .map(|(word, words)| option(word, words))
        .collect()
}

fn choices(choices: &Value) -> Value {
    json!({"messageType": "ChoicesMessage", "choices": choices})
}

fn content(content: &Value) -> Value {
    json!({"messageType": "StaticContentMessage", "staticContent": content})
}

pub(super) fn buttons(text: &str) -> Value {
    choices(&json!({"formatType": "Buttons", "text": text, "optionItems": options()}))
}

pub(super) fn quick_replies() -> Value {
    let few: Vec<Value> = options().into_iter().take(5).collect();
    choices(&json!({
        "formatType": "QuickReplies", "text": "What would you like to see?", "optionItems": few,
    }))
}

pub(super) fn cards(shared: &Shared) -> Value {
    let image = picture(shared);
    let id = image.get("id").cloned();
    let card = |name: &str, price: &str, word: &str| {
        json!({
            "titleItem": {
                "itemType": "TitleImageItem", "title": name, "subTitle": price, "imageId": id,
            },
            "interactionItems": [
                option(word, "Choose"),
                {"itemType": "TitleLinkItem", "titleItem": title("Read more"),
                 "url": "https://example.com/plans"},
            ],
        })
    };
    choices(&json!({
        "formatType": "Carousel",
        "title": "Our plans",
        "items": [
            card("Basic", "10 a month", "basic"),
            card("Family", "18 a month", "family"),
            card("Company", "40 a month", "company"),
        ],
        "images": [image],
    }))
}

pub(super) fn link(shared: &Shared) -> Value {
    content(&json!({
        "formatType": "RichLink",
        "linkItem": {
            "itemType": "TitleLinkItem",
            "titleItem": {
                "itemType": "TitleItem", "title": "How to return something",
                "subTitle": "In three steps",
            },
            "url": "https://example.com/returns",
        },
        "image": picture(shared),
    }))
}

pub(super) fn list() -> Value {
    choices(&json!({
        "formatType": "ListPicker",
        "title": "Which order is it about?",
        "optionItems": [
            option("order 1001", "1001, a kettle"),
            option("order 1002", "1002, two cups"),
            option("order 1003", "1003, green tea"),
        ],
    }))
}

pub(super) fn times() -> Value {
    let slot = |hour: u32| {
        json!({
            "itemType": "TimeSlotOptionItem",
            "startTime": format!("2030-03-04T{hour:02}:00:00Z"),
            "duration": 1800,
            "optionIdentifier": format!("{hour} o'clock"),
        })
    };
    choices(&json!({
        "formatType": "TimePicker",
        "message": title("When may we call you?"),
        "calendarEvent": {
            "itemType": "CalendarEventOptionsItem",
            "identifier": new_id(),
            "title": "A call",
            "timezoneOffset": 0,
            "timeSlotOptionItems": [slot(9), slot(11), slot(15)],
        },
    }))
}

fn form_of(name: &str, inputs: &[Value]) -> Value {
    let sections: Vec<Value> = inputs
        .iter()
        .map(|input| json!({"sectionType": "SingleInputSection", "input": input}))
        .collect();
    json!({
        "messageType": "FormMessage",
        "form": {"formatType": "Inputs", "formTitle": title(name), "sections": sections},
    })
}

fn text_input(id: &str, label: &str, kind: &str) -> Value {
    json!({
        "inputType": "TextInput", "id": id, "label": title(label), "required": true,
        "maximumCharacterCount": 200, "textInputType": kind, "keyboardType": "Default",
    })
}

pub(super) fn form() -> Value {
    let select = |id: &str, label: &str, many: bool, display: &str| {
        json!({
            "inputType": "SelectInput", "id": id, "label": title(label), "required": false,
            "multipleSelection": many, "selectionDisplay": display,
            "optionItems": [
                option("billing", "Billing"), option("delivery", "Delivery"),
                option("other", "Something else"),
            ],
        })
    };
    form_of(
        "Your request",
        &[
            text_input("name", "Name", "Singleline"),
            select("topic", "Topic", false, "RadioButtons"),
            select("more", "Also about", true, "Checkboxes"),
            text_input("details", "Details", "Multiline"),
        ],
    )
}

pub(super) fn date() -> Value {
    form_of(
        "When was it?",
        &[
            json!({
                "inputType": "DatePickerInput", "id": "day", "label": title("Day"),
                "required": true, "dateFormat": "DD/MM/YYYY",
            }),
            json!({
                "inputType": "DateTimePickerInput", "id": "moment", "label": title("Moment"),
                "required": false, "dateTimeFormat": "DD/MM/YYYY hh:mm",
            }),
        ],
    )
}

pub(super) fn file(shared: &Shared) -> Value {
    let text = "A file of the emulator.\n";
    let url = store(shared, "demo-file", "text/plain", text);
    content(&json!({
        "formatType": "Attachments",
        "text": "Here is your file.",
        "attachments": [
            {"id": "demo-file", "name": "file.txt", "mimeType": "text/plain", "url": url},
        ],
    }))
}

pub(super) fn survey() -> Value {
    let mut message = content(&json!({
        "formatType": "WebView",
        "url": "https://example.com/survey",
        "title": title("How did we do?"),
        "displayType": "AutoOverlay",
    }));
    if let Some(fields) = message.as_object_mut() {
        fields.insert("customHandlingType".to_owned(), json!("Survey"));
    }
    message
}

pub(super) fn odd() -> Value {
    json!({"messageType": "HologramMessage", "hologram": {"formatType": "Cube", "size": 3}})
}

/// A picture that the emulator serves.
fn picture(shared: &Shared) -> Value {
    let drawing = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 160 90'>\
        <rect width='160' height='90' fill='#3a6ea5'/>\
        <circle cx='80' cy='45' r='28' fill='#f4d35e'/></svg>";
    let url = store(shared, "demo-picture", "image/svg+xml", drawing);
    json!({
        "assetType": "ImageAsset", "id": "demo-picture", "mimeType": "image/svg+xml",
        "assetUrl": url,
    })
}

/// Keeps a file of the script's own. The answer is its address.
fn store(shared: &Shared, id: &str, media_type: &str, text: &str) -> String {
    let mut state = shared.state();
    if !state.files.iter().any(|file| file.id == id) {
        state.files.push(StoredFile {
            id: id.to_owned(),
            media_type: media_type.to_owned(),
            bytes: text.to_owned().into(),
        });
    }
    format!("{}/control/files/{id}", shared.base_url)
}
