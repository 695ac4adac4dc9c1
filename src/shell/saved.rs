//! The transcript as it is saved: worded, and formatted for the visitor's locale.

use super::{Shell, format::LocalFormat};
use crate::{
    browser::clock::{iso, now},
    domain::{
        export::{Line, Transcript},
        message::{Body, Delivery},
        rich::Rich,
        transcript::Row,
    },
    i18n::{Format, Key, Texts, direction},
};

/// How many rows are read at a time.
const ROWS_AT_ONCE: usize = 500;

/// The transcript of what `shell` runs, in the words of `texts`, which are in `language`.
pub fn transcript(
    shell: &Shell,
    texts: &Texts,
    format: &LocalFormat,
    language: &str,
    brand: &str,
) -> Transcript {
    let today = format.date(now());
    let mut messages = Vec::new();
    loop {
        let start = messages.len();
        let rows = shell.rows(start..start.saturating_add(ROWS_AT_ONCE));
        messages.extend(rows.iter().map(|row| line(texts, format, row)));
        if rows.len() < ROWS_AT_ONCE {
            break;
        }
    }
    Transcript {
        title: texts.fill_late(
            Key::TranscriptHeading,
            &[("brand", brand), ("date", &today)],
        ),
        direction: direction(language).as_str(),
        language: language.to_owned(),
        messages,
    }
}

fn line(texts: &Texts, format: &LocalFormat, row: &Row) -> Line {
    let message = &row.message;
    let (author, text) = match &message.body {
        Body::Text(text) | Body::Rich(Rich { text, .. }) => {
            let mut author = texts.speaker(&message.author);
            let unsent = row.receipt.filter(|delivery| *delivery < Delivery::Sent);
            if let Some(delivery) = unsent {
                author.push_str(" · ");
                author.push_str(texts.delivery(delivery));
            }
            (author, text.clone())
        }
        Body::Note(note) => (String::new(), texts.note(note, format)),
    };
    Line {
        at: iso(message.at),
        time: format.time(message.at),
        day: row.new_day.then(|| format.date(message.at)),
        role: message.author.role.name(),
        author,
        text,
    }
}
