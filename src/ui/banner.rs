//! The one line between the head and the transcript.

use super::{
    dom::{El, el},
    icon::Icon,
    parts::{Parts, follow},
};
use crate::{
    domain::{Event, view::Banner},
    i18n::Key,
};

/// The place of the banner. It is a region that speaks, and stays in the document: what appears
/// together with its region is mostly not read.
pub fn banner(parts: Parts) -> El {
    let banner = parts.slice(|view| &view.banner);
    let now = move || {
        follow(banner);
        parts.view(|view| view.banner)
    };
    el("div", "banner-place")
        .set("role", "status")
        .follows("aria-live", move || {
            Some(
                if now().is_some_and(is_announced) {
                    "off"
                } else {
                    "polite"
                }
                .to_owned(),
            )
        })
        .holds(move || Some(line(parts, now()?)))
}

fn line(parts: Parts, banner: Banner) -> El {
    let text = parts.say(|texts, format| texts.banner(banner, format));
    let line = el("div", "banner")
        .set("part", "banner")
        .with(el("p", "banner__text").text(&text));
    let offered = match banner {
        Banner::StillThere { .. } => Some((Key::Stay, Event::Stayed)),
        Banner::Stale => Some((Key::CheckNow, Event::Returned)),
        _ => None,
    };
    let act = offered.map(|(key, event)| {
        parts.button("button banner__act", key, move || {
            parts.dispatch(event.clone());
        })
    });
    let dismiss = banner.is_dismissible().then(|| {
        parts.tool(
            "tool banner__dismiss",
            Icon::Dismiss,
            Key::Dismiss,
            move || {
                parts.dispatch(Event::NoticeDismissed);
            },
        )
    });
    line.with_all(act).with_all(dismiss)
}

/// Whether the session announces it by itself, so that the banner must keep silent.
const fn is_announced(banner: Banner) -> bool {
    matches!(
        banner,
        Banner::EndRefused | Banner::StillThere { .. } | Banner::Reconnecting
    )
}
