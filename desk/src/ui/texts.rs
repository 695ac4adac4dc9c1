//! Every word of the desk, in one place. The desk speaks English only; visitors read the widget's
//! own languages.

use session_chat::domain::{
    EndInfo, EndedBy,
    end::Next,
    files::FileFault,
    message::{Author, Note},
    offer::{FILE_BYTES, Rating, Scale},
    rich::{ChoiceStyle, Content, MediaKind},
    text,
};

use crate::engine::{
    prepared::Prepared,
    record::{Handover, Happened, TicketStatus},
    settings::EndAs,
    view::Group,
};

/// How many characters of a name or a reason stand in a sentence.
const FOREIGN_CHARS: usize = 200;

pub(super) const DESK: &str = "Agent desk";
pub(super) const CONVERSATIONS: &str = "Conversations";
pub(super) const CONVERSATION: &str = "Conversation";
pub(super) const FILTER: &str = "Filter by name or text";
pub(super) const NO_MATCH: &str = "No conversation fits the filter.";
pub(super) const NOTHING_YET: &str = "Nobody has written yet.";
pub(super) const NOTHING_YET_MORE: &str =
    "Open a page with the chat window in another tab, and write something there.";
pub(super) const NOTHING_OPEN: &str = "No conversation is open";
pub(super) const NOTHING_OPEN_MORE: &str =
    "Choose one from the list, or accept the one that waits longest.";
pub(super) const ONLINE: &str = "Online";
pub(super) const OFFLINE: &str = "Offline";
pub(super) const SETTINGS: &str = "Settings";
pub(super) const NOT_KEPT: &str = "This browser does not let the desk keep anything: conversations are lost when this tab closes.";
pub(super) const ACCEPT: &str = "Accept";
pub(super) const JOIN: &str = "Take over from the assistant";
pub(super) const BACK: &str = "Back to the list";
pub(super) const DETAILS: &str = "Details";
pub(super) const CLOSE: &str = "Close";
pub(super) const END_SESSION: &str = "End session";
pub(super) const END_TITLE: &str = "End this session?";
pub(super) const END_MORE: &str =
    "The visitor is told at once, and nobody can write in it any more.";
pub(super) const END_REASON: &str = "Reason (optional, the visitor can read it)";
pub(super) const KEEP: &str = "Keep talking";
pub(super) const REQUEUE: &str = "Back to the queue";
pub(super) const REPLY: &str = "Reply";
pub(super) const INTERNAL: &str = "Internal note";
pub(super) const WRITE_REPLY: &str = "Write a reply";
pub(super) const WRITE_NOTE: &str = "Write a note that only agents see";
pub(super) const SEND: &str = "Send";
pub(super) const ADD_NOTE: &str = "Add note";
pub(super) const MODE: &str = "What you write is";
pub(super) const MACROS: &str = "Standard sentences";
pub(super) const INSERT: &str = "Insert";
pub(super) const INSERT_MORE: &str = "Send something to choose, to fill in or to look at";
pub(super) const ATTACH: &str = "Attach a file";
pub(super) const FILE: &str = "File";
pub(super) const KIND_UNKNOWN: &str = "Something that this desk cannot show";
pub(super) const DONE: &str = "done";
pub(super) const TRANSCRIPT: &str = "Transcript";
pub(super) const EARLIER: &str = "Show earlier messages";
pub(super) const SEEN: &str = "Seen";
pub(super) const TYPING: &str = "is writing…";
pub(super) const ONLY_AGENTS: &str = "Only agents see this";
pub(super) const UNREAD: &str = "unread";
pub(super) const EMPTY_NOTE: &str =
    "The session is over. Notes that you write here stay among agents.";
pub(super) const FULL: &str =
    "You have as many conversations as you take at a time. End one first.";
pub(super) const GO_ONLINE: &str = "You are offline. Go online to accept conversations.";
pub(super) const VISITOR: &str = "Visitor";
pub(super) const FORGOTTEN: &str = "Forgotten visitor";
pub(super) const SESSION: &str = "Session";
pub(super) const HISTORY: &str = "Event history";
pub(super) const TICKET: &str = "Ticket";
pub(super) const NO_TICKET: &str = "None yet";
pub(super) const STATUS: &str = "Status";
pub(super) const STARTED: &str = "Started";
pub(super) const AGENT: &str = "Agent";
pub(super) const WAITED: &str = "Waited";
pub(super) const FROM_VISITOR: &str = "From the visitor";
pub(super) const FROM_AGENTS: &str = "From agents";
pub(super) const FROM_BOT: &str = "From the assistant";
pub(super) const SESSIONS: &str = "Sessions";
pub(super) const NUMBER: &str = "Browser id";
pub(super) const CLOSED: &str = "Conversation closed";
pub(super) const YES: &str = "Yes";
pub(super) const NO: &str = "No";
pub(super) const NAME: &str = "Name";
pub(super) const UNNAMED: &str = "Not given";
pub(super) const GIVEN: &str = "Filled in before the chat";
pub(super) const SURVEY: &str = "Survey";
pub(super) const SCORE: &str = "Score";
pub(super) const COMMENT: &str = "Comment";

pub(super) const TAKEN: &str = "The desk is open in another tab";
pub(super) const TAKEN_MORE: &str =
    "One tab at a time answers. Go on there, or take over here; nothing is lost.";
pub(super) const MOVED: &str = "The desk has moved to another tab";
pub(super) const TAKE_OVER: &str = "Take over";

pub(super) const SET_BRAND: &str = "Brand, as the assistant says it";
pub(super) const SET_AGENT: &str = "Your name, as visitors read it";
pub(super) const SET_CAPACITY: &str = "Conversations at a time";
pub(super) const SET_WAIT: &str = "Estimated wait for each place in the queue, in minutes";
pub(super) const SET_MACROS: &str = "Standard sentences, one a line";
pub(super) const SET_RULES: &str = "Rules";
pub(super) const SET_CLOSES: &str = "End chat when session ends";
pub(super) const SET_CLOSES_MORE: &str = "The end of a session closes its conversation at once.";
pub(super) const SET_ENDING: &str = "Visitors can end their chat";
pub(super) const SET_AFTER_END: &str = "What a visitor writes after an end";
pub(super) const BY_PAGE: &str = "As their page says";
pub(super) const SET_INACTIVITY: &str = "End silent sessions";
pub(super) const SET_WARN: &str = "Warn after, in minutes";
pub(super) const SET_END: &str = "End after the warning, in minutes";
pub(super) const SET_PEOPLE: &str = "Who answers";
pub(super) const SET_HOURS: &str = "Business hours";
pub(super) const SET_HOURS_ON: &str = "Keep business hours";
pub(super) const SET_HOURS_MORE: &str = "By the clock of this computer.";
pub(super) const SET_FROM: &str = "Open from";
pub(super) const SET_TO: &str = "Open to";
pub(super) const SET_DAYS: &str = "Open on";
pub(super) const SET_LEAVE: &str = "Messages can be left outside them";
pub(super) const SET_LEAVE_MORE: &str = "Otherwise nobody can start a chat then.";
pub(super) const SET_AROUND: &str = "Around a chat";
pub(super) const SET_PRE_CHAT: &str = "Ask before a chat";
pub(super) const SET_PRE_CHAT_MORE: &str = "Name, e-mail, topic, order number and terms.";
pub(super) const SET_FILES: &str = "Visitors may send files";
pub(super) const SET_SURVEY: &str = "Survey after a chat";
pub(super) const SET_AGENT_ONLY: &str = "Only after an agent’s end";
pub(super) const NO_SURVEY: &str = "None";
pub(super) const SET_TRYING: &str = "For trying things out";
pub(super) const SET_REFUSE: &str = "Refuse visitors' requests to end";
pub(super) const SET_REFUSE_MORE: &str = "The visitor sees that the chat did not end.";
pub(super) const SET_END_AS: &str = "End sessions as";
pub(super) const SAVE: &str = "Save";
pub(super) const CANCEL: &str = "Cancel";

pub(super) const fn group(group: Group) -> &'static str {
    match group {
        Group::Waiting => "Waiting",
        Group::Talking => "Active",
        Group::WithBot => "With the assistant",
        Group::Ended => "Ended",
    }
}

pub(super) const fn after_end(next: Next) -> &'static str {
    match next {
        Next::ReadOnly => "Nothing: they start a new chat",
        Next::Reset => "Nothing: the window clears",
        Next::Reopen => "It opens a new session",
    }
}

/// The days of the week, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

pub(super) const fn scale(scale: Scale) -> &'static str {
    match scale {
        Scale::Stars => "Stars, one to five",
        Scale::Faces => "Faces, five of them",
        Scale::Numbers => "Numbers, nought to ten",
    }
}

/// Why a file is not sent.
pub(super) fn misfit(name: &str, why: FileFault) -> String {
    let why = match why {
        FileFault::Type | FileFault::Fake => " was not sent: files of this kind are not taken.",
        FileFault::Empty => " was not sent: it is empty.",
        FileFault::Unreadable => " was not sent: it cannot be read.",
        FileFault::TooLarge => {
            let most = (FILE_BYTES / 1024 / 1024).to_string();
            let name = text::file_name(name, FOREIGN_CHARS);
            return [&name, " was not sent: a file can have ", &most, " MB."].concat();
        }
    };
    [&text::file_name(name, FOREIGN_CHARS), why].concat()
}

fn rated(rating: &Rating) -> String {
    let score = rating.score.map(|score| [" ", &score.to_string()].concat());
    let said = ["The visitor rated the chat", &score.unwrap_or_default()].concat();
    if rating.comment.is_empty() {
        said
    } else {
        [&said, ": ", &foreign(&rating.comment)].concat()
    }
}

pub(super) const fn end_as(by: EndAs) -> &'static str {
    match by {
        EndAs::Agent => "Agent",
        EndAs::Supervisor => "Supervisor",
        EndAs::System => "System",
        EndAs::Automation => "Automation",
    }
}

pub(super) const fn ticket_status(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::New => "New",
        TicketStatus::Open => "Open",
        TicketStatus::Solved => "Solved",
    }
}

pub(super) fn load(load: usize, capacity: u32) -> String {
    [&load.to_string(), " of ", &capacity.to_string(), " active"].concat()
}

pub(super) fn ticket(number: u32) -> String {
    ["#", &number.to_string()].concat()
}

pub(super) fn visitor(id: &str) -> String {
    let short: String = id
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(4)
        .collect();
    [VISITOR, " ", &short].concat()
}

pub(super) fn waits(name: &str) -> String {
    [name, " is waiting"].concat()
}

pub(super) fn said(name: &str, text: &str) -> String {
    [name, ": ", text].concat()
}

pub(super) const fn prepared(prepared: Prepared) -> &'static str {
    match prepared {
        Prepared::Options => "Options (quick replies)",
        Prepared::Colours => "Colours (buttons)",
        Prepared::Sizes => "Sizes (list)",
        Prepared::Rooms => "Rooms (several choices)",
        Prepared::Day => "Delivery day (date)",
        Prepared::Time => "Call (times)",
        Prepared::Lamp => "One lamp (card)",
        Prepared::Lamps => "Five lamps (cards)",
        Prepared::Guide => "Guide (link)",
        Prepared::Picture => "Picture",
        Prepared::Video => "Video",
        Prepared::Sound => "Sound",
        Prepared::Manual => "Manual (file)",
        Prepared::Form => "Offer (form)",
        Prepared::Progress => "Search (progress)",
        Prepared::Story => "Story (word by word)",
        Prepared::Consent => "Letters (consent)",
        Prepared::Unknown => "Hologram (unknown format)",
    }
}

pub(super) const fn kind(content: &Content) -> &'static str {
    match content {
        Content::Choices(choices) if choices.several => "Choices, several at once",
        Content::Choices(choices) => match choices.style {
            ChoiceStyle::QuickReplies => "Quick replies",
            ChoiceStyle::Buttons => "Buttons",
            ChoiceStyle::List => "List",
        },
        Content::Date(_) => "A day",
        Content::Times(_) => "Times",
        Content::Cards(_) => "Cards",
        Content::Link(_) => "Link",
        Content::Image(_) => "Picture",
        Content::Media(media) => match media.kind {
            MediaKind::Video => "Video",
            MediaKind::Audio => "Sound",
        },
        Content::File(_) => "File",
        Content::Form(_) => "Form",
        Content::Progress(_) => "Progress",
        Content::Consent(_) => "Consent",
    }
}

pub(super) fn days(first: Option<&str>, last: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) => [first, " to ", last].concat(),
        (Some(first), None) => ["from ", first].concat(),
        (None, Some(last)) => ["until ", last].concat(),
        (None, None) => "any".to_owned(),
    }
}

pub(super) fn percent(percent: u8) -> String {
    [&percent.to_string(), " %"].concat()
}

pub(super) fn answered(question: Option<&str>, answer: &str) -> String {
    match question {
        Some(question) => ["Answer to “", question, "”: ", answer].concat(),
        None => ["Answer: ", answer].concat(),
    }
}

pub(super) fn title(waiting: usize) -> String {
    match waiting {
        0 => DESK.to_owned(),
        waiting => ["(", &waiting.to_string(), ") ", DESK].concat(),
    }
}

pub(super) fn ends_at(clock: &str) -> String {
    [
        "The visitor was warned. The session ends at ",
        clock,
        " unless they answer.",
    ]
    .concat()
}

pub(super) fn note(note: &Note) -> String {
    match note {
        Note::Joined(author) => [&named(author), " joined"].concat(),
        Note::Left(author) => [&named(author), " left"].concat(),
        Note::Queued => "Waiting for an agent".to_owned(),
        Note::Reopened => "The visitor opened a new session".to_owned(),
        Note::Ended(end) => ended(end),
    }
}

pub(super) fn ended(end: &EndInfo) -> String {
    let name = foreign(end.actor_name.as_deref().unwrap_or_default());
    let by = match end.by {
        EndedBy::Unknown => "The session ended".to_owned(),
        EndedBy::System => "The system ended the session".to_owned(),
        EndedBy::Automation => "An automation ended the session".to_owned(),
        EndedBy::Inactivity => "The session ended because nobody wrote".to_owned(),
        EndedBy::Bot => "The assistant ended the session".to_owned(),
        EndedBy::Agent => [&name, " ended the session"].concat(),
        EndedBy::Supervisor => [&name, " ended the session as supervisor"].concat(),
        EndedBy::EndUser => "The visitor ended the session".to_owned(),
        EndedBy::OptOut => "The visitor opted out".to_owned(),
    };
    match &end.reason {
        Some(reason) => [&by, ": ", &foreign(reason)].concat(),
        None => by,
    }
}

pub(super) fn happened(what: &Happened) -> String {
    match what {
        Happened::SessionStarted(1) => "The session started".to_owned(),
        Happened::SessionStarted(number) => ["Session ", &number.to_string(), " started"].concat(),
        Happened::HandedOver(Handover::Asked) => {
            "The assistant handed over: the visitor asked for a person".to_owned()
        }
        Happened::HandedOver(Handover::NotUnderstood) => {
            "The assistant handed over: it did not understand".to_owned()
        }
        Happened::TicketMade(number) => ["Ticket ", &ticket(*number), " was made"].concat(),
        Happened::Accepted(name) => [&foreign(name), " accepted"].concat(),
        Happened::Requeued(name) => [&foreign(name), " gave it back to the queue"].concat(),
        Happened::Warned { .. } => "The visitor was asked whether they are still there".to_owned(),
        Happened::Stayed => "The visitor is still there".to_owned(),
        Happened::EndRefused => "The visitor asked to end; it was refused".to_owned(),
        Happened::Cleared => "The visitor cleared the conversation on their side".to_owned(),
        Happened::Ended(end) => ended(end),
        Happened::Rated(rating) => rated(rating),
    }
}

/// Words of others, made safe to stand in a sentence of ours.
fn foreign(words: &str) -> String {
    text::name(words, FOREIGN_CHARS)
}

fn named(author: &Author) -> String {
    foreign(&author.name)
}
