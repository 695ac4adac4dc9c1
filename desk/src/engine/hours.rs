//! Business hours: whether the desk is open, and when that changes.

use serde::{Deserialize, Serialize};
use session_chat::domain::Instant;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// The first day of the clock was a Thursday; weeks begin on Monday.
const FIRST_WEEKDAY: i64 = 3;

/// When somebody is there, by the clock of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Hours {
    /// When it opens, in minutes after midnight.
    pub from: u16,
    /// When it closes, in minutes after midnight: of the day after, if that is not later.
    pub to: u16,
    /// On which days it opens, Monday first.
    pub days: [bool; 7],
    /// Whether messages can be left while it is closed.
    pub leaves_messages: bool,
}

impl Default for Hours {
    fn default() -> Self {
        Self {
            from: 9 * 60,
            to: 17 * 60,
            days: [true, true, true, true, true, false, false],
            leaves_messages: true,
        }
    }
}

/// How it stands at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doors {
    /// Whether it is open.
    pub is_open: bool,
    /// When it opens next, if it is closed and ever opens.
    pub back_at: Option<Instant>,
    /// When to look again.
    pub look_at: Option<Instant>,
}

impl Default for Doors {
    /// Always open.
    fn default() -> Self {
        Self {
            is_open: true,
            back_at: None,
            look_at: None,
        }
    }
}

impl Hours {
    /// How it stands now, where clocks are `utc_offset_min` minutes ahead of Greenwich.
    pub fn doors(&self, now: Instant, utc_offset_min: i32) -> Doors {
        let ahead = i64::from(utc_offset_min).saturating_mul(MINUTE);
        let local = i64::try_from(now.0)
            .unwrap_or(i64::MAX)
            .saturating_add(ahead);
        let today = local.div_euclid(DAY);
        // From yesterday, whose hours may reach into today, to the same day of the next week.
        let spans: Vec<_> = (-1..=7)
            .map(|days| today.saturating_add(days))
            .filter(|day| self.opens_on(*day))
            .map(|day| self.span(day))
            .collect();
        let next = |moments: &mut dyn Iterator<Item = i64>| {
            let next = moments.filter(|at| *at > local).min()?;
            u64::try_from(next.saturating_sub(ahead)).ok().map(Instant)
        };
        let opening = next(&mut spans.iter().map(|(start, _)| *start));
        let closing = next(&mut spans.iter().map(|(_, end)| *end));
        let is_open = spans
            .iter()
            .any(|(start, end)| (*start..*end).contains(&local));
        Doors {
            is_open,
            back_at: opening.filter(|_| !is_open),
            look_at: opening.into_iter().chain(closing).min(),
        }
    }

    fn opens_on(&self, day: i64) -> bool {
        let weekday = day.saturating_add(FIRST_WEEKDAY).rem_euclid(7);
        let place = usize::try_from(weekday).unwrap_or_default();
        self.days.get(place).copied().unwrap_or_default()
    }

    /// From when to when it is open after it opened on this day.
    fn span(&self, day: i64) -> (i64, i64) {
        let moment = |day: i64, minutes: u16| {
            let midnight = day.saturating_mul(DAY);
            midnight.saturating_add(i64::from(minutes).saturating_mul(MINUTE))
        };
        let closes_on = if self.to > self.from {
            day
        } else {
            day.saturating_add(1)
        };
        (moment(day, self.from), moment(closes_on, self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEKDAYS: [bool; 7] = [true, true, true, true, true, false, false];

    /// A moment in a week that begins on Monday, 5 January 1970, at Greenwich.
    fn at(day: u64, hour: u64, minute: u64) -> Instant {
        Instant((((4 + day) * 24 + hour) * 60 + minute) * 60_000)
    }

    fn hours(from: u16, to: u16, days: [bool; 7]) -> Hours {
        Hours {
            from: from * 60,
            to: to * 60,
            days,
            leaves_messages: true,
        }
    }

    fn opens(hours: Hours, now: Instant, ahead: i32) -> Option<Instant> {
        let doors = hours.doors(now, ahead);
        assert!(
            !doors.is_open && doors.look_at == doors.back_at,
            "{doors:?}"
        );
        doors.back_at
    }

    fn closes(hours: Hours, now: Instant, ahead: i32) -> Option<Instant> {
        let doors = hours.doors(now, ahead);
        assert!(doors.is_open && doors.back_at.is_none(), "{doors:?}");
        doors.look_at
    }

    #[test]
    fn r6_3_it_opens_and_closes_on_the_minute() {
        let hours = hours(9, 17, WEEKDAYS);
        let just_before = |at: Instant| Instant(at.0 - 1);
        assert_eq!(opens(hours, just_before(at(0, 9, 0)), 0), Some(at(0, 9, 0)));
        assert_eq!(closes(hours, at(0, 9, 0), 0), Some(at(0, 17, 0)));
        assert_eq!(
            closes(hours, just_before(at(0, 17, 0)), 0),
            Some(at(0, 17, 0))
        );
        assert_eq!(opens(hours, at(0, 17, 0), 0), Some(at(1, 9, 0)));
    }

    #[test]
    fn r6_3_the_end_of_the_week_is_waited_for() {
        let hours = hours(9, 17, WEEKDAYS);
        for now in [at(4, 17, 0), at(5, 12, 0), at(6, 23, 59), at(7, 0, 0)] {
            assert_eq!(opens(hours, now, 0), Some(at(7, 9, 0)), "{now:?}");
        }
        let sundays = Hours {
            days: [false, false, false, false, false, false, true],
            ..hours
        };
        assert_eq!(opens(sundays, at(6, 17, 0), 0), Some(at(13, 9, 0)));
        assert_eq!(opens(sundays, at(6, 8, 59), 0), Some(at(6, 9, 0)));
    }

    #[test]
    fn r6_3_hours_may_reach_beyond_midnight() {
        // On the night from Friday to Saturday only.
        let nights = hours(22, 6, [false, false, false, false, true, false, false]);
        assert_eq!(opens(nights, at(4, 5, 0), 0), Some(at(4, 22, 0)));
        assert_eq!(closes(nights, at(4, 22, 0), 0), Some(at(5, 6, 0)));
        assert_eq!(closes(nights, at(5, 0, 0), 0), Some(at(5, 6, 0)));
        assert_eq!(opens(nights, at(5, 6, 0), 0), Some(at(11, 22, 0)));
    }

    #[test]
    fn r6_3_hours_that_end_when_they_begin_are_a_whole_day() {
        let always = hours(0, 0, [true; 7]);
        for now in [at(0, 0, 0), at(3, 12, 0), at(6, 23, 59)] {
            assert!(always.doors(now, 0).is_open, "{now:?}");
        }
        let mondays = hours(0, 0, [true, false, false, false, false, false, false]);
        assert_eq!(closes(mondays, at(0, 23, 59), 0), Some(at(1, 0, 0)));
        assert_eq!(opens(mondays, at(1, 0, 0), 0), Some(at(7, 0, 0)));
    }

    #[test]
    fn r6_3_days_and_hours_are_those_of_the_desk() {
        let hours = hours(9, 17, WEEKDAYS);
        // In Auckland, 13 hours ahead, it is Monday, 9:00; in Honolulu Sunday, 10:00.
        let now = at(6, 20, 0);
        assert_eq!(closes(hours, now, 13 * 60), Some(at(7, 4, 0)));
        assert_eq!(opens(hours, now, -10 * 60), Some(at(7, 19, 0)));
        // In Kathmandu it is a quarter to two in the night of Monday.
        assert_eq!(opens(hours, now, 345), Some(at(7, 3, 15)));
        // The day of the desk may have begun before the clock of the world did.
        assert_eq!(opens(hours, Instant(0), -60), Some(Instant(10 * 3_600_000)));
    }

    #[test]
    fn r6_3_a_desk_that_opens_on_no_day_is_not_waited_for() {
        let never = hours(9, 17, [false; 7]);
        assert_eq!(opens(never, at(0, 12, 0), 0), None);
    }
}
