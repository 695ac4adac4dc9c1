//! What the core says, as sentences: every state, banner, note and announcement has its words.

use crate::domain::{
    effect::Announcement,
    end::{EndInfo, EndedBy},
    message::{Author, Delivery, Note, Role},
    snapshot::{Availability, LostReason, Queue},
    text::name,
    time::{Instant, MINUTE},
    view::{Banner, Confirmation, HeaderStatus, Hint},
};

use super::{
    keys::Key,
    plural::{Plural, PluralCategory},
    texts::Texts,
};

/// The longest name in characters.
const NAME_CHARS: usize = 60;

/// Numbers and times in the visitor's locale and time zone. The browser's `Intl` does it.
pub trait Format {
    /// A time of day: *10:52*.
    fn time(&self, at: Instant) -> String;
    /// The weekday or date of a moment that is not today; none for today.
    fn day(&self, at: Instant) -> Option<String>;
    /// A whole number.
    fn number(&self, number: u64) -> String;
    /// The plural category of a whole number.
    fn category(&self, number: u64) -> PluralCategory;
}

impl Texts {
    /// The line under the name in the head of the window.
    pub fn status(&self, status: HeaderStatus, format: &dyn Format) -> String {
        let key = match status {
            HeaderStatus::Welcome | HeaderStatus::Away(Availability::Online) => Key::Welcome,
            HeaderStatus::Connecting => Key::Connecting,
            HeaderStatus::Automated => Key::Automated,
            HeaderStatus::Queued(queue) => return self.queue(queue, format),
            HeaderStatus::Agent => Key::Team,
            HeaderStatus::EndsAt(at) => return self.at(Key::EndsAt, at, format),
            HeaderStatus::Ending => Key::Ending,
            HeaderStatus::Ended => Key::ChatEnded,
            HeaderStatus::Lost => Key::Lost,
            HeaderStatus::Away(away) => match self.back(away, format) {
                Some(back) => return back,
                None => Key::Away,
            },
        };
        self.get(key).to_owned()
    }

    /// When somebody is back, if somebody is away and it is known.
    pub fn back(&self, availability: Availability, format: &dyn Format) -> Option<String> {
        let (Availability::Away { back_at } | Availability::Closed { back_at }) = availability
        else {
            return None;
        };
        let back_at = back_at?;
        Some(match format.day(back_at) {
            Some(day) => self.fill(
                Key::BackOn,
                &[("day", &day), ("time", &format.time(back_at))],
            ),
            None => self.at(Key::BackAt, back_at, format),
        })
    }

    /// What a banner says.
    pub fn banner(&self, banner: Banner, format: &dyn Format) -> String {
        let key = match banner {
            Banner::Offline => Key::Offline,
            Banner::Reconnecting => Key::Broken,
            Banner::Stale => Key::Stale,
            Banner::NobodyOnline => Key::NobodyOnline,
            Banner::EndRefused => Key::EndRefused,
            Banner::StillThere { ends_at } => return self.at(Key::StillThere, ends_at, format),
            Banner::ClearFailed => Key::ClearFailed,
            Banner::OutboxFull => Key::OutboxFull,
            Banner::NotKept => Key::NotKept,
            Banner::LeftUnsent => Key::LeftUnsent,
            Banner::SettingsChanged => Key::SettingsChanged,
        };
        self.get(key).to_owned()
    }

    /// What a message will do, said before it is sent.
    pub fn hint(&self, hint: Hint) -> &str {
        self.get(match hint {
            Hint::Reopens => Key::HintReopens,
            Hint::Waits => Key::HintWaits,
        })
    }

    /// What the confirmation says under its title.
    pub fn confirmation(&self, confirmation: &Confirmation) -> String {
        let named = confirmation
            .participant
            .as_ref()
            .filter(|author| is_named(author));
        match named {
            Some(author) => self.fill(Key::ConfirmTextNamed, &[("name", &author.name)]),
            None => self.get(Key::ConfirmText).to_owned(),
        }
    }

    /// Why a conversation cannot go on.
    pub fn lost(&self, reason: LostReason) -> &str {
        self.get(match reason {
            LostReason::Unknown => Key::LostUnknown,
            LostReason::Forbidden => Key::LostForbidden,
            LostReason::Expired => Key::LostExpired,
        })
    }

    /// That the session ended and by whom, without the time: for panels and announcements.
    pub fn ended(&self, end: &EndInfo) -> String {
        self.fill(ended(end).0, &[("name", actor(end))])
    }

    /// That the session ended, by whom and when: for the note under the final message.
    pub fn ended_at(&self, end: &EndInfo, format: &dyn Format) -> String {
        self.fill(
            ended(end).1,
            &[("name", actor(end)), ("time", &format.time(end.at))],
        )
    }

    /// The reason that was given for an end, as a sentence of its own.
    pub fn end_reason(&self, end: &EndInfo) -> Option<String> {
        let reason = end
            .reason
            .as_deref()
            .filter(|reason| !name(reason, NAME_CHARS).is_empty())?;
        Some(self.fill(Key::EndReason, &[("reason", reason)]))
    }

    /// A note between the messages.
    pub fn note(&self, note: &Note, format: &dyn Format) -> String {
        match note {
            Note::Joined(author) => self.about(Key::Joined, author),
            Note::Left(author) => self.about(Key::Left, author),
            Note::Queued => self.get(Key::Looking).to_owned(),
            Note::Ended(end) => self.ended_at(end, format),
            Note::Reopened => self.get(Key::Reopened).to_owned(),
        }
    }

    /// How far a message has come.
    pub fn delivery(&self, delivery: Delivery) -> &str {
        self.get(match delivery {
            Delivery::Refused => Key::Refused,
            Delivery::Failed => Key::Failed,
            Delivery::Waiting => Key::Waiting,
            Delivery::Sending => Key::Sending,
            Delivery::Sent => Key::Sent,
            Delivery::Delivered => Key::Delivered,
            Delivery::Read => Key::Read,
        })
    }

    /// The name under which somebody speaks, made safe; a word for the role if there is no name.
    pub fn speaker(&self, author: &Author) -> String {
        let fallback = match author.role {
            Role::EndUser => return self.get(Key::You).to_owned(),
            Role::Agent => Key::OurTeam,
            Role::Bot => Key::Assistant,
            Role::System => Key::System,
        };
        let name = name(&author.name, NAME_CHARS);
        if name.is_empty() {
            self.get(fallback).to_owned()
        } else {
            name
        }
    }

    /// What is read out before a message: who wrote it and when.
    pub fn message_label(&self, author: &Author, at: Instant, format: &dyn Format) -> String {
        if author.role == Role::EndUser {
            return self.at(Key::OwnMessageLabel, at, format);
        }
        let values = [("name", &*self.speaker(author)), ("time", &format.time(at))];
        self.fill(Key::MessageLabel, &values)
    }

    /// That somebody is writing.
    pub fn typing(&self, author: &Author) -> String {
        self.about(Key::Typing, author)
    }

    /// How many messages are new.
    pub fn new_messages(&self, count: u32, format: &dyn Format) -> String {
        self.counted(Plural::NewMessages, count.into(), format)
    }

    /// Something to say aloud.
    pub fn announcement(&self, announcement: &Announcement, format: &dyn Format) -> String {
        let key = match announcement {
            Announcement::Message { author, text } => {
                return self.fill(
                    Key::Said,
                    &[("name", &self.speaker(author)), ("text", text)],
                );
            }
            Announcement::Messages(count) => return self.new_messages(*count, format),
            Announcement::Sent => Key::Sent,
            Announcement::NotSent => Key::Failed,
            Announcement::Typing(author) => return self.typing(author),
            Announcement::Ended(end) => return self.ended(end),
            Announcement::EndRefused => Key::EndRefused,
            Announcement::Inactive => Key::EndsSoon,
            Announcement::Joined(author) => return self.about(Key::Joined, author),
            Announcement::Queued(position) => {
                return self.queue(
                    Queue {
                        position: *position,
                        wait_ms: None,
                    },
                    format,
                );
            }
            Announcement::Reconnecting => Key::Reconnecting,
            Announcement::Reconnected => Key::Reconnected,
            Announcement::Lost => Key::Lost,
        };
        self.get(key).to_owned()
    }

    /// The place in the queue and the estimated wait, as far as they are known.
    fn queue(&self, queue: Queue, format: &dyn Format) -> String {
        let mut line = match queue.position {
            Some(position) => {
                let position = format.number(position.into());
                self.fill(Key::QueuePlace, &[("position", &position)])
            }
            None => self.get(Key::Queued).to_owned(),
        };
        if let Some(ms) = queue.wait_ms {
            line.push_str(" · ");
            // No backend knows a wait to the second, and nobody waits for zero minutes.
            line.push_str(&self.counted(Plural::Wait, ms.div_ceil(MINUTE).max(1), format));
        }
        line
    }

    fn counted(&self, plural: Plural, count: u64, format: &dyn Format) -> String {
        self.plural(
            plural,
            format.category(count),
            &[("count", &format.number(count))],
        )
    }

    fn about(&self, key: Key, author: &Author) -> String {
        self.fill(key, &[("name", &self.speaker(author))])
    }

    fn at(&self, key: Key, at: Instant, format: &dyn Format) -> String {
        self.fill(key, &[("time", &format.time(at))])
    }
}

fn is_named(author: &Author) -> bool {
    !name(&author.name, NAME_CHARS).is_empty()
}

/// The name of whoever ended a session; empty if there is none to see.
fn actor(end: &EndInfo) -> &str {
    end.actor_name.as_deref().unwrap_or_default()
}

/// The texts for an end, without and with the time. A rule's name says nothing to a visitor, and
/// the end user is *you*; everyone else is called by name if there is one.
fn ended(end: &EndInfo) -> (Key, Key) {
    let named = !name(actor(end), NAME_CHARS).is_empty();
    match end.by {
        EndedBy::EndUser => (Key::EndedByYou, Key::EndedByYouAt),
        EndedBy::OptOut => (Key::OptedOut, Key::OptedOutAt),
        EndedBy::Inactivity => (Key::EndedInactive, Key::EndedInactiveAt),
        EndedBy::Automation | EndedBy::System => {
            (Key::EndedAutomatically, Key::EndedAutomaticallyAt)
        }
        EndedBy::Agent | EndedBy::Supervisor | EndedBy::Bot | EndedBy::Unknown if named => {
            (Key::EndedByName, Key::EndedByNameAt)
        }
        EndedBy::Agent | EndedBy::Supervisor => (Key::EndedByTeam, Key::EndedByTeamAt),
        EndedBy::Bot => (Key::EndedByAssistant, Key::EndedByAssistantAt),
        EndedBy::Unknown => (Key::Ended, Key::EndedAt),
    }
}

#[cfg(test)]
#[path = "wording_tests.rs"]
mod tests;
