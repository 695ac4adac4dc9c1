//! What a message can hold besides its text: choices, pickers, cards, forms, media.
//!
//! The core never looks inside: a message carries its [`Content`] as JSON text, as an [`Answer`]
//! its values, and the code that reads and draws them is loaded with the first message that has
//! one. Content that cannot be read,
//! because its format is unknown or broken, leaves the message its text.
//!
//! All of it is foreign text. Addresses are judged like any other link before they are followed or
//! fetched.

use serde::{Deserialize, Serialize};

use super::{id::MessageId, time::Instant};

/// The most options, cards, slots or fields that one message may have; more are left out.
pub const MOST_PARTS: usize = 100;

/// A message with more than text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rich {
    /// What stands over it, in Markdown; all there is where the content cannot be drawn.
    #[serde(default)]
    pub text: String,
    /// A [`Content`] as JSON.
    pub content: String,
}

/// What the end user chose or filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The message that asked.
    pub to: MessageId,
    /// The values as JSON: a list of [`Entry`], in the order of the fields or options. Several of
    /// one name follow each other.
    pub values: String,
}

/// One value of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The name of the field; [`CHOICE`] where one of several was chosen.
    pub name: String,
    /// The id of an option, a date as `2026-11-21`, `true` for a ticked box, or what was written.
    pub value: String,
}

/// The name of a value that is not a form's.
pub const CHOICE: &str = "choice";

/// One thing that the backend finds wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The name of the field.
    pub name: String,
    /// What is wrong, in the visitor's language.
    pub text: String,
}

/// An answer with what the backend finds wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The answer.
    pub answer: Answer,
    /// What is wrong, as JSON: a list of [`Fault`].
    pub faults: String,
}

/// What a rich message holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Content {
    /// Some of several options can be chosen.
    Choices(Choices),
    /// A day can be chosen.
    Date(DateRange),
    /// One of several times can be chosen.
    Times(Vec<Slot>),
    /// One card, or several in a row.
    Cards(Vec<Card>),
    /// A link with a picture of where it leads.
    Link(Link),
    /// A picture.
    Image(Image),
    /// A video or a sound, offered as a link.
    Media(Media),
    /// A file to be fetched.
    File(File),
    /// Fields to fill in.
    Form(Form),
    /// How far something has come.
    Progress(Progress),
    /// Something to agree to, or not.
    Consent(Consent),
}

/// Options to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Choices {
    /// How they look.
    #[serde(default)]
    pub style: ChoiceStyle,
    /// The options.
    pub options: Vec<Choice>,
    /// Whether several can be chosen together.
    #[serde(default)]
    pub several: bool,
}

/// How options look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChoiceStyle {
    /// Chips under the message.
    #[default]
    QuickReplies,
    /// Buttons in the message.
    Buttons,
    /// A list, each option with room for details.
    List,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What the backend gets.
    pub id: String,
    /// What the visitor reads.
    pub label: String,
    /// A line under it.
    #[serde(default)]
    pub detail: String,
}

/// The days that can be chosen, as `2026-11-21`; open where one is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateRange {
    /// The first.
    #[serde(default)]
    pub min: Option<String>,
    /// The last.
    #[serde(default)]
    pub max: Option<String>,
}

/// A time that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// What the backend gets.
    pub id: String,
    /// When it begins; shown in the visitor's time zone.
    pub at: Instant,
    /// How long it lasts, in minutes; zero where that is not said.
    #[serde(default)]
    pub minutes: u32,
}

/// A card: a picture, words and what can be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The headline.
    #[serde(default)]
    pub title: String,
    /// Some words, in Markdown.
    #[serde(default)]
    pub text: String,
    /// A picture over them.
    #[serde(default)]
    pub image: Option<Image>,
    /// What can be done, at most three.
    #[serde(default)]
    pub actions: Vec<Action>,
}

/// A button of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What it says.
    pub label: String,
    /// What it does.
    pub does: Deed,
}

/// What a button of a card does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Deed {
    /// Answers with this id.
    Choose(String),
    /// Opens this address in another tab.
    Open(String),
}

/// A link with a picture of where it leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where it leads.
    pub url: String,
    /// The headline there.
    #[serde(default)]
    pub title: String,
    /// A picture from there.
    #[serde(default)]
    pub image: Option<Image>,
}

/// A picture, by its `https:` address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Where it lies.
    pub url: String,
    /// What it shows, for those who do not see it.
    #[serde(default)]
    pub alt: String,
    /// Its width in pixels, so that its place is there before it is; zero if unknown.
    #[serde(default)]
    pub width: u32,
    /// Its height in pixels; zero if unknown.
    #[serde(default)]
    pub height: u32,
}

/// A video or a sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Where it lies.
    pub url: String,
    /// What it is called.
    #[serde(default)]
    pub title: String,
    /// Which of the two it is.
    pub kind: MediaKind,
}

/// A video or a sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MediaKind {
    /// A video.
    Video,
    /// A sound.
    Audio,
}

/// A file to be fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Where it lies.
    pub url: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes; zero if unknown.
    #[serde(default)]
    pub bytes: u64,
}

/// Fields to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The headline.
    #[serde(default)]
    pub title: String,
    /// The fields.
    pub fields: Vec<Field>,
    /// What the button says, if not *Send*.
    #[serde(default)]
    pub submit: String,
}

/// One field of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Field {
    /// What the backend knows it by.
    pub name: String,
    /// What the visitor reads.
    pub label: String,
    /// What can be filled in.
    pub kind: FieldKind,
    /// Whether it must be filled in.
    pub required: bool,
    /// A line under it.
    pub hint: String,
    /// What stands in it at first; the id of an option, or `true` for a ticked box.
    pub value: String,
    /// A regular expression of the browser's that the whole value must match.
    pub pattern: String,
    /// How many characters it may have; zero for any number.
    pub max_length: u32,
    /// What the browser may fill in by itself, as in HTML's `autocomplete`.
    pub autocomplete: String,
    /// What can be selected.
    pub options: Vec<Choice>,
    /// The smallest number or the first day.
    pub min: String,
    /// The largest number or the last day.
    pub max: String,
}

/// What can be filled in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FieldKind {
    /// A line.
    #[default]
    Text,
    /// Several lines.
    LongText,
    /// An e-mail address.
    Email,
    /// A number.
    Number,
    /// A telephone number.
    Phone,
    /// One option.
    Select,
    /// Several options.
    SelectSeveral,
    /// A day.
    Date,
    /// A day and a time of it. What is filled in is a moment in ISO 8601 and UTC.
    DateTime,
    /// A box to tick.
    Checkbox,
    /// Nothing that the visitor sees: its value goes along.
    Hidden,
}

/// How far something has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// How much of a hundred is done, if that is known.
    #[serde(default)]
    pub percent: Option<u8>,
    /// Whether it is over.
    #[serde(default)]
    pub done: bool,
}

/// Something to agree to, or not. The answer is `true` or `false`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// What agreeing says.
    pub accept: String,
    /// What refusing says.
    pub decline: String,
}
