//! Moments and spans as people read them, in the browser's language and time zone.

use js_sys::{Array, Date, Intl::DateTimeFormat, Object, Reflect};
use session_chat::domain::{
    Instant,
    time::{MINUTE, SECOND},
};
use wasm_bindgen::JsValue;

thread_local! {
    static TIME: DateTimeFormat = format(&[("hour", "2-digit"), ("minute", "2-digit")]);
    static DAY: DateTimeFormat = format(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]);
}

fn format(parts: &[(&str, &str)]) -> DateTimeFormat {
    let options = Object::new();
    for (part, style) in parts {
        // Fails on frozen objects only.
        let _ = Reflect::set(
            &options,
            &JsValue::from_str(part),
            &JsValue::from_str(style),
        );
    }
    // The desk speaks English, wherever it stands.
    DateTimeFormat::new(&Array::of1(&"en-GB".into()), &options)
}

/// Hours and minutes.
pub fn time(at: Instant) -> String {
    TIME.with(|format| written(format, at))
}

/// The day.
pub fn day(at: Instant) -> String {
    DAY.with(|format| written(format, at))
}

/// The day and the time.
pub fn moment(at: Instant) -> String {
    [&day(at), " ", &time(at)].concat()
}

/// A span as minutes and seconds, for a clock that runs.
pub fn running(ms: u64) -> String {
    let seconds = ms / SECOND;
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let zero = if seconds < 10 { "0" } else { "" };
    [&minutes.to_string(), ":", zero, &seconds.to_string()].concat()
}

/// A span in words.
pub fn span(ms: u64) -> String {
    match ms {
        0 => "–".to_owned(),
        ms if ms < MINUTE => [&ms.div_ceil(SECOND).to_string(), " s"].concat(),
        ms => [&(ms / MINUTE).to_string(), " min"].concat(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "moments are far below 2^53")]
fn written(format: &DateTimeFormat, at: Instant) -> String {
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    format
        .format()
        .call1(&JsValue::UNDEFINED, &date)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}
