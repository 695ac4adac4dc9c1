//! Pictures, and links to what is not shown in the window.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::{late_text, unknown};
use crate::{
    domain::{
        rich::{Image, Link, Media, MediaKind},
        text::{self, links},
    },
    i18n::Key,
    ui::{
        dom::{El, el},
        icon::{Icon, icon},
        link::link,
        parts::Parts,
        url::BrowserUrls,
    },
};

/// How many characters of a name are shown.
const NAME_CHARS: usize = 80;
/// How many characters of a description are shown.
const ALT_CHARS: usize = 160;

/// A picture that can be looked at more closely; a link to it where pictures are not shown.
pub fn image(parts: Parts, image: &Image) -> El {
    let alt = alt(parts, image);
    let Some(picture) = picture(parts, image) else {
        return download(parts, &image.url, &alt, String::new());
    };
    let closer = picture.clone();
    el("button", "rich__image")
        .set("type", "button")
        .set("aria-haspopup", "dialog")
        .with(picture)
        .press(move || look_closer(parts, &closer, &alt))
}

/// A picture; none where the page does not show any, or where it has no good address. One that
/// does not come leaves its description.
pub fn picture(parts: Parts, image: &Image) -> Option<El> {
    let address = if is_own_object(&image.url) {
        image.url.clone()
    } else {
        let judged = links::judge(&BrowserUrls, &image.url)?;
        Some(judged.href).filter(|href| href.starts_with("http"))?
    };
    if !parts.app.settings().images {
        return None;
    }
    let picture = el("img", "rich__picture")
        .set("alt", &alt(parts, image))
        .set("loading", "lazy")
        .set("decoding", "async")
        .set("referrerpolicy", "no-referrer");
    let picture = match (image.width, image.height) {
        (0, _) | (_, 0) => picture,
        (width, height) => picture
            .set("width", &width.to_string())
            .set("height", &height.to_string()),
    };
    Some(picture.set("src", &address))
}

fn alt(parts: Parts, image: &Image) -> String {
    let alt = text::name(&image.alt, ALT_CHARS);
    if alt.is_empty() {
        late_text(parts, Key::RichImage)
    } else {
        alt
    }
}

/// Shows a picture as large as it can be, until it is dismissed.
fn look_closer(parts: Parts, picture: &El, alt: &str) {
    let Some(beside) = parts.dialog().and_then(|window| window.parent_element()) else {
        return;
    };
    let source = picture.element().get_attribute("src").unwrap_or_default();
    let viewer = el("dialog", "viewer").set("aria-label", alt);
    let dialog: HtmlDialogElement = viewer.element().clone().unchecked_into();
    let close = {
        let dialog = dialog.clone();
        move || dialog.close()
    };
    let large = el("img", "viewer__picture")
        .set("alt", alt)
        .set("referrerpolicy", "no-referrer")
        .set("src", &source);
    let gone = dialog.clone();
    let viewer = viewer
        .with(parts.tool(
            "tool viewer__close",
            Icon::Dismiss,
            Key::Close,
            close.clone(),
        ))
        .with(large)
        .press(close)
        .on("close", move |_| gone.remove());
    // Both are in the document and closed, so neither can fail.
    let _ = beside.append_child(viewer.element());
    let _ = dialog.show_modal();
}

/// Where a link leads, with a picture of it.
pub fn preview(parts: Parts, to: &Link) -> El {
    let Some(judged) = links::judge(&BrowserUrls, &to.url) else {
        return unknown(parts);
    };
    let picture = to.image.as_ref().and_then(|image| picture(parts, image));
    let label = links::label(&to.title, &judged);
    let words = el("span", "card__body")
        .with(el("span", "card__title").set("dir", "auto").text(&label))
        .with(el("span", "card__text").text(&judged.host));
    link("card card--link", &judged.href)
        .with_all(picture)
        .with(words)
}

/// A video or a sound.
pub fn medium(parts: Parts, medium: &Media) -> El {
    let kind = late_text(
        parts,
        match medium.kind {
            MediaKind::Video => Key::RichVideo,
            MediaKind::Audio => Key::RichSound,
        },
    );
    lead(parts, &medium.url, &medium.title, Icon::Play, kind)
}

/// A file to be fetched. One of this page's own origin is saved; the page goes nowhere.
pub fn download(parts: Parts, url: &str, name: &str, size: String) -> El {
    if is_own_object(url) {
        let link = el("a", "lead")
            .set("href", url)
            .set("download", name)
            .set("rel", "noopener");
        return words(link, Icon::Save, name, &size);
    }
    lead(parts, url, name, Icon::Save, size)
}

/// Whether an address is that of something that a page of this origin holds in memory.
fn is_own_object(url: &str) -> bool {
    let origin = window().location().origin().unwrap_or_default();
    url.strip_prefix("blob:")
        .and_then(|rest| rest.strip_prefix(&*origin))
        .is_some_and(|rest| rest.starts_with('/'))
}

/// A link with a picture before it and a few words under it.
fn lead(parts: Parts, url: &str, title: &str, picture: Icon, more: String) -> El {
    let Some(judged) = links::judge(&BrowserUrls, url) else {
        return unknown(parts);
    };
    let title = text::name(title, NAME_CHARS);
    let title = if title.is_empty() {
        judged.host.clone()
    } else {
        title
    };
    let more = [more, judged.host]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    words(link("lead", &judged.href), picture, &title, &more)
}

/// A picture, words and a few more under them.
pub fn words(holder: El, picture: Icon, title: &str, more: &str) -> El {
    holder.with(icon(picture)).with(
        el("span", "lead__words")
            .with(el("bdi", "lead__title").text(title))
            .with(el("span", "lead__more").text(more)),
    )
}
