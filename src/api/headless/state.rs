//! Where the chat stands, in all that somebody who draws it needs.

use serde::Serialize;
use wasm_bindgen::JsValue;

use super::{outlet::Page, transcript::RefusedShape};
use crate::{
    api::report::{EndDetail, object},
    browser::{clock::iso, json},
    domain::{
        Author, Instant,
        config::OtherChannel,
        end::EndedBy,
        message::Role,
        offer::Files,
        snapshot::{Availability, LostReason, Queue},
        view::{Banner, Foot, HeaderStatus, Hint, Panel, SurveyState, SurveyView, View},
    },
};

/// Somebody who writes in a conversation.
#[derive(Serialize)]
pub struct AuthorShape {
    role: Role,
    name: String,
}

impl AuthorShape {
    /// How the page gets them.
    pub fn new(author: &Author) -> Self {
        Self {
            role: author.role,
            name: author.name.clone(),
        }
    }
}

/// A code with what it says in the language in use.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    code: &'static str,
    text: String,
    can_dismiss: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Away {
    back_at: Option<String>,
}

/// What is asked before the chat, as JSON.
#[derive(Serialize)]
struct Asked {
    form: String,
    refused: Option<RefusedShape>,
}

/// What is asked after the chat, as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SurveyShape {
    survey: String,
    ended_by: EndedBy,
    state: &'static str,
}

/// Where the chat stands, as `chat.state()` gives it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the public shape of the state"
)]
struct State {
    phase: &'static str,
    connection: &'static str,
    conversation: Option<String>,
    locale: String,
    status: String,
    participant: Option<AuthorShape>,
    is_present: bool,
    typing: Option<AuthorShape>,
    unread: u32,
    queue: Option<Queue>,
    ends_at: Option<String>,
    away: Option<Away>,
    banner: Option<Told>,
    hint: Option<Told>,
    can_send: bool,
    can_answer: bool,
    can_end: bool,
    can_start_new: bool,
    can_save: bool,
    files: Option<Files>,
    ended: Option<EndDetail>,
    lost: Option<LostReason>,
    pre_chat: Option<Asked>,
    survey: Option<SurveyShape>,
    has_older: bool,
    conversations: String,
    other_channels: Vec<OtherChannel>,
}

/// The state, in which what the backend and the page offer is JSON, which the script reads.
pub fn state(page: &Page) -> JsValue {
    let view = page.view();
    let status = view.header.status;
    let (lost, pre_chat) = match &view.foot {
        Foot::Panel(Panel::Lost(reason)) => (Some(*reason), None),
        Foot::Panel(Panel::PreChat { form, refused }) => {
            let asked = Asked {
                form: form.clone(),
                refused: refused.as_ref().map(RefusedShape::new),
            };
            (None, Some(asked))
        }
        _ => (None, None),
    };
    let hint = hint(page, &view);
    object(&State {
        hint,
        phase: view.phase.as_str(),
        connection: view.connection.as_str(),
        locale: page.locale().as_ref().to_owned(),
        status: page.say(|texts, format| texts.status(status, format)),
        participant: view.header.participant.as_ref().map(AuthorShape::new),
        is_present: view.header.present,
        typing: view.typing.as_ref().map(AuthorShape::new),
        unread: view.unread,
        queue: match status {
            HeaderStatus::Queued(queue) => Some(queue),
            _ => None,
        },
        ends_at: match status {
            HeaderStatus::EndsAt(at) => Some(iso(at)),
            _ => None,
        },
        away: away(status),
        banner: view.banner.map(|banner| Told {
            code: banner_code(banner),
            text: page.say(|texts, format| texts.banner(banner, format)),
            can_dismiss: banner.is_dismissible(),
        }),
        can_send: view.actions.send,
        can_answer: view.actions.answer,
        can_end: view.actions.end,
        can_start_new: view.actions.start_new,
        can_save: view.actions.save,
        files: view.actions.attach.and_then(|files| json::read(&files)),
        survey: view.survey.map(survey),
        has_older: view.has_older,
        conversations: view.conversations,
        lost,
        pre_chat,
        other_channels: view.actions.other_channels,
        ended: view
            .ended
            .map(|ended| EndDetail::new(ended.info, ended.next)),
        conversation: view.conversation.map(|id| id.as_str().to_owned()),
    })
}

fn survey(view: SurveyView) -> SurveyShape {
    SurveyShape {
        survey: view.survey,
        ended_by: view.ended_by,
        state: match view.state {
            SurveyState::Open => "open",
            SurveyState::Sending => "sending",
            SurveyState::Failed => "failed",
            SurveyState::Taken => "taken",
        },
    }
}

fn away(status: HeaderStatus) -> Option<Away> {
    let moment = |at: Option<Instant>| Away {
        back_at: at.map(iso),
    };
    match status {
        HeaderStatus::Away(Availability::Away { back_at } | Availability::Closed { back_at }) => {
            Some(moment(back_at))
        }
        _ => None,
    }
}

fn hint(page: &Page, view: &View) -> Option<Told> {
    let Foot::Composer { hint: Some(hint) } = view.foot else {
        return None;
    };
    Some(Told {
        code: match hint {
            Hint::Reopens => "reopens",
            Hint::Waits => "waits",
        },
        text: page.say(|texts, _| texts.hint(hint).to_owned()),
        can_dismiss: false,
    })
}

const fn banner_code(banner: Banner) -> &'static str {
    match banner {
        Banner::Offline => "offline",
        Banner::Reconnecting => "reconnecting",
        Banner::NobodyOnline => "nobody-online",
        Banner::EndRefused => "end-refused",
        Banner::StillThere { .. } => "still-there",
        Banner::ClearFailed => "clear-failed",
        Banner::OutboxFull => "outbox-full",
        Banner::NotKept => "not-kept",
        Banner::LeftUnsent => "left-unsent",
        Banner::Stale => "stale",
        Banner::SettingsChanged => "settings-changed",
    }
}
