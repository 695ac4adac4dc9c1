//! Server-sent events out of bytes, after the HTML standard, section 9.2.6.
//!
//! The browser's own reader would do, but it cannot send headers, and it gives up for ever on the
//! first 429 or 503.

/// The most bytes that one event may have; a longer one is no event of a chat.
const MOST_BYTES: usize = 1024 * 1024;

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its type; `message` if the server gave none.
    pub event: String,
    /// What it says.
    pub data: String,
}

/// An event or a line is longer than a chat has any use for: this stream is not worth reading on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// Reads one stream. A new stream takes a new reader.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    line: Vec<u8>,
    data: String,
    event: String,
    id: String,
    last_id: Option<String>,
    retry_ms: Option<u64>,
    has_begun: bool,
    /// The last byte was a carriage return: a line feed after it is the same end of line.
    is_after_return: bool,
}

impl Reader {
    /// Takes the next bytes and calls `emit` with each event that they complete.
    pub fn feed(&mut self, bytes: &[u8], mut emit: impl FnMut(Frame)) -> Result<(), TooLong> {
        for &byte in bytes {
            let is_second_half = self.is_after_return && byte == b'\n';
            self.is_after_return = byte == b'\r';
            if is_second_half {
                continue;
            }
            if matches!(byte, b'\r' | b'\n') {
                if let Some(frame) = self.end_line() {
                    emit(frame);
                }
            } else {
                self.line.push(byte);
            }
            if self.line.len().saturating_add(self.data.len()) > MOST_BYTES {
                return Err(TooLong);
            }
        }
        Ok(())
    }

    /// What the next request has to carry, if this stream said it: the id of the last event that
    /// was whole, and empty if the server took it back.
    pub fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }

    /// How long the server wants to be left alone before the next request, in milliseconds.
    pub const fn retry_ms(&self) -> Option<u64> {
        self.retry_ms
    }

    fn end_line(&mut self) -> Option<Frame> {
        let bytes = core::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&bytes);
        let is_first = !core::mem::replace(&mut self.has_begun, true);
        let line = match line.strip_prefix('\u{feff}') {
            Some(rest) if is_first => rest,
            _ => &line,
        };
        if line.is_empty() {
            return self.end_event();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry_ms = value.parse().ok().or(self.retry_ms);
            }
            // A comment begins with a colon, so its field is empty; others are of later versions.
            _ => {}
        }
        None
    }

    fn end_event(&mut self) -> Option<Frame> {
        if self.last_id.is_some() || !self.id.is_empty() {
            self.last_id = Some(self.id.clone());
        }
        let event = core::mem::take(&mut self.event);
        let mut data = core::mem::take(&mut self.data);
        data.pop()?;
        Some(Frame {
            event: if event.is_empty() {
                "message".to_owned()
            } else {
                event
            },
            data,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s17_an_event_without_end_is_given_up() {
        let mut reader = Reader::default();
        let line = vec![b'x'; MOST_BYTES + 1];
        assert_eq!(reader.feed(&line, |_| unreachable!()), Err(TooLong));
        let mut reader = Reader::default();
        let lines = "data: 0123456789\n".repeat(MOST_BYTES / 10);
        assert_eq!(
            reader.feed(lines.as_bytes(), |_| unreachable!()),
            Err(TooLong)
        );
    }

    #[test]
    fn a_stream_that_says_no_id_leaves_the_one_before_it() {
        let mut reader = Reader::default();
        reader.feed(b"data: 1\n\n", |_| ()).unwrap();
        assert_eq!(reader.last_id(), None);
        reader.feed(b"id: 7\n\nid\n\n", |_| ()).unwrap();
        assert_eq!(reader.last_id(), Some(""));
    }
}
