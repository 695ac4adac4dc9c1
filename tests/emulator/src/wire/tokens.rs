//! Access tokens.

use super::call::{Call, deployment, organisation};
use super::deployment::configuration;
use super::failure::Failure;
use super::fields::Fields;
use crate::state::token::{Claims, identity};
use crate::state::{self, Shared};
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use std::sync::Arc;

const FIELDS: &[&str] = &[
    "orgId",
    "esDeveloperName",
    "capabilitiesVersion",
    "platform",
    "deviceId",
    "context",
    "captchaToken",
];

/// Each call makes a new person, even on the same device.
pub(super) async fn unauthenticated(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<Json<Value>, Failure> {
    let fields = call.json()?.only(FIELDS)?;
    let mut state = shared.state();
    check(&state, &fields)?;
    if state.settings.verified {
        return Err(Failure::bad(
            "The messaging channel needs verified users: ask for an authenticated token",
        ));
    }
    if let Some(captcha) = &state.settings.captcha
        && fields.maybe_text("captchaToken")? != Some(captcha.token.as_str())
    {
        return Err(Failure::bad(
            "captchaToken is missing or not valid: the messaging channel needs reCAPTCHA",
        ));
    }
    state.count_token(false).map_err(Failure::too_many)?;
    let subject = format!("v2/iamessage/UNAUTH/NA/uid:{}", state::new_id());
    issue(&mut state, &fields, &subject)
}

/// The same identity is the same person.
pub(super) async fn authenticated(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<Json<Value>, Failure> {
    let known = [FIELDS, &["authorizationType", "customerIdentityToken"]].concat();
    let fields = call.json()?.only(&known)?;
    let mut state = shared.state();
    check(&state, &fields)?;
    fields.word("authorizationType", &["JWT"])?;
    if !state.settings.verified {
        return Err(Failure::bad(
            "The messaging channel has no user verification: ask for an unauthenticated token",
        ));
    }
    let jwt = fields.text("customerIdentityToken")?;
    let subject = identity(jwt, state.now()).map_err(|error| Failure::new(401, error))?;
    state.count_token(false).map_err(Failure::too_many)?;
    issue(&mut state, &fields, &subject)
}

/// The same person on a further client, for no longer than before.
pub(super) async fn continuation(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<Json<Value>, Failure> {
    let mut state = shared.state();
    let claims = call.claims(&state)?;
    state.count_token(true).map_err(Failure::too_many)?;
    let continued = claims.continued(state.now());
    let last = last_event(&state, &continued.subject);
    let token = state.issue(continued);
    Ok(Json(json!({"accessToken": token, "lastEventId": last})))
}

/// What both kinds of token request must say.
fn check(state: &state::State, fields: &Fields) -> Result<(), Failure> {
    organisation(state, fields.text("orgId")?)?;
    deployment(state, fields.text("esDeveloperName")?)?;
    fields.text("capabilitiesVersion")?;
    fields.word("platform", &["Web"])?;
    fields.maybe_text("deviceId")?;
    fields.maybe_text("captchaToken")?;
    if fields.has("context") {
        let context = fields
            .object("context")?
            .only(&["appName", "clientVersion"])?;
        context.maybe_text("appName")?;
        context.maybe_text("clientVersion")?;
    }
    if state.settings.deployment_type != "api" {
        return Err(Failure::bad(
            "Set esDeveloperName to a deployment whose deploymentType is api",
        ));
    }
    Ok(())
}

fn issue(state: &mut state::State, fields: &Fields, subject: &str) -> Result<Json<Value>, Failure> {
    let device = fields.maybe_text("deviceId")?;
    let device = device.map_or_else(state::new_id, str::to_owned);
    let lifetime = state.settings.token_lifetime_ms;
    let claims = Claims::new(subject.to_owned(), device.clone(), state.now(), lifetime);
    let last = last_event(state, subject);
    let token = state.issue(claims);
    Ok(Json(json!({
        "accessToken": token,
        "lastEventId": last,
        "context": {
            "deviceId": device,
            "endUser": {"subject": subject},
            "configuration": {"embeddedServiceConfig": configuration(&state.settings)},
        },
    })))
}

/// The newest event of a subject; `0` before the first.
fn last_event(state: &state::State, subject: &str) -> String {
    let newest = state
        .buffers
        .get(subject)
        .and_then(|buffer| buffer.newest.clone());
    newest.unwrap_or_else(|| "0".to_owned())
}
