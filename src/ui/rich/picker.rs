//! Days and times to choose from.

use super::{Asked, form, late_text};
use crate::{
    domain::{
        rich::{CHOICE, DateRange, Field, FieldKind, Form, MOST_PARTS, Slot},
        time::MINUTE,
    },
    i18n::{Format, Key},
    shell::format::day_number,
    ui::dom::{El, el},
};

/// A day, by the browser's own calendar.
pub fn date(asked: &Asked<'_>, range: DateRange) -> El {
    let day = Field {
        name: CHOICE.into(),
        label: late_text(asked.parts, Key::RichDay),
        kind: FieldKind::Date,
        required: true,
        min: range.min.unwrap_or_default(),
        max: range.max.unwrap_or_default(),
        ..Field::default()
    };
    form::form(
        asked,
        Form {
            fields: vec![day],
            ..Form::default()
        },
    )
}

/// Times, under the days they fall on.
pub fn times(asked: &Asked<'_>, mut slots: Vec<Slot>) -> El {
    slots.truncate(MOST_PARTS);
    slots.sort_by_key(|slot| slot.at);
    let mut days = el("div", "rich__stack");
    for slots in slots.chunk_by(|one, next| day_number(one.at) == day_number(next.at)) {
        let Some(first) = slots.first() else { continue };
        let format = asked.parts.format();
        let day = format.date(first.at);
        let chips = slots.iter().map(|slot| {
            let span = span(slot, &format);
            asked
                .option("chip", &slot.id, &span)
                .set("aria-label", &[&*day, ", ", &span].concat())
        });
        days = days
            .with(el("p", "rich__day").text(&day))
            .with(el("div", "rich__chips").with_all(chips));
    }
    days
}

fn span(slot: &Slot, format: &impl Format) -> String {
    let start = format.time(slot.at);
    if slot.minutes == 0 {
        return start;
    }
    let end = slot.at.plus(u64::from(slot.minutes).saturating_mul(MINUTE));
    [&*start, " – ", &format.time(end)].concat()
}
