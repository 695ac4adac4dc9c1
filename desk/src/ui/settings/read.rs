//! What the form says.

use js_sys::Array;
use session_chat::domain::{end::Next, offer::Scale, time::MINUTE};
use web_sys::{FormData, HtmlFormElement};

use super::texts;
use crate::engine::{
    Settings,
    hours::Hours,
    settings::{EndAs, Inactivity, SurveyRule},
};

/// The longest span that can be set, in minutes: a day.
const LONGEST: f64 = 1_440.0;

/// The settings as the form says them; what it does not say stays as it was.
pub fn read(form: &HtmlFormElement, before: &Settings) -> Option<Settings> {
    let data = FormData::new_with_form(form).ok()?;
    let text = |name: &str| {
        data.get(name)
            .as_string()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let is_on = |name: &str| data.has(name);
    let usual = before.hours.unwrap_or_default();
    let or = |text: String, old: &str| {
        if text.is_empty() {
            old.to_owned()
        } else {
            text
        }
    };
    Some(Settings {
        brand: or(text("brand"), &before.brand),
        agent_name: or(text("agentName"), &before.agent_name),
        capacity: text("capacity").parse().unwrap_or(before.capacity),
        end_chat_when_session_ends: is_on("closes"),
        end_users_can_end: match text("ending").as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        after_end: AFTER_ENDS
            .into_iter()
            .find(|next| name_of(*next) == text("afterEnd")),
        refuse_ends: is_on("refuse"),
        inactivity: is_on("inactivity").then(|| Inactivity {
            warn_after_ms: milliseconds(&text("warn"), 5 * MINUTE),
            end_after_ms: milliseconds(&text("end"), 2 * MINUTE),
        }),
        wait_per_place_ms: milliseconds(&text("wait"), before.wait_per_place_ms),
        end_as: EndAs::from_name(&text("endAs")).unwrap_or(before.end_as),
        macros: text("macros")
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        pre_chat: is_on("preChat"),
        files: is_on("files"),
        survey: scale_named(&text("survey")).map(|scale| SurveyRule {
            scale,
            agent_only: is_on("surveyAgentOnly"),
        }),
        hours: is_on("hours").then(|| Hours {
            from: minutes_of_day(&text("hoursFrom")).unwrap_or(usual.from),
            to: minutes_of_day(&text("hoursTo")).unwrap_or(usual.to),
            days: days(&data.get_all("hoursDays")),
            leaves_messages: is_on("leaveMessages"),
        }),
        ..before.clone()
    })
}

/// What can happen to a message after an end, in the order in which it is offered.
const AFTER_ENDS: [Next; 3] = [Next::ReadOnly, Next::Reset, Next::Reopen];

/// The same by their names, with their words, and before them none.
pub fn after_ends() -> Vec<(&'static str, &'static str)> {
    let named = AFTER_ENDS.map(|next| (name_of(next), texts::after_end(next)));
    core::iter::once(("", texts::BY_PAGE))
        .chain(named)
        .collect()
}

/// The name of one of them.
pub const fn name_of(next: Next) -> &'static str {
    match next {
        Next::ReadOnly => "readOnly",
        Next::Reset => "reset",
        Next::Reopen => "reopen",
    }
}

/// What a survey can ask for, in the order in which it is offered.
const SCALES: [Scale; 3] = [Scale::Stars, Scale::Faces, Scale::Numbers];

/// The same by their names, with their words, and before them none.
pub fn scales() -> Vec<(&'static str, &'static str)> {
    let named = SCALES.map(|scale| (scale_name(Some(scale)), texts::scale(scale)));
    core::iter::once((scale_name(None), texts::NO_SURVEY))
        .chain(named)
        .collect()
}

/// The name of one of them.
pub const fn scale_name(scale: Option<Scale>) -> &'static str {
    match scale {
        None => "none",
        Some(Scale::Stars) => "stars",
        Some(Scale::Faces) => "faces",
        Some(Scale::Numbers) => "numbers",
    }
}

fn scale_named(name: &str) -> Option<Scale> {
    SCALES
        .into_iter()
        .find(|scale| scale_name(Some(*scale)) == name)
}

/// Reads `09:30`.
fn minutes_of_day(clock: &str) -> Option<u16> {
    let (hours, minutes) = clock.split_once(':')?;
    let hours: u16 = hours.parse().ok().filter(|hours| *hours < 24)?;
    let minutes: u16 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
    Some(hours.saturating_mul(60).saturating_add(minutes))
}

/// Which days were ticked, Monday first.
fn days(chosen: &Array) -> [bool; 7] {
    let chosen: Vec<_> = chosen.iter().filter_map(|day| day.as_string()).collect();
    [1_u8, 2, 3, 4, 5, 6, 7].map(|day| chosen.contains(&day.to_string()))
}

/// Minutes, with as many places as it takes, so that tests need not wait for whole ones.
#[expect(clippy::cast_precision_loss, reason = "spans are far below 2^53")]
pub fn minutes(ms: u64) -> String {
    (ms as f64 / MINUTE as f64).to_string()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "clamped to a day, and never negative"
)]
fn milliseconds(minutes: &str, otherwise: u64) -> u64 {
    match minutes.parse::<f64>() {
        Ok(minutes) if minutes.is_finite() => (minutes.clamp(0.0, LONGEST) * MINUTE as f64) as u64,
        _ => otherwise,
    }
}
