//! What needs no token: configuration, business hours, availability.

use super::call::{Call, deployment, organisation};
use super::failure::Failure;
use crate::settings::{Hours, PreChat, Settings, Terms};
use crate::state::{CHANNEL_ADDRESS, Shared};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) async fn config(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<Json<Value>, Failure> {
    call.only_query(&["orgId", "esConfigName", "language"])?;
    check(&shared, &call)?;
    let configuration = configuration(&shared.state().settings);
    Ok(Json(
        json!({"embeddedServiceConfig": configuration, "standardLabels": []}),
    ))
}

pub(super) async fn hours(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<Response, Failure> {
    call.only_query(&["orgId", "esConfigName"])?;
    check(&shared, &call)?;
    Ok(match &shared.state().settings.hours {
        Hours::Always => StatusCode::NO_CONTENT.into_response(),
        Hours::Open(openings) => {
            Json(json!({"businessHoursInfo": {"businessHours": openings}})).into_response()
        }
    })
}

pub(super) async fn availability(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<Json<Value>, Failure> {
    call.only_query(&["orgId", "esConfigName"])?;
    check(&shared, &call)?;
    let available = shared.state().settings.agents.available;
    Ok(Json(
        json!({"success": true, "response": {"agentAvailable": available}}),
    ))
}

fn check(shared: &Shared, call: &Call) -> Result<(), Failure> {
    let state = shared.state();
    organisation(&state, call.parameter("orgId")?)?;
    deployment(&state, call.parameter("esConfigName")?)
}

/// The part of the configuration that tokens come with too.
pub(super) fn configuration(settings: &Settings) -> Value {
    let forms: Vec<Value> = settings.pre_chat.iter().map(form).collect();
    let lists: Vec<Value> = settings
        .pre_chat
        .iter()
        .flat_map(|form| &form.choice_lists)
        .map(|list| {
            let values: Vec<Value> = list
                .values
                .iter()
                .enumerate()
                .map(|(place, name)| {
                    json!({"choiceListValueId": format!("v{place}"), "choiceListValueName": name})
                })
                .collect();
            json!({"choiceListId": list.id, "choiceListValues": values})
        })
        .collect();
    json!({
        "name": settings.deployment,
        "deploymentType": settings.deployment_type,
        "site": "",
        "siteUrl": "",
        "htmlDirection": "LTR",
        "branding": [],
        "customLabels": [],
        "embeddedServiceMessagingChannel": {
            "channelAddressIdentifier": CHANNEL_ADDRESS,
            "authMode": if settings.verified { "Auth" } else { "UnAuth" },
        },
        "messagingChannel": channel(settings),
        "forms": forms,
        "choiceListConfig": {"choiceList": lists},
        "termsAndConditions": terms(settings.terms.as_ref()),
        "attachments": {},
        "transcript": {},
        "fallbackMessage": {},
        "invitation": {},
    })
}

/// Where no proof is needed, it is not spoken of.
fn channel(settings: &Settings) -> Value {
    let mut channel = json!({"isAgentAvailabilityCheckEnabled": settings.agents.checked});
    if let (Some(captcha), Some(fields)) = (&settings.captcha, channel.as_object_mut()) {
        let info = json!({"siteKey": captcha.site_key});
        fields.insert("captchaInfo".to_owned(), info);
    }
    channel
}

fn form(form: &PreChat) -> Value {
    let fields: Vec<Value> = form
        .fields
        .iter()
        .map(|field| {
            let mut value = json!({
                "name": field.name,
                "type": field.kind,
                "order": field.order,
                "required": field.required,
                "maxLength": field.max_length,
                "isHidden": false,
            });
            if let (Some(list), Some(fields)) = (&field.choice_list_id, value.as_object_mut()) {
                fields.insert("choiceListId".to_owned(), json!(list));
            }
            value
        })
        .collect();
    json!({
        "formType": "PreChat",
        "displayContext": form.display_context,
        "formFields": fields,
        "hiddenFormFields": form.hidden_fields,
    })
}

/// Only the first name is proven; how the sentence is told is not known.
fn terms(terms: Option<&Terms>) -> Value {
    match terms {
        None => json!({"isTermsAndConditionsEnabled": false}),
        Some(terms) => json!({
            "isTermsAndConditionsEnabled": true,
            "isTermsAndConditionsRequired": terms.required,
            "label": terms.label,
        }),
    }
}
