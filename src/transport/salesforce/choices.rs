//! What there is to choose from in a message: options, cards and times.

use super::{
    content::{action, card, image_of, rich, unknown},
    json::{Object, is_word, items, list, moment, number, some_text, text},
};
use crate::{
    domain::{
        Body, Instant,
        time::{HOUR, MINUTE, SECOND},
    },
    value::Value,
};

/// Reads the `choices` of a message.
pub fn offered<V: Value>(choices: &V) -> Body {
    let words = some_text(choices, &["text"])
        .or_else(|| some_text(choices, &["title", "title"]))
        .or_else(|| some_text(choices, &["title"]))
        .or_else(|| some_text(choices, &["message", "title"]))
        .unwrap_or_else(|| text(choices, &["calendarEvent", "title"]));
    let format = text(choices, &["formatType"]);
    if format == "Carousel" {
        let images = items(choices, &["images"]);
        let slides = items(choices, &["items"]);
        let cards: Vec<_> = slides.iter().map(|item| slide(item, &images)).collect();
        return rich(words, "cards", &list(&cards));
    }
    let slots = items(choices, &["calendarEvent", "timeSlotOptionItems"]);
    let slots: Vec<_> = slots.iter().filter_map(slot).collect();
    if !slots.is_empty() {
        return rich(words, "times", &list(&slots));
    }
    let mut options = items(choices, &["optionItems"]);
    for section in items(choices, &["sections"]) {
        options.extend(items(&section, &["optionItems"]));
    }
    let options: Vec<_> = options.iter().map(option).collect();
    if options.is_empty() {
        return unknown(words);
    }
    let style = match format.as_str() {
        "QuickReplies" => "quickReplies",
        "ListPicker" | "TimePicker" => "list",
        _ if is_word(&text(choices, &["displayType"]), "Menu") => "list",
        _ => "buttons",
    };
    let choices = Object::default()
        .text("style", style)
        .raw("options", &list(&options));
    rich(words, "choices", &choices.end())
}

/// One option.
pub fn option<V: Value>(item: &V) -> String {
    Object::default()
        .text("id", &text(item, &["optionIdentifier"]))
        .text("label", &text(item, &["titleItem", "title"]))
        .text("detail", &text(item, &["titleItem", "subTitle"]))
        .end()
}

/// One card. Its picture stands beside the cards, and is named by its id.
fn slide<V: Value>(item: &V, images: &[V]) -> String {
    let actions: Vec<_> = items(item, &["interactionItems"])
        .iter()
        .map(|item| {
            let label = text(item, &["titleItem", "title"]);
            match some_text(item, &["url"]) {
                Some(url) => action(&label, "open", &url),
                None => action(&label, "choose", &text(item, &["optionIdentifier"])),
            }
        })
        .collect();
    let card = card(
        &text(item, &["titleItem", "title"]),
        &text(item, &["titleItem", "subTitle"]),
        &actions,
    );
    let id = some_text(item, &["titleItem", "imageId"]);
    let image = id.and_then(|id| images.iter().find(|image| text(*image, &["id"]) == id));
    match image.and_then(|image| some_text(image, &["assetUrl"])) {
        Some(url) => card.raw("image", &image_of(&url, "")).end(),
        None => card.end(),
    }
}

/// One time; none where it cannot be read. It goes on with words of its own, for whoever finds it
/// chosen later.
fn slot<V: Value>(item: &V) -> Option<String> {
    let start = text(item, &["startTime"]);
    let at = read_moment(&start).or_else(|| moment(item, &["startTime"]))?;
    let seconds = number(item, &["duration"]).unwrap_or_default();
    let minutes = (seconds / 60).min(u64::from(u32::MAX));
    let slot = Object::default()
        .text("id", &text(item, &["optionIdentifier"]))
        .raw("at", &at.0.to_string())
        .raw("minutes", &minutes.to_string());
    let words = start.split_once('T').map(|(day, time)| {
        let (time, zone) = time.split_at_checked(5).unwrap_or((time, ""));
        let zone = zone.trim_start_matches(|char: char| char == ':' || char.is_ascii_digit());
        [day, " ", time, " ", if zone == "Z" { "UTC" } else { zone }].concat()
    });
    Some(slot.some_text("label", words.as_deref()).end())
}

/// A moment in ISO 8601, to the second: `2030-03-04T09:00:00Z`, or with another zone in place of
/// the last letter.
fn read_moment(text: &str) -> Option<Instant> {
    let part = |from, to| text.get(from..to)?.parse::<u64>().ok();
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute) = (part(11, 13)?, part(14, 16)?);
    let zone = text.get(16..)?;
    let second = part(17, 19).filter(|_| zone.starts_with(':'));
    let second = second.unwrap_or_default();
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March here, so that the day that some have more is their last one.
    let (year, month) = if month > 2 {
        (year, month.saturating_sub(3))
    } else {
        (year.saturating_sub(1), month.saturating_add(9))
    };
    let leaps = (year / 4)
        .saturating_sub(year / 100)
        .saturating_add(year / 400);
    let months = month.saturating_mul(153).saturating_add(2) / 5;
    let days = year.saturating_mul(365).saturating_add(leaps);
    let days = days.saturating_add(months).saturating_add(day);
    // So many days lie between the first of March of the year nought and 1970.
    let days = days.saturating_sub(719_469);
    let ms = days
        .saturating_mul(24 * HOUR)
        .saturating_add(hour.saturating_mul(HOUR))
        .saturating_add(minute.saturating_mul(MINUTE))
        .saturating_add(second.saturating_mul(SECOND));
    let Some(sign) = zone.find(['+', '-']) else {
        return Some(Instant(ms));
    };
    let (_, ahead) = zone.split_at_checked(sign)?;
    let digits: String = ahead.chars().filter(char::is_ascii_digit).collect();
    let number = |from, to| {
        digits
            .get(from..to)
            .and_then(|part| part.parse::<u64>().ok())
    };
    let shift = number(0, 2)?
        .saturating_mul(HOUR)
        .saturating_add(number(2, 4).unwrap_or_default().saturating_mul(MINUTE));
    Some(Instant(if ahead.starts_with('+') {
        ms.saturating_sub(shift)
    } else {
        ms.saturating_add(shift)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_every_zone_and_over_leap_days() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-01-01T00:00:00Z", Some(1_767_225_600_000)),
            ("2026-01-01T00:00:00.000Z", Some(1_767_225_600_000)),
            ("2026-01-01T00:00Z", Some(1_767_225_600_000)),
            ("2026-01-01T01:30:00+01:30", Some(1_767_225_600_000)),
            ("2025-12-31T16:00-0800", Some(1_767_225_600_000)),
            ("2024-02-29T12:00:05Z", Some(1_709_208_005_000)),
            ("2000-03-01T00:00:00Z", Some(951_868_800_000)),
            ("2030-03-04T09:00:00Z", Some(1_898_845_200_000)),
            ("2026-13-01T00:00:00Z", None),
            ("1767225600000", None),
            ("2026-01-01", None),
            ("tomorrow at ten, or never", None),
            ("2026-01-01T00:00:0\u{e9}", Some(1_767_225_600_000)),
            ("", None),
        ] {
            assert_eq!(read_moment(text), expected.map(Instant), "{text}");
        }
    }
}
