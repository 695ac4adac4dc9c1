//! What a deployment asks before a chat, and when it can be reached: its configuration, its hours,
//! its agents.

use super::{
    json::{
        Object, at, is_true, is_word, items, list, moment, number, some_text, sort_by_rank, text,
    },
    place::Place,
};
use crate::{
    domain::{Instant, offer::Offers, snapshot::Availability},
    value::Value,
};

/// What the configuration of a deployment says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub struct Deployment {
    /// What is offered around a chat.
    pub offers: Offers,
    /// Whether it is to be asked if agents are there.
    pub asks_agents: bool,
    /// Whether what was asked before the chat is sent with each session, not with the first alone.
    pub is_per_session: bool,
    /// Whether a visitor is to agree to terms, which the page has to give.
    pub has_terms: bool,
    /// By which key a page has a new visitor prove that they are no program, if that is asked for.
    pub captcha: Option<String>,
    /// Whether it is of the type that answers to programs of others.
    pub is_open: bool,
}

/// Where the configuration and the hours of a deployment are told, to everybody.
pub fn paths(place: &Place) -> [String; 2] {
    let query = ["?orgId=", &place.org, "&esConfigName=", &place.deployment].concat();
    let language = place.language.as_ref();
    let language = language.map(|language| ["&language=", language].concat());
    let path = |rest: &str| ["/embeddedservice/v1/", rest, &query].concat();
    let config = [
        path("embedded-service-config"),
        language.unwrap_or_default(),
    ]
    .concat();
    [config, path("businesshours")]
}

/// Whether a deployment asks more of a visitor, or of the server, than to be open.
pub fn asks_more<V: Value>(answer: &V) -> bool {
    let Some(config) = at(answer, &["embeddedServiceConfig"]) else {
        return true;
    };
    let has_fields = |form: &V| !items(form, &["formFields"]).is_empty();
    !is_word(&text(&config, &["deploymentType"]), "api")
        || items(&config, &["forms"]).iter().any(has_fields)
        || is_true(
            &config,
            &["messagingChannel", "isAgentAvailabilityCheckEnabled"],
        )
        || has_terms(&config)
        || captcha(&config).is_some()
}

fn has_terms<V: Value>(config: &V) -> bool {
    is_true(
        config,
        &["termsAndConditions", "isTermsAndConditionsEnabled"],
    )
}

fn captcha<V: Value>(config: &V) -> Option<String> {
    some_text(config, &["messagingChannel", "captchaInfo", "siteKey"])
}

/// Reads a configuration, as it comes by itself or with a token.
pub fn deployment<V: Value>(answer: &V, place: &Place) -> Option<Deployment> {
    let config = at(answer, &["embeddedServiceConfig"])?;
    let form = items(&config, &["forms"]).into_iter().next();
    let kind = text(&config, &["deploymentType"]);
    let context = form.as_ref().map(|form| text(form, &["displayContext"]));
    let pre_chat = pre_chat(&config, form.as_ref(), place);
    let is_per_session = context.is_some_and(|context| is_word(&context, "Session"));
    Some(Deployment {
        offers: Offers {
            pre_chat_again: is_per_session && pre_chat.is_some(),
            pre_chat,
            ..Offers::default()
        },
        asks_agents: is_true(
            &config,
            &["messagingChannel", "isAgentAvailabilityCheckEnabled"],
        ),
        is_per_session,
        has_terms: has_terms(&config),
        captcha: captcha(&config),
        is_open: kind.is_empty() || is_word(&kind, "api"),
    })
}

/// The form as a [`PreChat`](crate::domain::offer::PreChat); none where nothing is to be seen.
fn pre_chat<V: Value>(config: &V, form: Option<&V>, place: &Place) -> Option<String> {
    let mut fields = form.map_or_else(Vec::new, |form| items(form, &["formFields"]));
    sort_by_rank(&mut fields, |field| {
        number(field, &["order"]).unwrap_or(u64::MAX)
    });
    let mut drawn: Vec<_> = fields
        .iter()
        .filter(|field| !is_true(*field, &["isHidden"]))
        .map(|field| drawn_field(config, field, place))
        .collect();
    let terms = place.terms.as_ref().filter(|_| has_terms(config));
    if terms.is_some() {
        let label = label(TERMS, place).unwrap_or_else(|| "✓".to_owned());
        let consent = Object::default()
            .text("name", TERMS)
            .text("label", &label)
            .text("kind", "checkbox")
            .raw("required", "true");
        drawn.push(consent.end());
    }
    if drawn.is_empty() {
        return None;
    }
    let form = Object::default()
        .some_text("text", terms.map(String::as_str))
        .raw("fields", &list(&drawn));
    Some(form.end())
}

/// The field that agrees to the terms: it is not sent.
pub const TERMS: &str = "terms";

fn label(name: &str, place: &Place) -> Option<String> {
    let labels = place.labels.iter();
    let own = labels.rev().find(|(labelled, _)| labelled == name);
    own.map(|(_, label)| label.clone())
}

fn drawn_field<V: Value>(config: &V, field: &V, place: &Place) -> String {
    let name = text(field, &["name"]);
    let kind = text(field, &["type"]);
    let is = |word| is_word(&kind, word);
    let (kind, autocomplete) = match name.as_str() {
        "_firstName" => ("text", "given-name"),
        "_lastName" => ("text", "family-name"),
        "_email" => ("email", "email"),
        _ if is("Email") => ("email", "email"),
        _ if is("Phone") => ("phone", "tel"),
        _ if is("Number") => ("number", ""),
        _ if is("Checkbox") => ("checkbox", ""),
        _ if is("ChoiceList") => ("select", ""),
        _ => ("text", ""),
    };
    let most = number(field, &["maxLength"]).unwrap_or_default();
    let given = place.attributes.iter().find(|(given, _)| *given == name);
    Object::default()
        .text("name", &name)
        .text(
            "label",
            &label(&name, place).unwrap_or_else(|| own_label(field, &name)),
        )
        .text("kind", kind)
        .text("autocomplete", autocomplete)
        .text("value", given.map_or("", |(_, value)| value))
        .raw("required", &is_true(field, &["required"]).to_string())
        .raw("maxLength", &most.min(u64::from(u32::MAX)).to_string())
        .raw("options", &list(&choices(config, field)))
        .end()
}

/// What the field is called: where its label stands is not documented, so its name has to do, as
/// words.
fn own_label<V: Value>(field: &V, name: &str) -> String {
    some_text(field, &["label"]).unwrap_or_else(|| {
        let mut words = String::new();
        for char in name.trim_start_matches('_').chars() {
            if char == '_' {
                words.push(' ');
            } else if words.is_empty() {
                words.push(char.to_ascii_uppercase());
            } else if char.is_ascii_uppercase() && !words.ends_with(' ') {
                words.push(' ');
                words.push(char.to_ascii_lowercase());
            } else {
                words.push(char);
            }
        }
        words
    })
}

/// What can be selected; its name is what the server wants to have.
fn choices<V: Value>(config: &V, field: &V) -> Vec<String> {
    let wanted = some_text(field, &["choiceListId"]);
    let lists = items(config, &["choiceListConfig", "choiceList"]);
    let found = lists
        .iter()
        .find(|list| wanted.is_some() && some_text(*list, &["choiceListId"]) == wanted);
    let values = found.map_or_else(Vec::new, |list| items(list, &["choiceListValues"]));
    let option = |value: &V| {
        let name = text(value, &["choiceListValueName"]);
        Object::default()
            .text("id", &name)
            .text("label", &name)
            .end()
    };
    values.iter().map(option).collect()
}

/// Whether it is open now, and when it opens next: the first interval that is not over. No hours at
/// all mean always.
pub fn hours<V: Value>(answer: &V, now: Instant) -> Availability {
    let all = items(answer, &["businessHoursInfo", "businessHours"]);
    if all.is_empty() {
        return Availability::Online;
    }
    let next = all
        .iter()
        .filter(|open| moment(*open, &["endTime"]).is_some_and(|end| end >= now))
        .filter_map(|open| moment(open, &["startTime"]))
        .min();
    match next {
        Some(start) if start <= now => Availability::Online,
        back_at => Availability::Closed { back_at },
    }
}

/// Whether an agent is there; every failure counts as nobody, as for the vendor's own window.
pub fn agents<V: Value>(answer: Option<&V>) -> Availability {
    let is_there = answer.is_some_and(|answer| is_true(answer, &["response", "agentAvailable"]));
    if is_there {
        Availability::Online
    } else {
        Availability::Away { back_at: None }
    }
}
