//! Which files may be sent: judged by name and size before a byte is read, then by their first
//! bytes. The backend stays the judge of what it takes.

use super::offer::Files;

/// How many bytes of a file are looked at.
pub const HEAD_BYTES: u32 = 32;

/// Why a file is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileFault {
    /// Its extension is not among those that are taken.
    Type,
    /// It has no bytes.
    Empty,
    /// It has too many.
    TooLarge,
    /// Its first bytes are those of something else.
    Fake,
    /// The browser cannot read it.
    Unreadable,
}

/// Extensions that no list can allow: what they hold runs where it is opened.
const NEVER: [&str; 12] = [
    "svg", "html", "htm", "xhtml", "xht", "xml", "js", "mjs", "exe", "bat", "cmd", "lnk",
];

/// Extensions of plain text, which begins with no mark of its own.
const TEXTS: [&str; 6] = ["txt", "csv", "tsv", "md", "log", "json"];

/// A mark at a place, and the extensions of the files that have it.
const MARKS: [(usize, &[u8], &[&str]); 16] = [
    (0, b"\x89PNG\r\n\x1a\n", &["png"]),
    (0, b"\xff\xd8\xff", &["jpg", "jpeg"]),
    (0, b"GIF8", &["gif"]),
    (8, b"WEBP", &["webp"]),
    (8, b"WAVE", &["wav"]),
    (
        4,
        b"ftyp",
        &["mp4", "m4v", "m4a", "mov", "heic", "heif", "avif"],
    ),
    (0, b"%PDF-", &["pdf"]),
    (
        0,
        b"PK\x03\x04",
        &["zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"],
    ),
    (0, b"PK\x05\x06", &["zip"]),
    (0, b"\xd0\xcf\x11\xe0", &["doc", "xls", "ppt", "msg"]),
    (0, b"ID3", &["mp3"]),
    (0, b"OggS", &["ogg", "oga", "ogv", "opus"]),
    (0, b"\x1aE\xdf\xa3", &["webm", "mkv"]),
    (0, b"fLaC", &["flac"]),
    (0, b"\x1f\x8b", &["gz", "tgz"]),
    (0, b"MZ", &[]),
];

/// The extension of a name, in small letters.
pub fn extension(name: &str) -> String {
    let (_, end) = name.rsplit_once('.').unwrap_or_default();
    end.trim().to_ascii_lowercase()
}

/// Whether a file of this name and size may be read at all.
pub fn judge(files: &Files, name: &str, bytes: u64) -> Result<(), FileFault> {
    let extension = extension(name);
    let is_taken = files.types.iter().any(|taken| {
        taken
            .trim_start_matches('.')
            .eq_ignore_ascii_case(&extension)
    });
    if extension.is_empty() || !is_taken || NEVER.contains(&&*extension) {
        Err(FileFault::Type)
    } else if bytes == 0 {
        Err(FileFault::Empty)
    } else if bytes > files.max_bytes {
        Err(FileFault::TooLarge)
    } else {
        Ok(())
    }
}

/// Whether the first bytes of a file are those that its name promises. Of a kind that is not known
/// here, all that is asked is that they are not those of another one.
pub fn judge_head(name: &str, head: &[u8]) -> Result<(), FileFault> {
    let extension = extension(name);
    let marks = MARKS.iter().filter(|(at, mark, _)| {
        let rest = head.get(*at..).unwrap_or_default();
        rest.starts_with(mark)
    });
    let mut found = marks.peekable();
    let is_fine = if found.peek().is_some() {
        found.any(|(_, _, extensions)| extensions.contains(&&*extension))
    } else if TEXTS.contains(&&*extension) {
        !head.contains(&0)
    } else {
        // The sound of an MP3 without a label begins with a frame of its own.
        let is_frame = matches!(head, [0xff, second, ..] if second & 0xe0 == 0xe0);
        let is_promised = MARKS
            .iter()
            .any(|(_, _, extensions)| extensions.contains(&&*extension));
        !is_promised || (extension == "mp3" && is_frame)
    };
    if is_fine {
        Ok(())
    } else {
        Err(FileFault::Fake)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        Files {
            max_bytes: 100,
            ..Files::default()
        }
    }

    #[test]
    fn r6_5_name_and_size_are_judged_before_a_byte_is_read() {
        for (name, bytes, verdict) in [
            ("photo.png", 100, Ok(())),
            ("PHOTO.JPG", 1, Ok(())),
            ("photo.png", 101, Err(FileFault::TooLarge)),
            ("photo.png", 0, Err(FileFault::Empty)),
            ("photo.exe", 1, Err(FileFault::Type)),
            ("photo", 1, Err(FileFault::Type)),
            ("", 1, Err(FileFault::Type)),
            ("png", 1, Err(FileFault::Type)),
            ("photo.png.", 1, Err(FileFault::Type)),
            ("photo.png.html", 1, Err(FileFault::Type)),
            // What reads as “annexe.png” on the screen.
            ("ann\u{202e}gnp.exe", 1, Err(FileFault::Type)),
        ] {
            assert_eq!(judge(&files(), name, bytes), verdict, "{name:?}");
        }
    }

    #[test]
    fn r6_5_no_list_allows_what_runs_where_it_is_opened() {
        let files = Files {
            types: NEVER.map(str::to_owned).into(),
            ..files()
        };
        for extension in NEVER {
            let name = ["a.", extension].concat();
            assert_eq!(judge(&files, &name, 1), Err(FileFault::Type), "{name}");
        }
    }

    #[test]
    fn r6_5_the_first_bytes_keep_the_promise_of_the_name() {
        let webp = b"RIFF\x24\0\0\0WEBPVP8 ";
        let heads: [(&str, &[u8], bool); 19] = [
            ("a.png", b"\x89PNG\r\n\x1a\n\0\0", true),
            ("a.jpg", b"\x89PNG\r\n\x1a\n\0\0", false),
            ("a.jpeg", b"\xff\xd8\xff\xe0", true),
            ("a.gif", b"GIF89a", true),
            ("a.webp", webp, true),
            ("a.wav", webp, false),
            ("a.pdf", b"%PDF-1.7", true),
            ("a.pdf", b"<html><script>", false),
            ("a.docx", b"PK\x03\x04\x14", true),
            ("a.png", b"PK\x03\x04\x14", false),
            ("a.mp4", b"\0\0\0\x18ftypisom", true),
            ("a.mp3", b"\xff\xfb\x90\x44", true),
            ("a.mp3", b"hello", false),
            ("a.txt", b"hello", true),
            ("a.txt", b"", true),
            ("a.csv", b"a\0b", false),
            ("a.txt", b"MZ\x90", false),
            // Nothing is known of it, so that it is not something else is all.
            ("a.step", b"ISO-10303", true),
            ("a.step", b"MZ\x90", false),
        ];
        for (name, head, is_fine) in heads {
            assert_eq!(judge_head(name, head).is_ok(), is_fine, "{name} {head:?}");
        }
    }
}
