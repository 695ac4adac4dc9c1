//! What surrounds a chat, and when there is one.

use leptos::{html::div, prelude::*};

use super::{
    fields::{check, checks, choice, part, time},
    read::{scale_name, scales},
    texts,
};
use crate::engine::{Settings, hours::Hours};

/// The form before a chat, files in it, the survey after it.
pub fn around(settings: &Settings) -> AnyView {
    let survey = settings.survey;
    let fields = (
        check(
            "preChat",
            texts::SET_PRE_CHAT,
            Some(texts::SET_PRE_CHAT_MORE),
            settings.pre_chat,
        ),
        check("files", texts::SET_FILES, None, settings.files),
        choice(
            "survey",
            texts::SET_SURVEY,
            &scales(),
            scale_name(survey.map(|rule| rule.scale)),
        ),
        check(
            "surveyAgentOnly",
            texts::SET_AGENT_ONLY,
            None,
            survey.is_some_and(|rule| rule.agent_only),
        ),
    );
    part(texts::SET_AROUND, fields.into_any())
}

/// When somebody is there.
pub fn hours(set: Option<Hours>) -> AnyView {
    let hours = set.unwrap_or_default();
    let fields = (
        check(
            "hours",
            texts::SET_HOURS_ON,
            Some(texts::SET_HOURS_MORE),
            set.is_some(),
        ),
        div().class("settings-form__pair").child((
            time("hoursFrom", texts::SET_FROM, hours.from),
            time("hoursTo", texts::SET_TO, hours.to),
        )),
        checks("hoursDays", texts::SET_DAYS, &texts::WEEKDAYS, &hours.days),
        check(
            "leaveMessages",
            texts::SET_LEAVE,
            Some(texts::SET_LEAVE_MORE),
            hours.leaves_messages,
        ),
    );
    part(texts::SET_HOURS, fields.into_any())
}
