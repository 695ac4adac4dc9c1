//! The stream as a connection: when it is opened, given up for dead, and tried again.
//!
//! Pure: it is told the time and asked when it wants to be woken.

use crate::domain::{
    Instant,
    policy::{LONGEST_ASKED_WAIT_MS, LONGEST_OWN_WAIT_MS},
    time::{MINUTE, SECOND},
};

/// How long a stream may be silent: servers send a sign of life more often.
pub const STALE_MS: u64 = 35 * SECOND;
/// How long a server may take to answer: Firefox hands out an answer only with its first byte, which
/// may be the first sign of life.
const OPENING_MS: u64 = STALE_MS;
/// How long a stream must live for its failures before to be forgotten.
const PROVEN_MS: u64 = 30 * SECOND;
/// Between these, the server's own wish is obeyed.
const WISH_MS: core::ops::RangeInclusive<u64> = 250..=MINUTE;
/// Two tries are never closer.
const LEAST_MS: u64 = 250;

/// Where the connection stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nobody wants one, or the server does not: a new try takes somebody who asks for it.
    #[default]
    Off,
    /// It was asked for.
    Opening(Instant),
    /// It stands since the first moment and was last heard at the second.
    Open(Instant, Instant),
    /// It is tried again then.
    Waiting(Instant),
}

/// The connection.
#[derive(Clone, Debug, Default)]
pub struct Line {
    state: State,
    tries: u32,
    wish_ms: Option<u64>,
    last_try: Option<Instant>,
}

impl Line {
    /// Whether a stream is wanted.
    pub fn is_on(&self) -> bool {
        self.state != State::Off
    }

    /// Whether the stream stands.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, State::Open(..))
    }

    /// Nobody wants a stream any more.
    pub fn off(&mut self) {
        *self = Self {
            last_try: self.last_try,
            ..Self::default()
        };
    }

    /// There is none until something else is there that it takes; how often it failed counts on.
    pub fn rest(&mut self) {
        self.state = State::Off;
    }

    /// A stream is wanted. Returns whether one is to be opened now.
    pub fn open(&mut self, now: Instant) -> bool {
        let is_new = !self.is_on();
        if is_new {
            self.begin(now);
        }
        is_new
    }

    /// The page is back, or the network is: what stands may be dead. Returns whether a stream is
    /// to be opened now.
    pub fn hurry(&mut self, now: Instant) -> bool {
        let is_late = match self.state {
            State::Off | State::Opening(_) => false,
            State::Waiting(_) => true,
            State::Open(_, heard) => now.since(heard) > 5 * SECOND,
        };
        let is_soon = self.last_try.is_some_and(|last| now.since(last) < SECOND);
        if is_late && is_soon {
            self.state = State::Waiting(now.plus(SECOND));
        } else if is_late {
            self.begin(now);
        }
        is_late && !is_soon
    }

    fn begin(&mut self, now: Instant) {
        self.state = State::Opening(now);
        self.last_try = Some(now);
    }

    /// The server answered with a stream.
    pub fn opened(&mut self, now: Instant) {
        self.state = State::Open(now, now);
    }

    /// Something came. An event proves the stream; bytes alone only that it is not dead.
    pub fn heard(&mut self, now: Instant, is_event: bool) {
        if let State::Open(since, heard) = &mut self.state {
            *heard = now;
            if is_event || now.since(*since) > PROVEN_MS {
                self.tries = 0;
            }
        }
    }

    /// The server wants to be left alone for so long between two streams.
    pub fn wish(&mut self, ms: u64) {
        self.wish_ms = Some(ms.clamp(*WISH_MS.start(), *WISH_MS.end()));
    }

    /// The stream ended or did not begin. `after_ms` is what the server asked for, which makes no
    /// wait shorter; `jitter` picks a number up to the given one.
    pub fn failed(
        &mut self,
        now: Instant,
        after_ms: Option<u64>,
        mut jitter: impl FnMut(u64) -> u64,
    ) {
        let ceiling = LONGEST_OWN_WAIT_MS.min(SECOND << self.tries.min(5));
        self.tries = self.tries.saturating_add(1);
        let asked = after_ms.map_or(0, |after| {
            let after = after.min(LONGEST_ASKED_WAIT_MS);
            after.saturating_add(jitter(SECOND))
        });
        let wait = self
            .wish_ms
            .unwrap_or_default()
            .max(LEAST_MS)
            .max(jitter(ceiling))
            .max(asked);
        self.state = State::Waiting(now.plus(wait));
    }

    /// When to look after it.
    pub fn wake_at(&self) -> Option<Instant> {
        match self.state {
            State::Off => None,
            State::Opening(since) => Some(since.plus(OPENING_MS)),
            State::Open(_, heard) => Some(heard.plus(STALE_MS)),
            State::Waiting(due) => Some(due),
        }
    }

    /// Time went by. Returns what is to be done.
    pub fn wake(&mut self, now: Instant) -> Wake {
        match self.state {
            State::Waiting(due) if due <= now => {
                self.begin(now);
                Wake::Open
            }
            State::Opening(_) | State::Open(..) if self.wake_at().is_some_and(|due| due <= now) => {
                Wake::Dead
            }
            _ => Wake::Nothing,
        }
    }
}

/// What is to be done for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Nothing.
    Nothing,
    /// Open a stream.
    Open,
    /// The stream is dead, whatever it says itself.
    Dead,
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Instant = Instant(1_000_000);

    /// How long the waits are, one failure after the other, each with the longest jitter.
    fn waits(count: usize) -> Vec<u64> {
        let mut line = Line::default();
        let mut now = T0;
        line.open(now);
        (0..count)
            .map(|_| {
                line.failed(now, None, |most| most);
                let due = line.wake_at().unwrap();
                let wait = due.since(now);
                now = due;
                assert_eq!(line.wake(now), Wake::Open);
                wait
            })
            .collect()
    }

    #[test]
    fn s08_s24_tries_are_further_and_further_apart_and_never_end() {
        assert_eq!(
            waits(8),
            [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]
        );
    }

    #[test]
    fn s25_two_hundred_clients_that_lose_the_server_come_back_one_after_the_other() {
        // Away for so long; how many come back in each second after that.
        for away in [20_000, 60_000, 300_000] {
            let mut seed = 2_463_534_242_u64;
            let mut jitter = |most: u64| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                seed % (most + 1)
            };
            let mut buckets = [0_u32; 40];
            for _ in 0..200 {
                let mut line = Line::default();
                let mut now = T0;
                line.open(now);
                line.opened(now);
                while now.since(T0) < away {
                    line.failed(now, None, &mut jitter);
                    now = line.wake_at().unwrap();
                    assert_eq!(line.wake(now), Wake::Open);
                }
                let second = (now.since(T0) - away) / SECOND;
                buckets[usize::try_from(second).unwrap()] += 1;
            }
            let most = *buckets.iter().max().unwrap();
            println!("s25: {most} of 200 in the fullest second after {away} ms (bound 30)");
            assert!(most <= 30, "{away}: {buckets:?}");
        }
    }

    #[test]
    fn s12_no_wish_makes_a_tight_loop_or_an_endless_wait() {
        for (wish, wait) in [(0, 250), (1, 250), (86_400_000, 60_000), (3_000, 3_000)] {
            let mut line = Line::default();
            line.open(T0);
            line.opened(T0);
            line.wish(wish);
            line.failed(T0, None, |_| 0);
            assert_eq!(line.wake_at(), Some(T0.plus(wait)), "{wish}");
        }
    }

    #[test]
    fn s07_a_refusal_with_a_time_is_obeyed() {
        for jitter in [0, 1_000] {
            let mut line = Line::default();
            line.open(T0);
            line.failed(T0, Some(7_000), |_| jitter);
            let wait = line.wake_at().unwrap().since(T0);
            assert!((7_000..=9_000).contains(&wait), "{wait}");
        }
        let mut line = Line::default();
        line.open(T0);
        line.failed(T0, Some(u64::MAX), |_| 0);
        assert_eq!(line.wake_at(), Some(T0.plus(LONGEST_ASKED_WAIT_MS)));
    }

    #[test]
    fn s07_a_refusal_with_no_time_worth_the_name_is_tried_no_sooner_than_others() {
        let mut line = Line::default();
        let mut now = T0;
        line.open(now);
        for wait in [1_000, 2_000, 4_000, 8_000] {
            line.failed(now, Some(0), |most| most);
            let due = line.wake_at().unwrap();
            assert_eq!(due.since(now), wait);
            now = due;
            line.wake(now);
        }
    }

    #[test]
    fn s03_a_silent_stream_is_dead_after_35_seconds() {
        let mut line = Line::default();
        line.open(T0);
        line.opened(T0);
        line.heard(T0.plus(30_000), false);
        assert_eq!(line.wake(T0.plus(STALE_MS)), Wake::Nothing);
        assert_eq!(line.wake(T0.plus(30_000 + STALE_MS)), Wake::Dead);
    }

    #[test]
    fn an_answer_that_never_comes_is_not_waited_for() {
        let mut line = Line::default();
        line.open(T0);
        assert_eq!(line.wake(T0.plus(OPENING_MS)), Wake::Dead);
    }

    #[test]
    fn a_stream_that_stands_and_says_nothing_has_not_proved_itself() {
        let mut line = Line::default();
        line.open(T0);
        for _ in 0..4 {
            line.failed(T0, None, |most| most);
            line.opened(T0);
        }
        line.heard(T0.plus(10), false);
        line.failed(T0, None, |most| most);
        assert_eq!(line.wake_at(), Some(T0.plus(16_000)));
        line.opened(T0);
        line.heard(T0, true);
        line.failed(T0, None, |most| most);
        assert_eq!(line.wake_at(), Some(T0.plus(1_000)));
    }

    #[test]
    fn l02_the_network_is_back_and_so_is_the_stream() {
        let mut line = Line::default();
        line.open(T0);
        line.failed(T0, None, |_| 30_000);
        assert!(line.hurry(T0.plus(5_000)));
        line.failed(T0.plus(5_100), None, |_| 30_000);
        assert!(!line.hurry(T0.plus(5_200)), "at most one a second");
        assert_eq!(line.wake_at(), Some(T0.plus(6_200)));
        line.opened(T0.plus(7_000));
        assert!(!line.hurry(T0.plus(8_000)), "it was heard just now");
        assert!(line.hurry(T0.plus(20_000)), "who knows");
    }
}
