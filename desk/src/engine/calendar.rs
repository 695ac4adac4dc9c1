//! Days of the calendar: as much of it as pickers and their answers need.

use session_chat::domain::{Instant, time::HOUR};

/// A day in milliseconds.
pub const DAY: u64 = 24 * HOUR;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// One day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: u64,
    month: u64,
    of_month: u64,
}

impl Day {
    /// The day of a moment, at Greenwich: the engine knows no other place.
    pub const fn of(at: Instant) -> Self {
        // Years are counted from March, so that the leap day comes last, and in eras of 400 years,
        // which all have the same number of days.
        let days = (at.0 / DAY).saturating_add(719_468);
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let leap_days = (day_of_era / 1_460)
            .saturating_sub(day_of_era / 36_524)
            .saturating_add(day_of_era / 146_096);
        let year_of_era = day_of_era.saturating_sub(leap_days) / 365;
        let before = year_of_era
            .saturating_mul(365)
            .saturating_add(year_of_era / 4)
            .saturating_sub(year_of_era / 100);
        let day_of_year = day_of_era.saturating_sub(before);
        let from_march = day_of_year.saturating_mul(5).saturating_add(2) / 153;
        let first = from_march.saturating_mul(153).saturating_add(2) / 5;
        let is_next_year = from_march >= 10;
        let year = era.saturating_mul(400).saturating_add(year_of_era);
        Self {
            year: if is_next_year {
                year.saturating_add(1)
            } else {
                year
            },
            month: if is_next_year {
                from_march.saturating_sub(9)
            } else {
                from_march.saturating_add(3)
            },
            of_month: day_of_year.saturating_sub(first).saturating_add(1),
        }
    }

    /// Reads a day as `2026-11-21`; none if there is no such day.
    pub fn read(text: &str) -> Option<Self> {
        let number = |part: &str, digits: usize| {
            let is_good = part.len() == digits && part.bytes().all(|one| one.is_ascii_digit());
            is_good.then(|| part.parse::<u64>().ok()).flatten()
        };
        let mut parts = text.splitn(3, '-');
        let day = Self {
            year: number(parts.next()?, 4)?,
            month: number(parts.next()?, 2)?,
            of_month: number(parts.next()?, 2)?,
        };
        (1..=day.days_of_month())
            .contains(&day.of_month)
            .then_some(day)
    }

    /// As `2026-11-21`.
    pub fn written(self) -> String {
        let Self {
            year,
            month,
            of_month,
        } = self;
        format!("{year:04}-{month:02}-{of_month:02}")
    }

    /// As `21 November 2026`.
    pub fn in_words(self) -> String {
        let place = usize::try_from(self.month.saturating_sub(1)).unwrap_or_default();
        let month = MONTHS.get(place).copied().unwrap_or_default();
        [&self.of_month.to_string(), month, &self.year.to_string()].join(" ")
    }

    const fn days_of_month(self) -> u64 {
        let year = self.year;
        match self.month {
            2 if year.is_multiple_of(4)
                && (!year.is_multiple_of(100) || year.is_multiple_of(400)) =>
            {
                29
            }
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_their_days() {
        for (days, written) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_453, "2025-12-31"),
            (20_454, "2026-01-01"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            let day = Day::of(Instant(days * DAY + DAY - 1));
            assert_eq!(day.written(), written);
            assert_eq!(Day::read(written), Some(day));
        }
    }

    #[test]
    fn what_is_no_day_is_not_read() {
        for text in [
            "",
            "2026",
            "2026-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-1-01",
            "2026-01-01x",
            "+026-01-01",
            "21/11/2026",
            "2026-04-31",
        ] {
            assert_eq!(Day::read(text), None, "{text}");
        }
        let day = Day::read("2026-11-21").unwrap();
        assert_eq!(day.in_words(), "21 November 2026");
        assert!(day < Day::read("2026-12-01").unwrap());
    }
}
