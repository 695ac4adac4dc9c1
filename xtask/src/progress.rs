//! Progress lines: what is being done, since when, and how long it took.

use anyhow::Result;
use std::time::{Duration, Instant};

/// The clock of one command.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    started: Instant,
}

impl Progress {
    /// Starts the clock.
    pub fn start() -> Self {
        Self {
            started: Instant::now(),
        }
    }

    /// Prints a line with the time since the start.
    pub fn say(&self, line: &str) {
        println!("[{}] {line}", clock(self.started.elapsed()));
    }

    /// Announces a step, does it, and says how long it took if that was long enough to notice.
    pub fn step<T>(&self, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.say(what);
        let begun = Instant::now();
        let result = work();
        let took = begun.elapsed();
        match &result {
            Ok(_) if took > Duration::from_secs(1) => {
                self.say(&format!("  done in {:.1} s", took.as_secs_f64()));
            }
            Ok(_) => {}
            Err(_) => self.say(&format!("  failed after {:.1} s", took.as_secs_f64())),
        }
        result
    }

    /// Since the start.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

/// Minutes and seconds, as on a stopwatch.
pub fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{:>2}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopwatch_shows_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_millis(65_900)), " 1:05");
        assert_eq!(clock(Duration::from_secs(754)), "12:34");
    }
}
