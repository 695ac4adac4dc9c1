//! The event stream: how often it beats, how long it lives, how badly it travels.

use serde::{Deserialize, Serialize};

/// Read when a stream opens; a change concerns the streams that open after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct StreamSettings {
    /// Between two `ping` events, in milliseconds; 0 for none.
    pub ping_ms: u64,
    /// The server ends each stream after this many milliseconds.
    pub recycle_ms: Option<u64>,
    /// How many events of each subject are kept for `Last-Event-Id`. What is older is lost.
    pub replay: usize,
    /// How many events are sent again on each reconnect although the client has them.
    pub replay_again: usize,
    /// How `entryPayload` is sent.
    pub payload: PayloadForm,
    /// What ends a line.
    pub line_end: LineEnd,
    /// Wait before each event, in milliseconds.
    pub latency_ms: u64,
    /// The most bytes in a second.
    pub bytes_per_second: Option<u64>,
    /// The most bytes in a packet.
    pub slice: Option<usize>,
    /// Events that come twice or too late, at random.
    pub chaos: Option<Chaos>,
}

impl Default for StreamSettings {
    fn default() -> Self {
        Self {
            ping_ms: 30_000,
            recycle_ms: None,
            replay: 2_000,
            replay_again: 0,
            payload: PayloadForm::Text,
            line_end: LineEnd::Lf,
            latency_ms: 0,
            bytes_per_second: None,
            slice: None,
            chaos: None,
        }
    }
}

/// How `entryPayload` travels on the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PayloadForm {
    /// JSON in a JSON string.
    Text,
    /// A JSON object, as in lists of entries.
    Object,
}

/// What ends a line of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LineEnd {
    /// Line feed.
    Lf,
    /// Carriage return and line feed.
    CrLf,
}

/// Random faults of a stream, the same for the same seed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Chaos {
    /// Share of events that come twice: 0 to 1.
    pub duplicate: f64,
    /// Share of events that come after the next one, or 200 ms later if there is none.
    pub reorder: f64,
    /// Where the random numbers begin.
    pub seed: u64,
}
