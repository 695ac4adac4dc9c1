//! What the assistant knows, as data.

/// One thing it knows about.
pub struct Topic {
    /// Words and phrases that lead here: lower case, without punctuation.
    pub keywords: &'static [&'static str],
    /// What it does then.
    pub then: Then,
}

/// What the assistant does about a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Says this; Markdown.
    Say(&'static str),
    /// Looks an order up by its number, or asks for it.
    Order,
    /// Hands over to a person.
    HandOver,
    /// Says goodbye and ends the session.
    Leave,
}

/// The topics; the first one that fits wins, so the wishes that must never be missed stand first.
pub const TOPICS: &[Topic] = &[
    Topic {
        keywords: &[
            "human",
            "agent",
            "person",
            "someone",
            "somebody",
            "representative",
            "real people",
            "operator",
            "staff",
        ],
        then: Then::HandOver,
    },
    Topic {
        keywords: &[
            "bye",
            "goodbye",
            "good bye",
            "thats all",
            "that is all",
            "that was all",
            "nothing else",
            "end chat",
        ],
        then: Then::Leave,
    },
    Topic {
        keywords: &[
            "opening",
            "open",
            "hours",
            "closed",
            "close",
            "when are you",
        ],
        then: Then::Say(
            "We are open **Monday to Friday, 9:00 to 18:00**, and on Saturday from 10:00 to 14:00.",
        ),
    },
    Topic {
        keywords: &[
            "return",
            "returns",
            "refund",
            "send back",
            "exchange",
            "money back",
        ],
        then: Then::Say(
            "You can send anything back within **30 days**:\n\n1. Put it into its box.\n2. Add the return slip.\n3. Bring it to any parcel shop.\n\nThe money is back on your account within five days.",
        ),
    },
    Topic {
        keywords: &[
            "order", "orders", "delivery", "deliver", "parcel", "package", "tracking", "shipping",
        ],
        then: Then::Order,
    },
    Topic {
        keywords: &["thanks", "thank you", "great", "perfect"],
        then: Then::Say("You are welcome. Is there anything else?"),
    },
];

/// Words that only say hello; the greeting is the answer to them.
pub const HELLOS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "good morning",
    "good afternoon",
    "good evening",
];

/// The greeting is this, the brand, and [`OFFER`].
pub const HELLO: &str = "Hello, I am the assistant of ";
/// What it can do, said with the greeting.
pub const OFFER: &str =
    ". I can tell you about opening hours, orders and returns, or bring in a person.";
/// An answer to a second hello.
pub const HELLO_AGAIN: &str = "Hello again. What can I do for you?";
/// The first thing that was not understood.
pub const NOT_UNDERSTOOD: &str = "I did not understand that. I know about **opening hours**, **orders** and **returns**. Or shall I bring in a person? Write **options** to see what a message can hold.";
/// Asks for the number of an order.
pub const ORDER_NUMBER: &str =
    "What is the number of your order? It stands at the top of the confirmation.";
/// States an order can be in; the number picks one, so that the same number always has the same.
pub const ORDER_STATES: &[&str] = &[
    " is being packed and leaves our warehouse today.",
    " is on its way and arrives **tomorrow**.",
    " was delivered yesterday. Has it not reached you? I can bring in a person.",
];
/// Hands over while an agent is online.
pub const HANDING_OVER: &str = "One moment, I am looking for someone who can help.";
/// Hands over while nobody is online.
pub const NOBODY_ONLINE: &str = "Nobody is online right now. Write down what you need: your messages wait here and are answered as soon as somebody is back.";
/// The last words.
pub const GOODBYE: &str = "Thank you for your visit. Goodbye!";
/// What was chosen follows, in bold.
pub const CHOSEN: &str = "You chose ";
/// Between the last two things that were chosen.
pub const AND: &str = " and ";
/// What was chosen, where it has no name.
pub const CHOSEN_UNNAMED: &str = "well";
/// After a time was chosen.
pub const TIME_CHOSEN: &str = "Thank you. That time is kept for you.";
/// After a form was filled in.
pub const FORM_TAKEN: &str =
    "Thank you, that is all we need. The offer comes by **e-mail** within a day.";
/// After a yes.
pub const CONSENT_GIVEN: &str = "Thank you. You hear from us when there is a new lamp.";
/// After a no.
pub const CONSENT_REFUSED: &str = "That is fine. We will not write to you.";
/// After a file.
pub const FILE_TAKEN: &str =
    "Thank you for the file. I cannot look into it, but a person can: shall I bring one in?";
