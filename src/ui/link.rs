//! Links that lead out of the window. Where they lead is judged before, and nothing of this page
//! goes with them.

use super::{
    dom::{El, el},
    icon::{Icon, icon},
    url::BrowserUrls,
};
use crate::domain::{config::OtherChannel, text::links};

/// A link to an address that was judged.
pub fn link(class: &str, href: &str) -> El {
    el("a", class)
        .set("href", href)
        .set("target", "_blank")
        .set("rel", "noopener noreferrer nofollow ugc")
        .set("referrerpolicy", "no-referrer")
}

/// A link to another channel; none if its address is not one to follow.
pub fn channel(channel: &OtherChannel, class: &str, picture: Option<Icon>) -> Option<El> {
    let judged = links::judge(&BrowserUrls, &channel.url)?;
    let label = links::label(&channel.label, &judged);
    Some(
        link(class, &judged.href)
            .with_all(picture.map(icon))
            .text(&label),
    )
}
