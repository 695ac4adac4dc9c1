//! The words of the prepared messages, as data.

use super::Prepared;

/// What stands over each content; Markdown.
pub const fn text(prepared: Prepared) -> &'static str {
    match prepared {
        Prepared::Options => "This is what a message can hold. What would you like to try?",
        Prepared::Colours => "Which **colour** should the shade have?",
        Prepared::Sizes => "Which **size** fits your table?",
        Prepared::Rooms => "Which **rooms** is the light for? Choose as many as you like.",
        Prepared::Day => "On which **day** shall we deliver?",
        Prepared::Time => "When may somebody **call** you about it?",
        Prepared::Lamp => "This is the lamp that most people take home.",
        Prepared::Lamps => "These are our **five lamps**. Which one do you like best?",
        Prepared::Guide => "Here is how to find the right light for a room.",
        Prepared::Picture => "This is *Harbour* on a window sill, in the evening.",
        Prepared::Video => "Changing a shade takes half a minute. See how it is done.",
        Prepared::Sound => "Our dimmers are silent. This is what you hear of them.",
        Prepared::Manual => "All spare parts with their numbers.",
        Prepared::Form => "Tell us what you need, and we write you an **offer**.",
        Prepared::Progress => "I am looking for this lamp in our shops…",
        Prepared::Story => STORY,
        Prepared::Consent => {
            "May we write to you when there is a new lamp? Four times a year, at most."
        }
        Prepared::Unknown => "Here is the lamp as a hologram.",
    }
}

/// Said when the search is over.
pub const PROGRESS_DONE: &str =
    "Found: **two** of our shops have it, and one of them is open until eight.";

/// Comes word by word.
pub const STORY: &str = "The first *Harbour* was never meant to be sold. A boat builder needed a lamp that could fall off a workbench, so she bent one from the enamel of an old buoy.\n\nIt fell, often. What broke was the shade, and so the shade became **a spare part**. Everything that we make since then comes apart with one screw:\n\n1. the foot,\n2. the arm,\n3. the shade.\n\nHer own lamp still stands in the yard. It is on its fourth shade.";

/// A content of a format that nobody knows.
pub const UNKNOWN_CONTENT: &str = r#"{"hologram":{}}"#;

/// An option: its id, its label and the line under it.
pub type Offer = (&'static str, &'static str, &'static str);

/// What can be tried, besides a person: labels in the order of the prepared messages.
pub const fn label(prepared: Prepared) -> &'static str {
    match prepared {
        Prepared::Options => "Everything",
        Prepared::Colours => "Buttons",
        Prepared::Sizes => "A list",
        Prepared::Rooms => "Several choices",
        Prepared::Day => "A day",
        Prepared::Time => "A time",
        Prepared::Lamp => "A card",
        Prepared::Lamps => "Several cards",
        Prepared::Guide => "A link",
        Prepared::Picture => "A picture",
        Prepared::Video => "A video",
        Prepared::Sound => "A sound",
        Prepared::Manual => "A file",
        Prepared::Form => "A form",
        Prepared::Progress => "Progress",
        Prepared::Story => "A story",
        Prepared::Consent => "Consent",
        Prepared::Unknown => "Something unknown",
    }
}

/// A person, who can be tried as well.
pub const PERSON: Offer = ("human", "A person", "");

/// Colours of a shade.
pub const COLOURS: &[Offer] = &[
    ("red", "Red", ""),
    ("blue", "Blue", ""),
    ("brass", "Brass", ""),
    ("linen", "Linen", ""),
];

/// Sizes of a lamp.
pub const SIZES: &[Offer] = &[
    ("small", "Small", "28 cm high, for a bedside table"),
    ("medium", "Medium", "42 cm high, for a desk"),
    ("large", "Large", "58 cm high, for a sideboard"),
    ("floor", "Floor", "150 cm high, beside a chair"),
];

/// Rooms that want light.
pub const ROOMS: &[Offer] = &[
    ("bedroom", "Bedroom", ""),
    ("living", "Living room", ""),
    ("study", "Study", ""),
    ("kitchen", "Kitchen", ""),
    ("hall", "Hall", ""),
];

/// A lamp on a card.
pub struct Lamp {
    /// Its id, in addresses as well.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Some words; Markdown.
    pub words: &'static str,
    /// What its picture shows.
    pub alt: &'static str,
}

/// The one that most people take home.
pub const HARBOUR: Lamp = Lamp {
    id: "harbour",
    name: "Harbour",
    words: "Blue enamel, linen shade. **€ 148**",
    alt: "A blue table lamp with a light shade",
};

/// All of them.
pub const LAMPS: &[Lamp] = &[
    HARBOUR,
    Lamp {
        id: "late-train",
        name: "Late train",
        words: "Brass arm, warm light. **€ 212**",
        alt: "A brass lamp whose arm reaches over a book",
    },
    Lamp {
        id: "orchard",
        name: "Orchard",
        words: "Rose glass, dimmable. **€ 176**",
        alt: "A round lamp of rose glass",
    },
    Lamp {
        id: "night-shift",
        name: "Night shift",
        words: "Black steel, a switch in the foot. **€ 139**",
        alt: "A black desk lamp on a dark table",
    },
    Lamp {
        id: "first-snow",
        name: "First snow",
        words: "White paper, folds flat. **€ 58**",
        alt: "A white paper lamp, half unfolded",
    },
];

/// Chooses a lamp.
pub const TAKE: &str = "This one";
/// Opens the page of a lamp.
pub const SEE: &str = "See it in the shop";
/// Asks for its colours.
pub const SEE_COLOURS: &str = "Choose a colour";
/// Asks for a day.
pub const SEE_DAYS: &str = "Choose a delivery day";

/// The headline of the guide.
pub const GUIDE_TITLE: &str = "Light for every room, in five steps";
/// What the picture of the guide shows.
pub const GUIDE_ALT: &str = "A plan of a flat with lamps drawn in";
/// What the picture shows.
pub const PICTURE_ALT: &str = "A blue lamp shines on a window sill; behind it, a harbour at dusk";
/// What the video is called.
pub const VIDEO_TITLE: &str = "Changing the shade of a lamp (0:32)";
/// What the sound is called.
pub const SOUND_TITLE: &str = "A dimmer at work (0:10)";
/// The name of the manual.
pub const MANUAL_NAME: &str = "Harbour, spare parts.svg";
/// Where it lies.
pub const MANUAL_PATH: &str = "desk/pictures/parts.svg";
/// Its size.
pub const MANUAL_BYTES: u64 = 575;

/// The headline of the form.
pub const FORM_TITLE: &str = "Ask for an offer";
/// What its button says.
pub const FORM_SUBMIT: &str = "Ask for an offer";
/// Labels and hints of the form's fields.
pub mod field {
    /// The name.
    pub const NAME: &str = "Your name";
    /// The e-mail address.
    pub const EMAIL: &str = "E-mail";
    /// Why it is asked for.
    pub const EMAIL_HINT: &str = "The offer comes to this address.";
    /// The telephone number.
    pub const PHONE: &str = "Telephone";
    /// Why it is asked for.
    pub const PHONE_HINT: &str = "Only for questions about the delivery.";
    /// Which lamp.
    pub const LAMP: &str = "Lamp";
    /// How many.
    pub const COUNT: &str = "How many";
    /// For which rooms.
    pub const ROOMS: &str = "Rooms";
    /// By when.
    pub const NEEDED_BY: &str = "Needed by";
    /// A number on the last order.
    pub const ORDER: &str = "Number of an earlier order";
    /// What it looks like.
    pub const ORDER_HINT: &str = "Four to twelve digits.";
    /// Anything else.
    pub const MESSAGE: &str = "Anything else we should know";
    /// The terms.
    pub const TERMS: &str = "I have read how my details are used";
}

/// Agrees to letters.
pub const ACCEPT: &str = "Yes, write to me";
/// Refuses letters.
pub const DECLINE: &str = "No, thank you";
