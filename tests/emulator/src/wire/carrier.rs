//! Carries events over one stream, well or badly.

use crate::fault::Random;
use crate::settings::{LineEnd, StreamSettings};
use crate::socket::Line;
use crate::state::publish::{DropStreams, Event, Piece};
use bytes::Bytes;
use std::fmt::Write as _;
use std::io;
use std::time::Duration;
use tokio::sync::mpsc::{Sender, UnboundedReceiver};
use tokio::time::{Instant, sleep, sleep_until};

/// How long an event that is late by chance waits for one to overtake it.
const OVERTAKING: Duration = Duration::from_millis(200);

/// What is sent must reach the client before the reset does.
const BEFORE_RESET: Duration = Duration::from_millis(60);

/// How often the connection is given a turn before the next slice is sent regardless.
const YIELDS: u32 = 100;

/// Longer than any stream lives.
const FAR: Duration = Duration::from_hours(24);

/// The stream is over.
#[derive(Debug)]
struct Over;

#[derive(Debug)]
pub(super) struct Carrier {
    settings: StreamSettings,
    line: Line,
    body: Sender<io::Result<Bytes>>,
    random: Random,
    /// How the next event breaks off.
    breaks: Option<DropStreams>,
    /// Half-open: nothing is sent any more.
    mute: bool,
    /// An event that waits to be overtaken.
    late: Option<Event>,
}

impl Carrier {
    pub(super) fn new(
        settings: StreamSettings,
        line: Line,
        body: Sender<io::Result<Bytes>>,
    ) -> Self {
        let seed = settings.chaos.as_ref().map_or(0, |chaos| chaos.seed);
        Self {
            settings,
            line,
            body,
            random: Random::new(seed),
            breaks: None,
            mute: false,
            late: None,
        }
    }

    /// Sends what was missed, then what comes, until either side ends it.
    pub(super) async fn run(mut self, missed: Vec<Event>, mut pieces: UnboundedReceiver<Piece>) {
        for event in missed {
            if self.event(&event).await.is_err() {
                return;
            }
        }
        let after = |ms: Option<u64>| {
            let wait = Duration::from_millis(ms.unwrap_or(u64::MAX)).min(FAR);
            Instant::now() + wait
        };
        let ping = Some(self.settings.ping_ms).filter(|ms| *ms > 0);
        let end = after(self.settings.recycle_ms);
        let mut next_ping = after(ping);
        loop {
            let overtaken = self.late.as_ref().map_or(FAR, |_| OVERTAKING);
            let carried = tokio::select! {
                piece = pieces.recv() => match piece {
                    Some(piece) => self.piece(piece).await,
                    None => Err(Over),
                },
                () = sleep_until(next_ping) => {
                    next_ping = after(ping);
                    self.bytes(b"event: ping\ndata: {}\n\n").await
                }
                () = sleep(overtaken) => self.late_event().await,
                () = sleep_until(end) => Err(Over),
                () = self.body.closed() => Err(Over),
            };
            if carried.is_err() {
                return;
            }
        }
    }

    async fn piece(&mut self, piece: Piece) -> Result<(), Over> {
        match piece {
            Piece::Bytes(bytes) => self.bytes(&bytes).await,
            Piece::Event(event) => self.by_chance(event).await,
            Piece::Drop(DropStreams::End) => Err(Over),
            Piece::Drop(DropStreams::Reset) => {
                self.line.reset();
                Err(Over)
            }
            Piece::Drop(DropStreams::HalfOpen) => {
                self.mute = true;
                Ok(())
            }
            Piece::Drop(how) => {
                self.breaks = Some(how);
                Ok(())
            }
        }
    }

    /// Sends an event once, twice, or after the next one.
    async fn by_chance(&mut self, event: Event) -> Result<(), Over> {
        let Some(chaos) = self.settings.chaos.clone() else {
            return self.event(&event).await;
        };
        if self.late.is_none() && self.random.hits(chaos.reorder) {
            self.late = Some(event);
            return Ok(());
        }
        self.event(&event).await?;
        if self.random.hits(chaos.duplicate) {
            self.event(&event).await?;
        }
        self.late_event().await
    }

    async fn late_event(&mut self) -> Result<(), Over> {
        match self.late.take() {
            Some(event) => self.event(&event).await,
            None => Ok(()),
        }
    }

    async fn event(&mut self, event: &Event) -> Result<(), Over> {
        if self.settings.latency_ms > 0 {
            sleep(Duration::from_millis(self.settings.latency_ms)).await;
        }
        let Some(how) = self.breaks.take() else {
            return self
                .bytes(frame(event, self.settings.line_end).as_bytes())
                .await;
        };
        self.bytes(&broken(event, how)).await?;
        sleep(BEFORE_RESET).await;
        self.line.reset();
        Err(Over)
    }

    /// Sends bytes as fast and in such pieces as the settings say.
    async fn bytes(&mut self, bytes: &[u8]) -> Result<(), Over> {
        if self.mute {
            return Ok(());
        }
        let pace = self.settings.bytes_per_second.map(|pace| pace.max(1));
        // With a pace, ten slices a second.
        let paced = pace.map(|pace| usize::try_from(pace / 10).unwrap_or(usize::MAX).max(1));
        let slice = self.settings.slice.into_iter().chain(paced).min();
        let Some(slice) = slice else {
            return self.send(Bytes::copy_from_slice(bytes)).await;
        };
        for part in bytes.chunks(slice.max(1)) {
            self.send(Bytes::copy_from_slice(part)).await?;
            self.written().await;
            if let Some(pace) = pace {
                let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
                sleep(Duration::from_millis(length.saturating_mul(1000) / pace)).await;
            }
        }
        Ok(())
    }

    /// Waits until the connection has taken what was sent, so that it becomes a packet of its own.
    async fn written(&self) {
        for _ in 0..YIELDS {
            tokio::task::yield_now().await;
            if self.body.capacity() == self.body.max_capacity() {
                break;
            }
        }
        // Once more: the connection writes when it finds that nothing else is there.
        tokio::task::yield_now().await;
    }

    async fn send(&self, bytes: Bytes) -> Result<(), Over> {
        self.body.send(Ok(bytes)).await.map_err(|_| Over)
    }
}

/// The bytes of an event.
fn frame(event: &Event, end: LineEnd) -> String {
    let end = match end {
        LineEnd::Lf => "\n",
        LineEnd::CrLf => "\r\n",
    };
    let mut frame = String::with_capacity(event.data.len().saturating_add(80));
    if let Some(name) = &event.name {
        // Writing to a string cannot fail.
        let _ = write!(frame, "event: {name}{end}");
    }
    if let Some(id) = &event.id {
        let _ = write!(frame, "id: {id}{end}");
    }
    for line in event.data.split('\n') {
        let _ = write!(frame, "data: {line}{end}");
    }
    frame.push_str(end);
    frame
}

/// The first bytes of an event that breaks off.
fn broken(event: &Event, how: DropStreams) -> Vec<u8> {
    let whole = frame(event, LineEnd::CrLf);
    let half = whole.len() / 2;
    let within_character = || {
        let wide = whole.char_indices().find(|(_, c)| c.len_utf8() > 1);
        wide.map_or(half, |(place, _)| place.saturating_add(1))
    };
    let length = match how {
        DropStreams::ResetMidCharacter => within_character(),
        // Before the last two line ends: after the CR that ends the data.
        DropStreams::ResetMidLineEnd => whole.len().saturating_sub(3),
        _ => half,
    };
    whole.bytes().take(length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event {
            name: Some("NAME".to_owned()),
            id: Some("1-0".to_owned()),
            data: "first\nzweite – Zeile".to_owned(),
        }
    }

    #[test]
    fn a_frame_has_a_data_line_for_each_line() {
        assert_eq!(
            frame(&event(), LineEnd::Lf),
            "event: NAME\nid: 1-0\ndata: first\ndata: zweite – Zeile\n\n"
        );
    }

    #[test]
    fn an_event_breaks_off_where_it_should() {
        let text = broken(&event(), DropStreams::ResetMidCharacter);
        assert!(String::from_utf8(text).is_err());
        let text = String::from_utf8(broken(&event(), DropStreams::ResetMidLineEnd)).unwrap();
        assert!(text.ends_with("Zeile\r"), "{text:?}");
        let text = String::from_utf8(broken(&event(), DropStreams::ResetMidLine)).unwrap();
        assert!(!text.ends_with(['\r', '\n']), "{text:?}");
    }
}
