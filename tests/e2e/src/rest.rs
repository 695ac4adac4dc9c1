//! Waiting until the machine has nothing else to do, before something is measured.

use std::fs;
use std::time::{Duration, Instant};

/// The part of a moment, in percent, for which the processors of a machine at rest are idle.
const IDLE: u64 = 80;

/// How long they are watched.
const MOMENT: Duration = Duration::from_millis(200);

/// How long a machine that does not come to rest is waited for the first time.
pub const AT_MOST: Duration = Duration::from_secs(10);

/// What the processors have done since the machine was started, in ticks of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ticks {
    all: u64,
    idle: u64,
}

impl Ticks {
    /// None on a system that does not say it in this way.
    fn now() -> Option<Self> {
        Self::read(&fs::read_to_string("/proc/stat").ok()?)
    }

    /// Reads the line `cpu  user nice system idle iowait irq softirq steal …`; what follows is
    /// part of the first two.
    fn read(text: &str) -> Option<Self> {
        let ticks = text.lines().next()?.strip_prefix("cpu ")?;
        let ticks: Vec<u64> = ticks
            .split_whitespace()
            .take(8)
            .map_while(|ticks| ticks.parse().ok())
            .collect();
        Some(Self {
            all: ticks.iter().sum(),
            idle: ticks.get(3)?.saturating_add(*ticks.get(4)?),
        })
    }

    fn was_idle_since(self, before: Self) -> bool {
        let all = self.all.saturating_sub(before.all);
        let idle = self.idle.saturating_sub(before.idle);
        idle.saturating_mul(100) >= all.saturating_mul(IDLE)
    }
}

/// Waits until the processors were idle for most of a moment: what a browser and the test before
/// have begun still runs for a while. False if they were not within so long.
pub async fn at_rest(at_most: Duration) -> bool {
    let begun = Instant::now();
    let mut before = Ticks::now();
    while begun.elapsed() < at_most {
        tokio::time::sleep(MOMENT).await;
        let now = Ticks::now();
        match (before, now) {
            (Some(before), Some(now)) if !now.was_idle_since(before) => {}
            _ => return true,
        }
        before = now;
    }
    println!(
        "       the machine did not come to rest within {:.1} s",
        at_most.as_secs_f64()
    );
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_moment_is_told_from_an_idle_one() {
        let read = |line| Ticks::read(line).unwrap();
        let before = read("cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3 4 5");
        let expected = Ticks {
            all: 1000,
            idle: 850,
        };
        assert_eq!(before, expected);
        assert!(read("cpu  110 0 50 835 55 0 0 0 0 0").was_idle_since(before));
        assert!(!read("cpu  120 0 50 825 55 0 0 0 0 0").was_idle_since(before));
        assert_eq!(Ticks::read("intr 1 2 3"), None);
    }
}
