//! What a deployment asks before a chat, before each session of one, and before the next one.

use serde_json::{Value as Json, json};

use super::rig::{CONVERSATION, Rig, T0, body, calls, outgoing, place, reply, rig, snapshot};
use crate::{
    domain::{
        BackendEvent, Command,
        effect::Opens,
        offer::{Offers, PRE_CHAT},
        rich::Answer,
        snapshot::Availability,
        time::MINUTE,
    },
    transport::salesforce::{
        advice::Advice, client::Output, http::Call, http::Reply, place::Place,
    },
};

fn config(more: &Json) -> Json {
    let mut config = json!({ "deploymentType": "api" });
    let fields = config.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    json!({ "embeddedServiceConfig": config })
}

fn form(context: &str) -> Json {
    let field = json!({ "name": "Topic", "type": "Text", "order": 1, "required": true });
    json!({ "forms": [{ "formType": "PreChat", "displayContext": context, "formFields": [field] }] })
}

fn offers(output: &Output) -> &Offers {
    let found = output.events.iter().find_map(|event| match event {
        BackendEvent::Offers(offers) => Some(offers),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{:?}", output.events))
}

fn filled_in(id: &str, topic: &str, opens: Opens) -> Command {
    let mut outgoing = outgoing(id, topic, opens);
    outgoing.answer = Some(Answer {
        to: PRE_CHAT.into(),
        values: json!([{ "name": "Topic", "value": topic }]).to_string(),
    });
    Command::Send(outgoing)
}

#[test]
fn r6_3_a_form_of_each_session_is_offered_as_such_and_what_is_filled_in_goes_with_it() {
    for (context, is_again) in [
        ("Conversation", false),
        ("Session", true),
        ("session", true),
    ] {
        let mut rig = rig(Place {
            attributes: vec![("Page".into(), "shop".into())],
            ..place()
        });
        rig.command(Command::Connect { resume: None });
        let output = rig.answer(Call::Config, 200, config(&form(context)));
        assert!(offers(&output).pre_chat.is_some());
        assert_eq!(offers(&output).pre_chat_again, is_again, "{context}");
        rig.command(filled_in("m1", "Billing", Opens::New));
        rig.answer(Call::Token, 200, json!({ "accessToken": "a.b.c" }));
        rig.answer(Call::Create(CONVERSATION.into()), 201, json!({}));
        rig.answer(Call::Message("m1".into()), 202, json!({}));
        let output = rig.command(filled_in("m2", "Returns", Opens::Again));
        let attributes = &body(&output)["routingAttributes"];
        let expected = json!({ "Page": "shop", "Topic": "Returns" });
        let expected = if is_again { &expected } else { &Json::Null };
        assert_eq!(attributes, expected, "{context}");
    }
}

#[test]
fn a_form_with_nothing_to_see_is_not_asked_before_each_session() {
    let mut rig = rig(place());
    rig.command(Command::Connect { resume: None });
    let hidden = json!({ "name": "Page", "type": "Text", "isHidden": true });
    let forms = json!({ "forms": [{ "displayContext": "Session", "formFields": [hidden] }] });
    let output = rig.answer(Call::Config, 200, config(&forms));
    assert_eq!(*offers(&output), Offers::default());
}

#[test]
fn terms_that_the_page_does_not_give_are_told_to_the_site_owner() {
    let terms = json!({ "termsAndConditions": { "isTermsAndConditionsEnabled": true } });
    for (given, report) in [
        (None, Some(Advice::TermsMissing)),
        (Some("The [terms](https://example.com).".to_owned()), None),
    ] {
        let mut rig = rig(Place {
            terms: given,
            ..place()
        });
        rig.command(Command::Connect { resume: None });
        let output = rig.answer(Call::Config, 200, config(&terms));
        assert_eq!(output.report, report);
        assert_eq!(offers(&output).pre_chat.is_some(), report.is_none());
    }
}

/// A deployment whose agents are asked for; what both calls say, in this order.
fn looked_at(agents_first: bool, is_open: bool, is_there: bool) -> (Rig, Availability) {
    let mut rig = rig(place());
    rig.command(Command::Connect { resume: None });
    let asks = json!({ "messagingChannel": { "isAgentAvailabilityCheckEnabled": true } });
    let output = rig.answer(Call::Config, 200, config(&asks));
    assert_eq!(calls(&output), [Call::Agents]);
    let mut output = Output::default();
    for is_agents in [agents_first, !agents_first] {
        output = if is_agents {
            say_agents(&mut rig, 0, is_there)
        } else {
            say_hours(&mut rig, 0, is_open)
        };
    }
    (rig, snapshot(&output).availability)
}

fn say_agents(rig: &mut Rig, after: u64, is_there: bool) -> Output {
    let said = reply(200, json!({ "response": { "agentAvailable": is_there } }));
    rig.client.answered(T0.plus(after), Call::Agents, &said)
}

fn say_hours(rig: &mut Rig, after: u64, is_open: bool) -> Output {
    let start = if is_open { T0.0 } else { T0.0 + 9 * MINUTE };
    let hours = json!([{ "startTime": start, "endTime": T0.0 + 99 * MINUTE }]);
    let said = reply(
        200,
        json!({ "businessHoursInfo": { "businessHours": hours } }),
    );
    rig.client.answered(T0.plus(after), Call::Hours, &said)
}

#[test]
fn r6_3_hours_and_agents_say_together_whether_somebody_is_there_in_either_order() {
    let back_at = Some(T0.plus(9 * MINUTE));
    for agents_first in [true, false] {
        for (is_open, is_there, expected) in [
            (true, true, Availability::Online),
            (true, false, Availability::Away { back_at: None }),
            (false, true, Availability::Closed { back_at }),
            (false, false, Availability::Closed { back_at }),
        ] {
            let (_, found) = looked_at(agents_first, is_open, is_there);
            assert_eq!(found, expected, "agents first: {agents_first}");
        }
    }
}

#[test]
fn r6_3_before_another_chat_it_is_asked_again_who_is_there_once_a_minute_at_most() {
    let (mut rig, found) = looked_at(false, true, false);
    assert_eq!(found, Availability::Away { back_at: None });
    let connect = |rig: &mut Rig, after: u64| {
        let connect = Command::Connect { resume: None };
        rig.client.command(T0.plus(after), connect)
    };
    assert!(calls(&connect(&mut rig, MINUTE - 1)).is_empty());
    let output = connect(&mut rig, MINUTE);
    assert_eq!(calls(&output), [Call::Hours, Call::Agents]);
    assert!(
        calls(&connect(&mut rig, MINUTE + 1)).is_empty(),
        "on their way"
    );
    say_hours(&mut rig, MINUTE + 2, true);
    let output = say_agents(&mut rig, MINUTE + 3, true);
    assert_eq!(snapshot(&output).availability, Availability::Online);
    assert!(calls(&connect(&mut rig, MINUTE + 4)).is_empty());
    // What does not answer leaves what was known.
    connect(&mut rig, 3 * MINUTE);
    rig.client
        .answered(T0.plus(3 * MINUTE), Call::Hours, &Reply::NONE);
    let output = say_agents(&mut rig, 3 * MINUTE, true);
    assert_eq!(snapshot(&output).availability, Availability::Online);
}

#[test]
fn r6_3_whoever_has_ended_a_chat_hears_who_is_there_now() {
    let (mut rig, _) = looked_at(false, true, true);
    rig.command(Command::Send(outgoing("m1", "Hello", Opens::New)));
    rig.answer(Call::Token, 200, json!({ "accessToken": "a.b.c" }));
    rig.answer(Call::Create(CONVERSATION.into()), 201, json!({}));
    let leave = Command::Leave(CONVERSATION.into());
    let output = rig.client.command(T0.plus(5 * MINUTE), leave);
    assert_eq!(calls(&output), [Call::Hours, Call::Agents]);
    say_hours(&mut rig, 5 * MINUTE, true);
    let output = say_agents(&mut rig, 5 * MINUTE, false);
    let away = Availability::Away { back_at: None };
    assert_eq!(snapshot(&output).availability, away);
}
