use super::*;
use crate::domain::{end::EndedBy, transcript::Transcript};

fn author(role: Role, name: &str) -> Author {
    Author {
        role,
        name: name.to_owned(),
    }
}

fn said(at: u64, role: Role, name: &str) -> Message {
    let id = format!("{at}");
    let author = author(role, name);
    Message::new(id.as_str().into(), author, Instant(at), Body::Text(id))
}

fn noted(at: u64, note: Note) -> Message {
    let id = format!("{at}").as_str().into();
    Message::new(id, Author::system(), Instant(at), Body::Note(note))
}

fn ended(at: u64) -> EndInfo {
    EndInfo {
        by: EndedBy::Agent,
        ..EndInfo::unknown(Instant(at))
    }
}

fn conversation(messages: Vec<Message>) -> Conversation {
    let mut transcript = Transcript::default();
    transcript.merge(messages);
    Conversation {
        id: Some("c1".into()),
        transcript,
        ..Conversation::default()
    }
}

fn record(conversation: &Conversation, end: u64) -> Record {
    Record::of(conversation, &ended(end)).unwrap()
}

#[test]
fn r5_1_a_record_has_times_participants_waits_and_numbers_but_no_words() {
    let sam = author(Role::Agent, "Sam");
    let mut lost = said(75, Role::EndUser, "");
    lost.delivery = Delivery::Failed;
    let mut conversation = conversation(vec![
        said(10, Role::EndUser, ""),
        said(20, Role::Bot, "Assistant"),
        noted(40, Note::Joined(sam.clone())),
        said(50, Role::Agent, "Sam"),
        said(60, Role::EndUser, ""),
        said(70, Role::Agent, "Sam"),
        lost,
        noted(80, Note::Ended(ended(80))),
    ]);
    conversation.queued_at = Some(Instant(25));
    let record = record(&conversation, 80);
    assert_eq!(record.wait_ms(), Some(15));
    assert_eq!(
        record,
        Record {
            conversation: "c1".into(),
            started_at: Instant(10),
            queued_at: Some(Instant(25)),
            joined_at: Some(Instant(40)),
            answered_at: Some(Instant(50)),
            end: ended(80),
            participants: vec![author(Role::Bot, "Assistant"), sam],
            sent: 2,
            received: 3,
            is_whole: true,
        }
    );
}

#[test]
fn r5_1_a_session_that_was_opened_again_is_counted_by_itself() {
    let conversation = conversation(vec![
        said(10, Role::EndUser, ""),
        said(20, Role::Agent, "Sam"),
        noted(30, Note::Ended(ended(30))),
        said(40, Role::EndUser, ""),
        noted(50, Note::Reopened),
        said(60, Role::Agent, "Kim"),
        noted(70, Note::Ended(ended(70))),
    ]);
    let record = record(&conversation, 70);
    assert_eq!((record.sent, record.received), (1, 1));
    assert_eq!(record.participants, [author(Role::Agent, "Kim")]);
    assert_eq!(record.started_at, Instant(40));
    assert_eq!(record.answered_at, Some(Instant(60)));
}

#[test]
fn r5_1_whoever_was_never_answered_waited_to_the_end() {
    let mut conversation = conversation(vec![
        said(10, Role::EndUser, ""),
        noted(90, Note::Ended(ended(90))),
    ]);
    conversation.queued_at = Some(Instant(20));
    let record = record(&conversation, 90);
    assert_eq!(record.wait_ms(), Some(70));
    assert_eq!((record.answered_at, record.received), (None, 0));
}

#[test]
fn a_record_of_which_the_beginning_is_not_known_says_so() {
    let mut conversation = conversation(vec![said(10, Role::EndUser, "")]);
    conversation.transcript.has_older = true;
    assert!(!record(&conversation, 20).is_whole);
    conversation
        .transcript
        .insert(noted(5, Note::Ended(ended(5))));
    conversation
        .transcript
        .insert(noted(20, Note::Ended(ended(20))));
    assert!(record(&conversation, 20).is_whole);
}
