//! The three dots of somebody who is writing. Those who do not see them are told by the announcer.

use super::{
    dom::{El, el},
    parts::{Parts, follow},
};

/// Adds the dots, while somebody is writing.
pub fn add_to(content: El, parts: Parts) -> El {
    let typing = parts.slice(|view| &view.typing);
    content.holds(move || {
        follow(typing);
        let author = parts.view(|view| view.typing.clone())?;
        let who = parts.say(|texts, _| texts.typing(&author));
        let dots = (0..3).map(|_| el("i", "typing__dot"));
        Some(
            el("div", "row row--agent row--first row--typing")
                .set("aria-hidden", "true")
                .with(el("div", "bubble typing").with_all(dots))
                .with(el("div", "meta").text(&who)),
        )
    })
}
