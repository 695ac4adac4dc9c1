//! A visitor's clock.

use session_chat::domain::Instant;
use std::time::{Duration, SystemTime};
use tokio::time::Instant as Moment;

/// A clock that is right at first, and from then on goes as that of the runtime.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    begun: Moment,
    at: u64,
}

impl Clock {
    pub(crate) fn new() -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Self {
            begun: Moment::now(),
            at: now.map_or(0, millis),
        }
    }

    /// What it says.
    pub(crate) fn now(self) -> Instant {
        Instant(self.at).plus(millis(self.begun.elapsed()))
    }

    /// Waits until it says `due`; for ever without it.
    pub(crate) async fn reaches(self, due: Option<Instant>) {
        match due {
            Some(due) => tokio::time::sleep(Duration::from_millis(due.since(self.now()))).await,
            None => std::future::pending().await,
        }
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}
