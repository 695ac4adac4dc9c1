//! What a deployment's configuration tells a client before the chat.

use serde::{Deserialize, Serialize};

/// Whether anybody is there to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Agents {
    /// What the availability request answers.
    pub available: bool,
    /// Whether the configuration asks clients to check it.
    pub checked: bool,
}

impl Default for Agents {
    fn default() -> Self {
        Self {
            available: true,
            checked: false,
        }
    }
}

/// When the business is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Hours {
    /// No hours are configured: always open, answered with 204.
    #[default]
    Always,
    /// Open in these intervals, answered with 200. An empty list means always open too.
    Open(Vec<Opening>),
}

/// One interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Opening {
    /// Epoch milliseconds.
    pub start_time: u64,
    /// Epoch milliseconds.
    pub end_time: u64,
}

/// The form before the chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct PreChat {
    /// When it is shown.
    pub display_context: DisplayContext,
    /// What the visitor fills in.
    pub fields: Vec<PreChatField>,
    /// What the page fills in.
    pub hidden_fields: Vec<HiddenField>,
    /// The lists that fields refer to.
    pub choice_lists: Vec<ChoiceList>,
}

impl PreChat {
    /// A form with one field of each type, to try a client with.
    pub fn sample() -> Self {
        let field = |name: &str, kind, order| PreChatField {
            name: name.to_owned(),
            kind,
            order,
            required: order < 3,
            max_length: 80,
            choice_list_id: None,
        };
        let mut topic = field("Topic", FieldType::ChoiceList, 6);
        topic.choice_list_id = Some("0Xx000000000001".to_owned());
        Self {
            display_context: DisplayContext::Conversation,
            fields: vec![
                field("_firstName", FieldType::Text, 1),
                field("_email", FieldType::Email, 2),
                field("Order_Number", FieldType::Number, 3),
                field("Phone", FieldType::Phone, 4),
                field("Newsletter", FieldType::Checkbox, 5),
                topic,
            ],
            hidden_fields: vec![HiddenField {
                name: "Page".to_owned(),
            }],
            choice_lists: vec![ChoiceList {
                id: "0Xx000000000001".to_owned(),
                values: vec!["Billing".to_owned(), "Delivery".to_owned()],
            }],
        }
    }
}

/// When the form before the chat is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisplayContext {
    /// Once, before the conversation.
    #[default]
    Conversation,
    /// Before each session.
    Session,
}

/// A field that the visitor fills in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreChatField {
    /// The key in `routingAttributes`.
    pub name: String,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Its place among the fields.
    pub order: u32,
    /// Whether it may stay empty.
    pub required: bool,
    /// The most characters.
    pub max_length: u32,
    /// The list to choose from, for [`FieldType::ChoiceList`].
    #[serde(default)]
    pub choice_list_id: Option<String>,
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldType {
    /// Any text.
    Text,
    /// An e-mail address.
    Email,
    /// A number.
    Number,
    /// A telephone number.
    Phone,
    /// Yes or no.
    Checkbox,
    /// One of a list.
    ChoiceList,
}

/// A field that the page fills in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HiddenField {
    /// The key in `routingAttributes`.
    pub name: String,
}

/// A list to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChoiceList {
    /// How fields refer to it.
    pub id: String,
    /// What may be chosen: the words that are shown and sent.
    pub values: Vec<String>,
}

/// A proof that somebody new is no program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Captcha {
    /// What the configuration tells clients.
    pub site_key: String,
    /// The proof that is taken; a real one is judged by Google, and good once.
    pub token: String,
}

impl Default for Captcha {
    fn default() -> Self {
        Self {
            site_key: "emulated-site-key".to_owned(),
            token: "emulated-captcha-token".to_owned(),
        }
    }
}

/// Terms to agree to before the chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    /// The sentence beside the box.
    pub label: String,
    /// Whether there is a box to tick.
    pub required: bool,
}
