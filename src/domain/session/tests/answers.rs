//! Questions that are answered by choosing or filling in, and messages that come bit by bit.

use super::*;
use crate::domain::{
    Body, Message, MessageId,
    effect::Outgoing,
    event::SendRefusal,
    rich::{Answer, Rich},
};

fn question(id: &str, at: Instant) -> Message {
    let rich = Rich {
        text: "Which colour?".into(),
        content: r#"{"choices":{"options":[{"id":"r","label":"Red"}]}}"#.into(),
    };
    Message::new(id.into(), sam(), at, Body::Rich(rich))
}

fn answer(to: &str, value: &str) -> Answer {
    Answer {
        to: to.into(),
        values: ["[{\"name\":\"choice\",\"value\":\"", value, "\"}]"].concat(),
    }
}

fn composed(id: &str, answer: &Answer) -> Event {
    Event::Composed(Draft {
        answer: Some(answer.clone()),
        ..draft(id, "Red")
    })
}

fn asked() -> Bench {
    let mut bench = Bench::talking(Rules::default());
    let at = bench.now;
    bench.hear(BackendEvent::Message(question("q", at)));
    bench
}

fn sent(effects: &[Effect]) -> Vec<Outgoing> {
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Backend(Command::Send(outgoing)) => Some(outgoing.clone()),
        _ => None,
    });
    sent.collect()
}

fn answered(bench: &Bench, id: &str) -> Option<Answer> {
    let id: MessageId = id.into();
    bench.session.transcript().answer_to(&id).cloned()
}

#[test]
fn r6_2_an_answer_goes_out_as_a_message_that_says_what_it_answers() {
    let mut bench = asked();
    let red = answer("q", "r");
    let [outgoing] = sent(&bench.take(composed("a", &red))).try_into().unwrap();
    assert_eq!(
        (&*outgoing.text, outgoing.answer),
        ("Red", Some(red.clone()))
    );
    assert_eq!(answered(&bench, "q"), Some(red));
}

#[test]
fn r6_2_a_question_is_answered_once() {
    let mut bench = asked();
    bench.take(composed("a", &answer("q", "r")));
    let again = bench.take(composed("b", &answer("q", "g")));
    assert_eq!(sent(&again), []);
    assert_eq!(answered(&bench, "q"), Some(answer("q", "r")));
    assert!(!bench.session.transcript().contains(&"b".into()));
}

#[test]
fn r6_2_after_the_end_nothing_is_answered_whatever_a_message_may_do() {
    for after_end in [Next::ReadOnly, Next::Reset, Next::Reopen] {
        let rules = Rules {
            after_end,
            reopening: after_end == Next::Reopen,
            ..Rules::default()
        };
        let mut bench = Bench::talking(rules);
        let at = bench.now;
        bench.hear(BackendEvent::Message(question("q", at)));
        assert!(bench.session.view().actions.answer);
        bench.hear(BackendEvent::Ended(ended(EndedBy::Agent, at)));
        assert!(!bench.session.view().actions.answer);
        let effects = bench.take(composed("a", &answer("q", "r")));
        assert_eq!(sent(&effects), [], "{after_end:?}");
        assert_eq!(answered(&bench, "q"), None);
    }
}

#[test]
fn r6_2_faults_open_the_question_again_and_are_told_with_the_answer_that_has_them() {
    let mut bench = asked();
    let wrong = answer("q", "x");
    bench.take(composed("a", &wrong));
    let faults = r#"[{"name":"choice","text":"There is no such colour"}]"#.to_owned();
    bench.hear(BackendEvent::Refused {
        id: "a".into(),
        why: SendRefusal::Faulty(faults.clone()),
    });
    assert_eq!(answered(&bench, "q"), None);
    assert!(!bench.session.transcript().contains(&"a".into()));
    let refused = |bench: &Bench| {
        let rows = bench.session.transcript().rows(0..99, None, &|_| 0);
        let row = rows.into_iter().find(|row| row.message.id == "q".into());
        row.unwrap().refused
    };
    let told = refused(&bench).unwrap();
    assert_eq!((told.answer, told.faults), (wrong, faults));
    bench.take(composed("b", &answer("q", "r")));
    assert_eq!(answered(&bench, "q"), Some(answer("q", "r")));
}

#[test]
fn an_answer_of_another_tab_or_page_counts_as_well() {
    let mut bench = asked();
    let own = Message {
        answer: Some(answer("q", "r")),
        ..Message::new(
            "a".into(),
            Author::end_user(),
            bench.now,
            Body::Text("Red".into()),
        )
    };
    bench.hear(BackendEvent::Message(own));
    assert_eq!(answered(&bench, "q"), Some(answer("q", "r")));
}

#[test]
fn a_failed_answer_is_tried_again_as_an_answer_and_opens_the_question_when_deleted() {
    let mut bench = asked();
    let red = answer("q", "r");
    bench.take(composed("a", &red));
    bench.hear(BackendEvent::Refused {
        id: "a".into(),
        why: SendRefusal::Rejected,
    });
    let [again] = sent(&bench.take(Event::Retried("a".into())))
        .try_into()
        .unwrap();
    assert_eq!(again.answer, Some(red));
    bench.hear(BackendEvent::Refused {
        id: "a".into(),
        why: SendRefusal::Rejected,
    });
    bench.take(Event::Discarded("a".into()));
    assert_eq!(answered(&bench, "q"), None);
}

#[test]
fn an_opt_out_keyword_that_is_chosen_is_no_opt_out() {
    let rules = Rules {
        opt_out_keywords: vec!["red".into()],
        ..Rules::default()
    };
    let mut bench = Bench::talking(rules);
    let at = bench.now;
    bench.hear(BackendEvent::Message(question("q", at)));
    bench.take(composed("a", &answer("q", "r")));
    bench.hear(BackendEvent::Acknowledged { id: "a".into(), at });
    assert_eq!(bench.phase(), PhaseName::Talking);
}

#[test]
fn r6_2_what_comes_bit_by_bit_is_one_row_and_told_once_when_it_is_whole() {
    let mut bench = Bench::talking(Rules::default());
    let at = bench.now;
    let part = |text: &str, partial: bool| {
        BackendEvent::Message(Message {
            partial,
            ..Message::new("s".into(), sam(), at, Body::Text(text.into()))
        })
    };
    let rows = bench.session.transcript().len();
    let mut told = Vec::new();
    for (text, partial) in [("One", true), ("One two", true), ("One two three", false)] {
        told.extend(bench.hear(part(text, partial)));
        assert_eq!(bench.texts().last().map(String::as_str), Some(text));
        assert_eq!(bench.session.transcript().len(), rows + 1);
    }
    told.extend(bench.hear(part("One two three", false)));
    let announced = told.iter().filter_map(|effect| match effect {
        Effect::Announce(Announcement::Message { text, .. }) => Some(&**text),
        _ => None,
    });
    assert_eq!(announced.collect::<Vec<_>>(), ["One two three"]);
    let emitted = told
        .iter()
        .filter(|effect| matches!(effect, Effect::Emit(HostEvent::Message { .. })));
    assert_eq!(emitted.count(), 1);
}
