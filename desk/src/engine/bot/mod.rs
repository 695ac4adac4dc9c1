//! The assistant: a pure script that answers a few things and hands over the rest.

mod response;
mod script;

use session_chat::domain::{
    Body, Message,
    offer::PRE_CHAT,
    rich::{Content, Entry},
};

use super::{
    conversation::{BotTurn, Conversation},
    prepared::{self, Prepared},
    record::Handover,
};
use script::Then;

/// How long the assistant seems to write, in milliseconds: long enough to be seen writing, short
/// enough not to be waited for.
pub const PACE_MS: u64 = 700;
/// How often it may fail to understand before it hands over.
const MISSES: u8 = 2;

/// One thing that the end user said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// In words.
    Words(&'a str),
    /// By choosing or filling in.
    Answer {
        /// What was asked.
        content: Content,
        /// What was answered.
        values: Vec<Entry>,
    },
    /// A file, which says nothing to it.
    File,
}

/// One thing that the assistant says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saying {
    /// In words; Markdown.
    Text(String),
    /// A message that lies ready.
    Prepared(Prepared),
}

/// What the end user said since somebody last answered. What they filled in before the chat is for
/// people to read.
pub fn heard(conversation: &Conversation) -> Vec<Heard<'_>> {
    let unanswered = conversation.unanswered().into_iter();
    let is_given = |one: &Message| {
        one.answer
            .as_ref()
            .is_some_and(|it| it.to.as_str() == PRE_CHAT)
    };
    unanswered
        .filter(|message| !is_given(message))
        .filter_map(|message| {
            let answer = answered(conversation, message);
            answer.or_else(|| said(message))
        })
        .collect()
}

fn said(message: &Message) -> Option<Heard<'_>> {
    match &message.body {
        Body::Text(text) => Some(Heard::Words(text)),
        Body::Rich(_) => Some(Heard::File),
        Body::Note(_) => None,
    }
}

fn answered<'a>(conversation: &Conversation, message: &'a Message) -> Option<Heard<'a>> {
    let answer = message.answer.as_ref()?;
    Some(Heard::Answer {
        content: prepared::read(conversation.asked(answer)?)?,
        values: prepared::values(answer)?,
    })
}

/// What the assistant does about what the end user said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What it says, one message each.
    pub says: Vec<Saying>,
    /// What it does after that.
    pub then: Step,
    /// How often it has failed to understand.
    pub misses: u8,
}

/// What follows the assistant's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It stays in the conversation.
    Stay,
    /// It hands over to people.
    HandOver(Handover),
    /// It ends the session.
    Leave,
}

/// The assistant's answer to what it heard. `somebody_online` chooses what it promises.
pub fn answer(turn: BotTurn, brand: &str, somebody_online: bool, heard: &[Heard<'_>]) -> Reply {
    let mut says = Vec::new();
    if !turn.greeted {
        says.push([script::HELLO, brand, script::OFFER].concat().into());
    }
    // A keyword that is a whole message, an answer and a file are each answered by themselves, the
    // rest as one text.
    let mut rest = Vec::new();
    for one in heard {
        match at_once(one) {
            Ok(saying) => says.push(saying),
            Err(words) => rest.push(words),
        }
    }
    if rest.is_empty() {
        return Reply {
            says,
            then: Step::Stay,
            misses: turn.misses,
        };
    }
    talk(turn, somebody_online, &rest.join("\n"), says)
}

/// What is said at once; otherwise the words to be understood.
fn at_once<'a>(heard: &'a Heard<'a>) -> Result<Saying, &'a str> {
    let words = match heard {
        Heard::Words(words) => words,
        Heard::File => return Ok(script::FILE_TAKEN.into()),
        // A choice that is called like something it understands is as good as its word.
        Heard::Answer { content, values } => match response::chosen_id(content, values) {
            Some(id) if keyword(id).is_some() || topic(&normalised(id)).is_some() => id,
            _ => return Ok(response::to_answer(content, values).into()),
        },
    };
    keyword(words).map(Saying::Prepared).ok_or(words)
}

/// What is to be had for this keyword, which is the whole message.
fn keyword(words: &str) -> Option<Prepared> {
    Prepared::named(normalised(words).trim())
}

/// Answers plain words, after what is said already.
fn talk(turn: BotTurn, somebody_online: bool, text: &str, mut says: Vec<Saying>) -> Reply {
    let words = normalised(text);
    let number = order_number(text);
    let topic = topic(&words).or_else(|| number.as_ref().map(|_| Then::Order));
    let only_hello = topic.is_none() && is_hello(&words);
    let mut misses = turn.misses;
    let then = match topic {
        Some(Then::Say(answer)) => {
            says.push(answer.into());
            Step::Stay
        }
        Some(Then::Order) => {
            let said = number.map_or_else(|| script::ORDER_NUMBER.into(), |number| order(&number));
            says.push(said.into());
            Step::Stay
        }
        Some(Then::HandOver) => Step::HandOver(Handover::Asked),
        Some(Then::Leave) => {
            says.push(script::GOODBYE.into());
            Step::Leave
        }
        None if only_hello => {
            if turn.greeted {
                says.push(script::HELLO_AGAIN.into());
            }
            Step::Stay
        }
        None => {
            misses = misses.saturating_add(1);
            if misses >= MISSES {
                Step::HandOver(Handover::NotUnderstood)
            } else {
                // The greeting already says what the assistant knows.
                if turn.greeted {
                    says.push(script::NOT_UNDERSTOOD.into());
                }
                Step::Stay
            }
        }
    };
    if matches!(then, Step::HandOver(_)) {
        let promise = if somebody_online {
            script::HANDING_OVER
        } else {
            script::NOBODY_ONLINE
        };
        says.push(promise.into());
    }
    Reply { says, then, misses }
}

impl From<&str> for Saying {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Saying {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

fn topic(words: &str) -> Option<Then> {
    script::TOPICS
        .iter()
        .find(|topic| {
            topic
                .keywords
                .iter()
                .any(|keyword| contains(words, keyword))
        })
        .map(|topic| topic.then)
}

/// Whether it is a greeting and little else.
fn is_hello(words: &str) -> bool {
    script::HELLOS.iter().any(|hello| contains(words, hello))
        && words.split_whitespace().count() <= 3
}

fn order(number: &str) -> String {
    let sum = number
        .bytes()
        .fold(0_usize, |sum, digit| sum.wrapping_add(usize::from(digit)));
    let state = script::ORDER_STATES
        .get(
            sum.checked_rem(script::ORDER_STATES.len())
                .unwrap_or_default(),
        )
        .copied()
        .unwrap_or_default();
    ["Order **", number, "**", state].concat()
}

/// The first run of four to twelve digits.
fn order_number(text: &str) -> Option<String> {
    text.split(|character: char| !character.is_ascii_digit())
        .find(|digits| (4..=12).contains(&digits.len()))
        .map(str::to_owned)
}

/// Lower-case words between single spaces, with one at each end, so that a keyword with a space
/// at each end fits whole words only.
fn normalised(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|&character| character != '\'' && character != '\u{2019}')
        .map(|character| {
            if character.is_alphanumeric() {
                character
            } else {
                ' '
            }
        })
        .flat_map(char::to_lowercase)
        .collect();
    let mut words = String::from(" ");
    for word in plain.split_whitespace() {
        words.push_str(word);
        words.push(' ');
    }
    words
}

fn contains(words: &str, keyword: &str) -> bool {
    words.contains(&[" ", keyword, " "].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn greeted() -> BotTurn {
        BotTurn {
            greeted: true,
            ..BotTurn::default()
        }
    }

    fn answer(turn: BotTurn, brand: &str, somebody_online: bool, text: &str) -> Reply {
        super::answer(turn, brand, somebody_online, &[Heard::Words(text)])
    }

    fn said(reply: &Reply) -> Vec<&str> {
        let said = reply.says.iter().filter_map(|saying| match saying {
            Saying::Text(text) => Some(&**text),
            Saying::Prepared(_) => None,
        });
        said.collect()
    }

    fn then(turn: BotTurn, text: &str) -> Step {
        answer(turn, "Lumen", true, text).then
    }

    #[test]
    fn it_greets_by_the_name_of_the_brand_once() {
        let reply = answer(BotTurn::default(), "Lumen", true, "Hi!");
        assert_eq!(reply.says.len(), 1);
        assert!(said(&reply)[0].starts_with("Hello, I am the assistant of Lumen."));
        let reply = answer(greeted(), "Lumen", true, "Hello again");
        assert_eq!(said(&reply), [script::HELLO_AGAIN]);
        assert_eq!(reply.misses, 0);
    }

    #[test]
    fn each_topic_is_found_by_whole_words_in_any_case() {
        for (text, part) in [
            ("When do you OPEN?", "Monday to Friday"),
            ("I want my money-back", "30 days"),
            ("where is my order", "number of your order"),
            ("where is order 7412?", "Order **7412**"),
            ("7412", "Order **7412**"),
            ("thank you", "anything else"),
        ] {
            let reply = answer(greeted(), "Lumen", true, text);
            assert_eq!(reply.says.len(), 1, "{text}");
            assert!(said(&reply)[0].contains(part), "{text}: {reply:?}");
            assert_eq!(reply.then, Step::Stay, "{text}");
        }
        assert_eq!(answer(greeted(), "Lumen", true, "reopened").misses, 1);
    }

    #[test]
    fn a_person_is_brought_in_whatever_else_the_message_says() {
        for text in [
            "human",
            "An AGENT, please",
            "my order 7412 is late, I want a person",
        ] {
            assert_eq!(
                then(greeted(), text),
                Step::HandOver(Handover::Asked),
                "{text}"
            );
        }
    }

    #[test]
    fn the_second_miss_hands_over() {
        let first = answer(greeted(), "Lumen", true, "qwertz");
        assert_eq!((first.then, first.misses), (Step::Stay, 1));
        let turn = BotTurn {
            misses: first.misses,
            ..greeted()
        };
        assert_eq!(
            then(turn, "qwertz"),
            Step::HandOver(Handover::NotUnderstood)
        );
    }

    #[test]
    fn what_the_greeting_cannot_answer_counts_as_a_miss_without_a_second_sentence() {
        let reply = answer(BotTurn::default(), "Lumen", true, "My lamp arrived broken");
        assert_eq!((reply.says.len(), reply.misses), (1, 1));
    }

    #[test]
    fn it_says_goodbye_and_leaves() {
        for text in ["bye", "Thanks, that\u{2019}s all", "that's all"] {
            assert_eq!(then(greeted(), text), Step::Leave, "{text}");
        }
    }

    #[test]
    fn it_promises_nobody_who_is_not_there() {
        let reply = answer(greeted(), "Lumen", false, "human");
        assert_eq!(said(&reply), [script::NOBODY_ONLINE]);
        let reply = answer(greeted(), "Lumen", true, "human");
        assert_eq!(said(&reply), [script::HANDING_OVER]);
    }

    #[test]
    fn keywords_count_as_whole_messages_only() {
        for text in ["form", "FORM", " Form! "] {
            let reply = answer(greeted(), "Lumen", true, text);
            assert_eq!(reply.says, [Saying::Prepared(Prepared::Form)], "{text}");
            assert_eq!((reply.then, reply.misses), (Step::Stay, 0));
        }
        let reply = answer(greeted(), "Lumen", true, "Which form do I need?");
        assert_eq!(said(&reply), [script::NOT_UNDERSTOOD]);
    }

    #[test]
    fn no_keyword_is_a_word_that_it_knows_already() {
        for prepared in Prepared::ALL {
            let words = normalised(prepared.keyword());
            assert!(topic(&words).is_none() && !is_hello(&words), "{words}");
        }
    }

    #[test]
    fn keywords_and_words_in_a_row_are_each_answered() {
        let heard = ["story", "when do you open?", "lamps"].map(Heard::Words);
        let reply = super::answer(greeted(), "Lumen", true, &heard);
        let [story, lamps, hours] = reply.says.as_slice() else {
            panic!("{reply:?}")
        };
        assert_eq!(*story, Saying::Prepared(Prepared::Story));
        assert_eq!(*lamps, Saying::Prepared(Prepared::Lamps));
        assert!(matches!(hours, Saying::Text(text) if text.contains("Monday")));
    }
}
