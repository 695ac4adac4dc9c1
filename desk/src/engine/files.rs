//! Files in messages: which are taken, how they are kept, where they are found.
//!
//! A message holds no bytes. The browser part keeps them by the id of the message, and puts an
//! address of its own in the place of [`SCHEME`] and that id whenever it tells a window of it.

use std::collections::BTreeMap;

use session_chat::{
    domain::{
        BackendEvent, Body, Message, MessageId,
        files::{FileFault, extension, judge},
        offer::Files,
        rich::{Content, File, Image, Rich},
    },
    transport::local::wire::FromDesk,
};

use super::prepared;

/// What the address of a kept file begins with; the id of its message follows.
pub const SCHEME: &str = "file:";
/// How many characters the name of a file may have.
const NAME_CHARS: usize = 255;

/// The kinds of files, by their extensions. What no browser runs as a program of this site.
const MEDIA: [(&str, &str); 7] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
];
const UNKNOWN_MEDIA: &str = "application/octet-stream";

/// What is known of the bytes that came beside a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// How many there are.
    pub bytes: u64,
}

/// A file that is taken, as its message holds it.
#[derive(Debug)]
pub(super) struct Taken {
    pub rich: Rich,
    pub media: &'static str,
}

/// Whether a file of this name and size can be taken.
pub fn fits(name: &str, bytes: u64) -> Result<(), FileFault> {
    if name.chars().nth(NAME_CHARS).is_some() {
        return Err(FileFault::Type);
    }
    judge(&Files::default(), name, bytes)
}

/// A file that an end user sends; none if it is not taken. Nothing that came with it but its name
/// and its measures is believed.
pub(super) fn received(
    id: &MessageId,
    text: &str,
    content: &str,
    facts: Option<FileFacts>,
) -> Option<Taken> {
    let FileFacts { bytes } = facts?;
    let rich = Rich {
        text: String::new(),
        content: content.to_owned(),
    };
    let is_good = |name: &str| fits(name, bytes).is_ok();
    let (name, content) = match prepared::read(&rich)? {
        Content::File(file) if file.bytes == bytes => (file.name.clone(), Content::File(file)),
        Content::Image(image) => {
            // A picture has no name of its own: it is said beside it, or instead of it.
            let names = [image.alt.as_str(), text.trim()];
            let name = names
                .into_iter()
                .find(|name| is_good(name) && is_picture(name))?;
            (name.to_owned(), Content::Image(image))
        }
        _ => return None,
    };
    is_good(&name).then(|| kept(id, name, content))
}

/// A file that an agent sends; none if it is not taken.
pub(super) fn sent(id: &MessageId, name: &str, bytes: u64) -> Option<Taken> {
    fits(name, bytes).ok()?;
    let (url, name) = (String::new(), name.to_owned());
    let content = if is_picture(&name) {
        Content::Image(Image {
            url,
            alt: name.clone(),
            width: 0,
            height: 0,
        })
    } else {
        Content::File(File {
            url,
            name: name.clone(),
            bytes,
        })
    };
    Some(kept(id, name, content))
}

/// As the message holds it: with the address that stands for the bytes.
fn kept(id: &MessageId, name: String, mut content: Content) -> Taken {
    if let Some(url) = url_of(&mut content) {
        *url = [SCHEME, id.as_str()].concat();
    }
    let extension = extension(&name);
    let known = MEDIA.iter().find(|(known, _)| *known == extension);
    Taken {
        media: known.map_or(UNKNOWN_MEDIA, |(_, media)| media),
        rich: Rich {
            text: name,
            content: prepared::written(&content),
        },
    }
}

fn url_of(content: &mut Content) -> Option<&mut String> {
    match content {
        Content::File(File { url, .. }) | Content::Image(Image { url, .. }) => Some(url),
        _ => None,
    }
}

/// Whether it is a picture, by its name.
pub fn is_picture(name: &str) -> bool {
    let extension = extension(name);
    let mut pictures = MEDIA
        .iter()
        .filter(|(_, media)| media.starts_with("image/"));
    pictures.any(|(known, _)| *known == extension)
}

/// The message whose kept file a content stands for.
pub fn kept_as(rich: &Rich) -> Option<MessageId> {
    let mut content = read(rich)?;
    let id = url_of(&mut content)?.strip_prefix(SCHEME)?;
    Some(id.into())
}

/// Reads a content only if it may be of a kept file.
fn read(rich: &Rich) -> Option<Content> {
    if rich.content.contains(SCHEME) {
        prepared::read(rich)
    } else {
        None
    }
}

/// The messages whose kept files a frame speaks of.
pub fn named_in(frame: &mut FromDesk) -> Vec<MessageId> {
    let contents = contents_of(frame);
    contents.filter_map(|rich| kept_as(rich)).collect()
}

/// Puts the addresses of kept files in their places.
pub fn address(frame: &mut FromDesk, addresses: &BTreeMap<MessageId, String>) {
    for rich in contents_of(frame) {
        let Some(mut content) = read(rich) else {
            continue;
        };
        let address = kept_as(rich).and_then(|id| addresses.get(&id));
        if let (Some(url), Some(address)) = (url_of(&mut content), address) {
            url.clone_from(address);
            rich.content = prepared::written(&content);
        }
    }
}

fn contents_of(frame: &mut FromDesk) -> impl Iterator<Item = &mut Rich> {
    let messages = match frame {
        FromDesk::ToVisitor { event, .. } => messages_of(event),
        FromDesk::DeskOpen | FromDesk::DeskClosed => &mut [],
    };
    messages
        .iter_mut()
        .filter_map(|message| match &mut message.body {
            Body::Rich(rich) => Some(rich),
            Body::Text(_) | Body::Note(_) => None,
        })
}

fn messages_of(event: &mut BackendEvent) -> &mut [Message] {
    match event {
        BackendEvent::Message(message) => core::slice::from_mut(message),
        BackendEvent::Older { messages, .. } => messages,
        BackendEvent::Connected(snapshot) => &mut snapshot.messages,
        _ => &mut [],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r6_5_kinds_sizes_and_names_have_their_limits() {
        let most = Files::default().max_bytes;
        for (name, bytes, expected) in [
            ("lamp.PNG", 10, Ok(())),
            ("a.b.pdf", most, Ok(())),
            ("a.pdf", most + 1, Err(FileFault::TooLarge)),
            ("a.pdf", 0, Err(FileFault::Empty)),
            ("lamp.svg", 10, Err(FileFault::Type)),
            ("lamp.png.exe", 10, Err(FileFault::Type)),
            ("lamp.png\u{200b}", 10, Err(FileFault::Type)),
            (
                &*("x".repeat(NAME_CHARS) + ".png"),
                10,
                Err(FileFault::Type),
            ),
        ] {
            assert_eq!(fits(name, bytes), expected, "{name}");
        }
    }

    #[test]
    fn r6_5_every_kind_that_is_taken_has_its_media_type() {
        for extension in Files::default().types {
            let taken = sent(&"m".into(), &["a.", &extension].concat(), 1).unwrap();
            assert_ne!(taken.media, UNKNOWN_MEDIA, "{extension}");
            assert_eq!(kept_as(&taken.rich), Some("m".into()));
            let is_picture = matches!(prepared::read(&taken.rich), Some(Content::Image(_)));
            assert_eq!(is_picture, taken.media.starts_with("image/"));
        }
    }
}
