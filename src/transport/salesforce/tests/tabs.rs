//! Several tabs of one visitor, one of which reads the stream and asks for tokens.

use std::collections::VecDeque;

use serde_json::{Value as Json, json};

use super::rig::{CONVERSATION, Rig, T0, calls, entry, outgoing, place, reply, rig};
use crate::{
    domain::{BackendEvent, Command, Instant, effect::Opens, snapshot::Status},
    transport::salesforce::{
        client::{Client, Output, Stream},
        http::{Call, Reply},
        place::Place,
        tabs::Said,
    },
};

/// Some tabs of a visitor, and what they say to each other on its way. The first one reads.
struct Tabs {
    clients: Vec<Client<Json>>,
    said: VecDeque<(usize, Said)>,
    /// The calls for a token so far, and how often the page was to vouch.
    asked: usize,
    now: Instant,
}

/// A token of Ada, signed like this.
fn ada(sign: &str) -> String {
    // {"sub":"ada"}
    ["e30.eyJzdWIiOiJhZGEifQ.", sign].concat()
}

/// The answer to a call for a token.
fn token(name: &str) -> Reply<Json> {
    reply(200, json!({ "accessToken": name, "lastEventId": "5" }))
}

impl Tabs {
    /// Tabs that all speak by one token.
    fn talking(count: usize, place: &Place) -> Self {
        let mut tabs = Self {
            clients: Vec::new(),
            said: VecDeque::new(),
            asked: 0,
            now: T0,
        };
        for number in 0..count {
            tabs.clients.push(rig(place.clone()).client);
            tabs.step(number, |tab| tab.become_visitor("a.b.c".into()));
            let resume = Command::Connect {
                resume: Some(CONVERSATION.into()),
            };
            tabs.step(number, |tab| tab.command(T0, resume));
            if place.is_verified {
                tabs.step(number, |tab| tab.identity(T0, Some("x.y.z")));
            }
            tabs.admit(number, &ada(&number.to_string()));
            tabs.clients[number].follow(number > 0);
            tabs.step(0, Client::share_token);
            tabs.step(number, |tab| tab.stream_answered(T0, 200, true, None));
            tabs.answer(number, &Call::Newest(CONVERSATION.into()), 200);
            tabs.answer(number, &Call::List { is_wanted: false }, 200);
        }
        tabs.asked = 0;
        tabs
    }

    fn step(&mut self, number: usize, act: impl FnOnce(&mut Client<Json>) -> Output) -> Output {
        let mut output = act(&mut self.clients[number]);
        self.take(number, &mut output);
        while let Some((from, said)) = self.said.pop_front() {
            for other in (0..self.clients.len()).filter(|other| *other != from) {
                let mut heard = self.clients[other].told(self.now, CONVERSATION, said.clone());
                self.take(other, &mut heard);
            }
        }
        output
    }

    fn take(&mut self, number: usize, output: &mut Output) {
        let leads = number == 0;
        for said in output.says.drain(..) {
            let is_question = matches!(said, Said::Refused(_));
            if matches!(said, Said::Cleared(_)) || leads != is_question {
                self.said.push_back((number, said));
            }
        }
        let is_for_token = |call: &Call| matches!(call, Call::Token | Call::Continue);
        let calls = calls(output).into_iter().filter(is_for_token).count();
        self.asked += calls + usize::from(output.asks_identity);
    }

    fn admit(&mut self, number: usize, name: &str) -> Output {
        let call = if self.clients[number].place.is_verified {
            Call::Token
        } else {
            Call::Continue
        };
        let now = self.now;
        self.step(number, |tab| tab.answered(now, call, &token(name)))
    }

    fn answer(&mut self, number: usize, call: &Call, status: u16) -> Output {
        let now = self.now;
        let body = json!({ "conversationEntries": [entry("m0", "Agent", "Sam", "Hello")] });
        let answer = reply(status, body);
        self.step(number, |tab| tab.answered(now, call.clone(), &answer))
    }

    fn send(&mut self, number: usize) -> Call {
        let id = format!("m-{number}");
        let send = Command::Send(outgoing(&id, "Hello", Opens::Nothing));
        let now = self.now;
        self.step(number, |tab| tab.command(now, send));
        Call::Message(id.as_str().into())
    }

    fn tokens(&self) -> Vec<Option<&str>> {
        let token = |tab| {
            let tab: &Client<Json> = tab;
            tab.access.token.as_deref()
        };
        self.clients.iter().map(token).collect()
    }
}

fn verified() -> Place {
    Place {
        is_verified: true,
        ..place()
    }
}

#[test]
fn whichever_tab_comes_speaks_by_the_token_of_the_one_that_reads() {
    for place in [place(), verified()] {
        let tabs = Tabs::talking(5, &place);
        assert_eq!(tabs.tokens(), [Some(&*ada("0")); 5]);
    }
}

#[test]
fn t05_of_five_tabs_that_are_refused_at_once_one_asks_for_a_token_whoever_hears_it_first() {
    for place in [place(), verified()] {
        for first in 0..5 {
            let mut tabs = Tabs::talking(5, &place);
            let sent: Vec<_> = (0..5).map(|number| tabs.send(number)).collect();
            // The server has forgotten the token: all are refused, the last one when there is
            // another token already.
            let order: Vec<_> = (0..5).map(|step| (first + step) % 5).collect();
            for number in &order[..4] {
                tabs.answer(*number, &sent[*number], 401);
            }
            assert_eq!(tabs.asked, 1, "{first}");
            if place.is_verified {
                tabs.step(0, |tab| tab.identity(T0, Some("x.y.z")));
                tabs.asked = 1;
            }
            tabs.admit(0, &ada("new"));
            tabs.answer(order[4], &sent[order[4]], 401);
            assert_eq!(tabs.tokens(), [Some(&*ada("new")); 5], "{first}");
            assert_eq!(tabs.asked, 1, "{first}");
            // What each of them sent is under way again.
            for (number, call) in sent.iter().enumerate() {
                assert!(tabs.clients[number].under_way.contains(call), "{number}");
                let taken = tabs.answer(number, call, 202);
                let is_taken =
                    |event: &BackendEvent| matches!(event, BackendEvent::Acknowledged { .. });
                assert!(taken.events.iter().any(is_taken), "{number}");
            }
        }
    }
}

#[test]
fn t05_a_token_that_nobody_can_have_is_not_waited_for() {
    let mut tabs = Tabs::talking(3, &place());
    let sent = tabs.send(2);
    tabs.answer(2, &sent, 401);
    assert_eq!(tabs.asked, 1, "the one that reads asks");
    let lost = tabs.answer(0, &Call::Continue, 401);
    let is_lost = |output: &Output| {
        let lost = |event: &BackendEvent| {
            matches!(event, BackendEvent::Connected(snapshot)
                if matches!(snapshot.status, Status::Lost(_)))
        };
        output.events.iter().any(lost)
    };
    assert!(is_lost(&lost));
    // Whoever waited finds out themselves, and at once.
    assert_eq!(tabs.asked, 2);
    assert!(is_lost(&tabs.answer(2, &Call::Continue, 401)));
    assert_eq!(tabs.clients[2].wake_at(), None);
    // Whoever did not wait goes on until the server says so.
    assert_eq!(tabs.tokens()[1], Some(&*ada("0")));
}

#[test]
fn t05_a_tab_that_reads_and_says_nothing_is_not_waited_for() {
    let refused = |tabs: &mut Tabs| {
        let sent = tabs.send(1);
        let mut output = tabs.clients[1].answered(T0, sent, &reply(401, json!({})));
        assert!(matches!(output.says.as_slice(), [Said::Refused(_)]));
        output.says.clear();
        assert_eq!(tabs.asked, 0);
    };
    // It is frozen, or has never heard of this.
    let mut tabs = Tabs::talking(2, &place());
    refused(&mut tabs);
    let due = tabs.clients[1].wake_at().unwrap();
    assert!(due.since(T0) <= 65_000, "{due:?}");
    assert_eq!(calls(&tabs.clients[1].wake(due)), [Call::Continue]);
    // It is gone, and the lock is this one's.
    let mut tabs = Tabs::talking(2, &place());
    refused(&mut tabs);
    assert_eq!(calls(&tabs.clients[1].take_over(T0)), [Call::Continue]);
}

#[test]
fn t01_t05_a_token_is_renewed_by_the_tab_that_reads() {
    let mut tabs = Tabs::talking(3, &verified());
    // {"sub":"ada","iat":1767225600,"exp":1767229200}
    let hour = "e30.eyJzdWIiOiJhZGEiLCJpYXQiOjE3NjcyMjU2MDAsImV4cCI6MTc2NzIyOTIwMH0.sign";
    tabs.admit(0, hour);
    let due = T0.plus(2_880_000);
    assert_eq!(tabs.clients[0].access.renew_at, Some(due));
    tabs.now = due;
    for number in 0..3 {
        tabs.step(number, |tab| tab.wake(due));
    }
    assert_eq!(tabs.asked, 1);
    // The tab that reads is gone before it is answered: whoever takes its place does it.
    let output = tabs.step(1, |tab| tab.take_over(due));
    assert!(!output.asks_identity, "it has a token that will do");
    assert!(tabs.step(1, |tab| tab.wake(due)).asks_identity);
}

#[test]
fn t07_a_chat_that_is_forgotten_in_one_tab_is_forgotten_in_all() {
    let mut tabs = Tabs::talking(2, &place());
    let sent = tabs.send(1);
    assert!(tabs.clients[1].under_way.contains(&sent));
    let output = tabs.clients[0].command(T0, Command::Clear(CONVERSATION.into()));
    let [said @ Said::Cleared(cleared)] = output.says.as_slice() else {
        panic!("{:?}", output.says);
    };
    assert_eq!(cleared.as_str(), CONVERSATION);
    let heard = tabs.clients[1].told(T0, CONVERSATION, said.clone());
    assert_eq!(heard.events, [BackendEvent::Cleared]);
    assert!(heard.forgets);
    assert_eq!(calls(&heard), [], "the server is told once");
    assert!(!tabs.clients[1].under_way.contains(&sent));
}

#[test]
fn what_is_said_of_another_conversation_concerns_nobody() {
    let mut tabs = Tabs::talking(2, &place());
    let said = [
        Said::Token(ada("another"), None),
        Said::Refused(ada("0")),
        Said::NoToken,
        Said::Cleared("another".into()),
    ];
    for said in said {
        for tab in &mut tabs.clients {
            assert_eq!(tab.told(T0, "another", said.clone()), Output::default());
        }
    }
    // A visitor who was forgotten is a stranger, who takes no token of the one before.
    tabs.clients[1].command(T0, Command::Leave(CONVERSATION.into()));
    tabs.clients[1].become_visitor("somebody-new".into());
    let said = Said::Token(ada("0"), None);
    let heard = tabs.clients[1].told(T0, CONVERSATION, said);
    assert_eq!((heard.keep, tabs.tokens()[1]), (None, None));
}

#[test]
fn t08_nobody_takes_the_token_of_somebody_else_who_is_logged_in_in_another_tab() {
    // {"sub":"bob"}
    let bob = "e30.eyJzdWIiOiJib2IifQ.0";
    let mut tabs = Tabs::talking(2, &verified());
    tabs.admit(1, bob);
    tabs.step(0, Client::share_token);
    assert_eq!(tabs.tokens(), [Some(&*ada("0")), Some(bob)]);
    // Whoever is refused then does not wait for the other one.
    let sent = tabs.send(1);
    tabs.asked = 0;
    tabs.answer(1, &sent, 401);
    assert_eq!((tabs.asked, tabs.tokens()[0]), (1, Some(&*ada("0"))));
    assert!(tabs.clients[1].access.awaited_until.is_none());
}

/// A verified visitor whose token is to be renewed an hour and more ago: the machine slept.
fn asleep() -> (Rig, Instant) {
    let mut rig = rig(verified());
    rig.resume();
    rig.client.identity(T0, Some("x.y.z"));
    // {"iat":1767225600,"exp":1767229200}
    let token = "e30.eyJpYXQiOjE3NjcyMjU2MDAsImV4cCI6MTc2NzIyOTIwMH0.sign";
    rig.answer(Call::Token, 200, json!({ "accessToken": token }));
    rig.client.stream_answered(T0, 200, true, None);
    rig.look(&json!([]));
    (rig, T0.plus(8 * 3_600_000))
}

#[test]
fn l04_whoever_cannot_have_a_new_token_tries_with_the_old_one() {
    type Fail = fn(&mut Client<Json>, Instant) -> Output;
    let fails: [(&str, Fail); 2] = [
        ("the page", |client, now| client.identity(now, None)),
        ("the server", |client, now| {
            client.identity(now, Some("x.y.z"));
            client.answered(now, Call::Token, &reply(503, json!({})))
        }),
    ];
    for (who, fail) in fails {
        let (mut rig, morning) = asleep();
        rig.command(Command::Disconnect);
        rig.client.now = morning;
        let resume = Some(CONVERSATION.into());
        let output = rig.client.command(morning, Command::Connect { resume });
        assert!(output.asks_identity && output.stream.is_none(), "{who}");
        let output = fail(&mut rig.client, morning);
        assert!(matches!(output.stream, Some(Stream::Open { .. })), "{who}");
    }
}

#[test]
fn l04_whoever_wakes_up_has_the_token_renewed_before_the_stream() {
    type Wake = fn(&mut Client<Json>, Instant) -> Output;
    let wakes: [(&str, Wake); 3] = [
        ("the session", |client, now| {
            let resume = Some(CONVERSATION.into());
            client.command(now, Command::Connect { resume })
        }),
        ("a timer", |client, now| client.wake(now)),
        ("a look at the page", |client, now| client.hurry(now)),
    ];
    for (how, wake) in wakes {
        let (mut rig, morning) = asleep();
        let output = wake(&mut rig.client, morning);
        assert!(output.asks_identity, "{how}");
        assert!(!matches!(output.stream, Some(Stream::Open { .. })), "{how}");
        // Both come after a sleep, in whichever order.
        for again in [
            rig.client.hurry(morning),
            rig.client.wake(morning.plus(1_000)),
        ] {
            assert!(!again.asks_identity, "{how}");
            let is_old = |stream: &Stream| matches!(stream, Stream::Open { .. });
            assert!(!again.stream.as_ref().is_some_and(is_old), "{how}");
        }
        rig.client.identity(morning, Some("x.y.z"));
        let renewed = token("new.token.sign");
        let output = rig.client.answered(morning, Call::Token, &renewed);
        assert!(
            matches!(output.stream, Some(Stream::Open { ref bearer, .. }) if bearer == "new.token.sign"),
            "{how}: {:?}",
            output.stream
        );
        let output = rig.client.stream_answered(morning, 200, true, None);
        assert_eq!(calls(&output), [Call::Newest(CONVERSATION.into())], "{how}");
    }
}
