//! Numbers, times and days in the visitor's locale and time zone, by the browser's `Intl`.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::{
    domain::{Instant, time::MINUTE},
    i18n::{Format, PluralCategory},
};

/// Milliseconds of a day without a change of the clock.
const DAY_MS: f64 = 86_400_000.0;

/// The formatters of one locale. They take the browser a millisecond or more to make.
#[derive(Clone)]
struct Formatters {
    locale: Arc<str>,
    time: Function,
    weekday: Function,
    date: Function,
    number: Function,
    plural: Intl::PluralRules,
}

impl Formatters {
    fn new(locale: &Arc<str>) -> Self {
        let locales = Array::of1(&JsValue::from_str(locale));
        let date = |options: &[(&str, &str)]| {
            Intl::DateTimeFormat::new(&locales, &object(options)).format()
        };
        Self {
            locale: Arc::clone(locale),
            time: date(&[("hour", "numeric"), ("minute", "2-digit")]),
            weekday: date(&[("weekday", "long")]),
            date: date(&[("day", "numeric"), ("month", "long"), ("year", "numeric")]),
            number: Intl::NumberFormat::new(&locales, &Object::new()).format(),
            plural: Intl::PluralRules::new(&locales, &Object::new()),
        }
    }
}

thread_local! {
    /// The formatters that were asked for last; windows of one page mostly share a locale.
    static LAST: RefCell<Option<Formatters>> = const { RefCell::new(None) };
    /// A quarter of an hour, counted since 1970, and how far the visitor's clock is behind in it.
    static OFFSET: Cell<(Option<u64>, f64)> = const { Cell::new((None, 0.0)) };
}

/// [`Format`] for one locale, at one moment.
pub struct LocalFormat {
    formatters: Formatters,
    now: Instant,
}

impl LocalFormat {
    /// For `locale`, a BCP 47 tag that the browser knows.
    pub fn new(locale: &Arc<str>, now: Instant) -> Self {
        let formatters = LAST.with_borrow_mut(|last| match last {
            Some(formatters) if formatters.locale == *locale => formatters.clone(),
            _ => last.insert(Formatters::new(locale)).clone(),
        });
        Self { formatters, now }
    }

    /// How many days ago a moment was, by the calendar.
    pub fn days_ago(&self, at: Instant) -> i64 {
        day_number(self.now).saturating_sub(day_number(at))
    }

    /// A date in full: *21 November 2026*.
    pub fn date(&self, at: Instant) -> String {
        call(&self.formatters.date, &date(at))
    }
}

impl Format for LocalFormat {
    fn time(&self, at: Instant) -> String {
        call(&self.formatters.time, &date(at))
    }

    fn day(&self, at: Instant) -> Option<String> {
        match self.days_ago(at) {
            0 => None,
            -6..=6 => Some(call(&self.formatters.weekday, &date(at))),
            _ => Some(self.date(at)),
        }
    }

    fn number(&self, number: u64) -> String {
        call(&self.formatters.number, &float(number).into())
    }

    fn category(&self, number: u64) -> PluralCategory {
        let name = self.formatters.plural.select(float(number));
        PluralCategory::from_intl(&name.as_string().unwrap_or_default())
    }
}

/// The number of the day a moment falls on in the visitor's time zone.
pub fn day_number(at: Instant) -> i64 {
    let offset_ms = offset_ms(at);
    #[expect(clippy::cast_possible_truncation, reason = "days since 1970 are few")]
    let day = ((float(at.0) - offset_ms) / DAY_MS).floor() as i64;
    day
}

/// How far the visitor's clock is behind the one of Greenwich. Clocks change on a quarter of an hour
/// at the most, and every row asks several times; so the last answer mostly serves.
fn offset_ms(at: Instant) -> f64 {
    let quarter = at.0 / (15 * MINUTE);
    let (last, offset_ms) = OFFSET.get();
    if last == Some(quarter) {
        return offset_ms;
    }
    let offset_ms = Date::new(&float(at.0).into()).get_timezone_offset() * float(MINUTE);
    OFFSET.set((Some(quarter), offset_ms));
    offset_ms
}

/// The day of a moment as `2026-11-21`, for file names.
pub fn iso_day(at: Instant) -> String {
    let offset_ms = offset_ms(at);
    let iso = Date::new(&(float(at.0) - offset_ms).into()).to_iso_string();
    iso.slice(0, 10).into()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "moments and counts are far below 2^53"
)]
const fn float(number: u64) -> f64 {
    number as f64
}

fn date(at: Instant) -> JsValue {
    Date::new(&float(at.0).into()).into()
}

fn call(format: &Function, value: &JsValue) -> String {
    format
        .call1(&JsValue::UNDEFINED, value)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

fn object(entries: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a name on a fresh object cannot fail.
        let _ = Reflect::set(object.unchecked_ref(), &(*key).into(), &(*value).into());
    }
    object
}
