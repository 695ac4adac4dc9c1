//! The sentences of the window, state by state.

use super::*;

/// A clock and numbers without a browser: times are minutes since midnight of day zero.
struct Plain;

impl Format for Plain {
    fn time(&self, at: Instant) -> String {
        let minutes = at.0 / MINUTE % (24 * 60);
        format!("{}:{:02}", minutes / 60, minutes % 60)
    }

    fn day(&self, at: Instant) -> Option<String> {
        (at.0 / MINUTE >= 24 * 60).then(|| "Monday".to_owned())
    }

    fn number(&self, number: u64) -> String {
        number.to_string()
    }

    fn category(&self, number: u64) -> PluralCategory {
        if number == 1 {
            PluralCategory::One
        } else {
            PluralCategory::Other
        }
    }
}

const AT: Instant = Instant((10 * 60 + 52) * MINUTE);
const MONDAY: Instant = Instant((24 + 9) * 60 * MINUTE);

fn author(role: Role, name: &str) -> Author {
    Author {
        role,
        name: name.to_owned(),
    }
}

/// The sentence without its direction isolates.
fn seen(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}

fn end(by: EndedBy, actor: Option<&str>) -> EndInfo {
    EndInfo {
        by,
        actor_name: actor.map(str::to_owned),
        ..EndInfo::unknown(AT)
    }
}

#[test]
fn r2_4_r4_1_an_end_says_who_and_when() {
    let table = [
        (EndedBy::EndUser, None, "You ended this chat"),
        (EndedBy::EndUser, Some("Ada"), "You ended this chat"),
        (EndedBy::OptOut, None, "You opted out of this chat"),
        (EndedBy::OptOut, Some("Ada"), "You opted out of this chat"),
        (EndedBy::Agent, None, "Our team ended this chat"),
        (EndedBy::Agent, Some("Sam"), "Sam ended this chat"),
        (
            EndedBy::Agent,
            Some(" \u{200b}"),
            "Our team ended this chat",
        ),
        (EndedBy::Supervisor, None, "Our team ended this chat"),
        (EndedBy::Supervisor, Some("Kim"), "Kim ended this chat"),
        (EndedBy::Bot, None, "The assistant ended this chat"),
        (EndedBy::Bot, Some("Robo"), "Robo ended this chat"),
        (EndedBy::Automation, None, "This chat ended automatically"),
        (
            EndedBy::Automation,
            Some("Rule 7"),
            "This chat ended automatically",
        ),
        (EndedBy::System, None, "This chat ended automatically"),
        (
            EndedBy::System,
            Some("node-3"),
            "This chat ended automatically",
        ),
        (EndedBy::Unknown, None, "This chat ended"),
        (EndedBy::Unknown, Some("Sam"), "Sam ended this chat"),
    ];
    let texts = Texts::english();
    for (by, actor, want) in table {
        let end = end(by, actor);
        assert_eq!(seen(&texts.ended(&end)), want);
        assert_eq!(
            seen(&texts.note(&Note::Ended(end), &Plain)),
            format!("{want} at 10:52")
        );
    }
    for actor in [None, Some("timer")] {
        let end = end(EndedBy::Inactivity, actor);
        assert_eq!(
            texts.ended(&end),
            "This chat ended because nobody wrote for a while"
        );
        assert_eq!(
            texts.ended_at(&end, &Plain),
            "This chat ended at 10:52 because nobody wrote for a while"
        );
    }
}

#[test]
fn r4_1_the_reason_of_an_end_is_told_if_there_is_one() {
    let texts = Texts::english();
    let table = [
        (None, None),
        (Some(" \n"), None),
        (Some("Solved"), Some("Reason: Solved")),
    ];
    for (reason, want) in table {
        let end = EndInfo {
            reason: reason.map(str::to_owned),
            ..EndInfo::unknown(AT)
        };
        assert_eq!(
            texts.end_reason(&end).map(|text| seen(&text)).as_deref(),
            want
        );
    }
}

#[test]
fn the_head_says_who_is_there() {
    let queued = |position, wait_ms| HeaderStatus::Queued(Queue { position, wait_ms });
    let table = [
        (HeaderStatus::Welcome, "Here to help"),
        (HeaderStatus::Connecting, "Connecting"),
        (HeaderStatus::Automated, "Automated assistant"),
        (queued(None, None), "Waiting for someone"),
        (queued(Some(3), None), "You are number 3"),
        (
            queued(Some(3), Some(2 * MINUTE)),
            "You are number 3 · about 2 minutes",
        ),
        (
            queued(None, Some(2 * MINUTE + 1)),
            "Waiting for someone · about 3 minutes",
        ),
        (
            queued(Some(1), Some(0)),
            "You are number 1 · about 1 minute",
        ),
        (HeaderStatus::Agent, "Support team"),
        (HeaderStatus::EndsAt(AT), "Ends at 10:52"),
        (HeaderStatus::Ending, "Ending this chat"),
        (HeaderStatus::Ended, "Chat ended"),
        (HeaderStatus::Lost, "This chat cannot go on"),
        (HeaderStatus::Away(Availability::Online), "Here to help"),
        (
            HeaderStatus::Away(Availability::Away { back_at: None }),
            "Nobody is online",
        ),
        (
            HeaderStatus::Away(Availability::Away { back_at: Some(AT) }),
            "Back at 10:52",
        ),
        (
            HeaderStatus::Away(Availability::Closed {
                back_at: Some(MONDAY),
            }),
            "Back on Monday at 9:00",
        ),
    ];
    for (status, want) in table {
        assert_eq!(Texts::english().status(status, &Plain), want);
    }
}

#[test]
fn a_banner_with_a_time_says_it() {
    let texts = Texts::english();
    let banner = texts.banner(Banner::StillThere { ends_at: AT }, &Plain);
    assert_eq!(banner, "Are you still there? This chat ends at 10:52.");
    assert_eq!(
        texts.banner(Banner::EndRefused, &Plain),
        texts.get(Key::EndRefused)
    );
}

#[test]
fn r2_3_the_confirmation_names_who_is_there() {
    let text = |participant| seen(&Texts::english().confirmation(&Confirmation { participant }));
    assert!(text(Some(author(Role::Agent, "Sam"))).starts_with("Sam will no longer see"));
    assert!(text(Some(author(Role::Agent, ""))).starts_with("We will no longer see"));
    assert!(text(None).starts_with("We will no longer see"));
}

#[test]
fn everybody_has_a_name() {
    let texts = Texts::english();
    let table = [
        (Role::EndUser, "Ada", "You"),
        (Role::Agent, "Sam", "Sam"),
        (Role::Agent, "\u{202e}", "Our team"),
        (Role::Bot, "", "Assistant"),
        (Role::System, "", "System"),
    ];
    for (role, name, want) in table {
        assert_eq!(texts.speaker(&author(role, name)), want);
    }
}

#[test]
fn a_message_is_read_out_with_author_and_time() {
    let label = |author| seen(&Texts::english().message_label(&author, AT, &Plain));
    assert_eq!(label(author(Role::Agent, "Sam")), "Sam said at 10:52:");
    assert_eq!(label(Author::end_user()), "You said at 10:52:");
}

#[test]
fn announcements_are_short_sentences() {
    let sam = author(Role::Agent, "Sam");
    let table = [
        (
            Announcement::Message {
                author: sam.clone(),
                text: "Hi {name}".into(),
            },
            "Sam said: Hi {name}",
        ),
        (Announcement::Messages(5), "5 new messages"),
        (Announcement::Sent, "Sent"),
        (Announcement::NotSent, "Not sent"),
        (
            Announcement::Typing(author(Role::Bot, "")),
            "Assistant is writing",
        ),
        (
            Announcement::Ended(end(EndedBy::Agent, Some("Sam"))),
            "Sam ended this chat",
        ),
        (
            Announcement::EndRefused,
            "The chat did not end. You can try again.",
        ),
        (
            Announcement::Inactive,
            "This chat ends soon unless you answer.",
        ),
        (Announcement::Joined(sam), "Sam joined"),
        (Announcement::Queued(Some(3)), "You are number 3"),
        (Announcement::Queued(None), "Waiting for someone"),
        (Announcement::Reconnecting, "Reconnecting"),
        (Announcement::Reconnected, "Connected again"),
        (Announcement::Lost, "This chat cannot go on"),
    ];
    for (announcement, want) in table {
        assert_eq!(
            seen(&Texts::english().announcement(&announcement, &Plain)),
            want
        );
    }
}

#[test]
fn notes_tell_what_happened_between_the_messages() {
    let sam = author(Role::Agent, "Sam");
    let table = [
        (Note::Joined(sam.clone()), "Sam joined"),
        (Note::Left(sam), "Sam left"),
        (Note::Left(author(Role::Bot, "")), "Assistant left"),
        (Note::Queued, "Looking for someone who can help"),
        (Note::Reopened, "A new chat starts here"),
    ];
    for (note, want) in table {
        assert_eq!(seen(&Texts::english().note(&note, &Plain)), want);
    }
}
