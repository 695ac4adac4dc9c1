//! The browser's clock, its timers and its randomness.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;

use crate::domain::Instant;

/// The longest timer the browser can hold, in milliseconds; a later one is set again when it
/// fires.
const LONGEST_MS: u64 = i32::MAX as u64;

/// Now, by the visitor's clock.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the clock gives whole milliseconds since 1970"
)]
pub fn now() -> Instant {
    Instant(js_sys::Date::now() as u64)
}

/// A moment in ISO 8601 and UTC.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 are exact in a double"
)]
pub fn iso(at: Instant) -> String {
    js_sys::Date::new(&JsValue::from_f64(at.0 as f64))
        .to_iso_string()
        .into()
}

/// The moment that a text in ISO 8601 says, by the visitor's time zone unless it names one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole milliseconds since 1970, and nothing before"
)]
pub fn said(text: &str) -> Option<Instant> {
    let ms = js_sys::Date::parse(text);
    (ms >= 0.0).then_some(Instant(ms as u64))
}

/// A moment as a field for a day and a time takes it: by the visitor's time zone, to the minute.
pub fn local(at: Instant) -> String {
    let text = |at| iso(at).chars().take(16).collect::<String>();
    // The same digits, read by the visitor's time zone, are off by what that is.
    let read = said(&text(at)).unwrap_or(at);
    let minute = said(&[&*text(at), "Z"].concat()).unwrap_or(at);
    text(Instant(
        minute.0.saturating_add(minute.0).saturating_sub(read.0),
    ))
}

/// Calls `act` at `due`, or at once if that is past. Dropping the timer cancels it.
pub fn timer(due: Instant, act: impl FnOnce() + 'static) -> Timeout {
    let ms = due.since(now()).min(LONGEST_MS);
    Timeout::new(u32::try_from(ms).unwrap_or(u32::MAX), act)
}

/// A random UUID, version 4. `crypto.randomUUID` would do, but not on pages without TLS.
pub fn random_id() -> String {
    let mut bytes = [0_u8; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Fails only for more than 65 536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let [.., version, _, variant, _, _, _, _, _, _, _] = &mut bytes;
    *version = (*version & 0x0f) | 0x40;
    *variant = (*variant & 0x3f) | 0x80;
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
    let mut id = String::with_capacity(36);
    for (index, byte) in bytes.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        id.push(digit(byte >> 4));
        id.push(digit(byte & 0x0f));
    }
    id
}

/// A random number from nought up to `most`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a number between two that a double holds"
)]
pub fn random_up_to(most: u64) -> u64 {
    (js_sys::Math::random() * most as f64) as u64
}
