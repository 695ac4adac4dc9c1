//! The empty window: who we are, and what the first message does.

use super::{
    dom::{El, el},
    header::avatar,
    parts::{Parts, holds},
};
use crate::{
    domain::view::{Foot, PhaseName},
    i18n::Key,
};

/// Adds the welcome, while nothing was said and something can be.
pub fn add_to(content: El, parts: Parts) -> El {
    let is_shown = parts.flag(|view| {
        view.rows == 0
            && view.phase != PhaseName::Starting
            && matches!(view.foot, Foot::Composer { .. })
    });
    content.holds(move || {
        holds(is_shown).then(|| {
            el("div", "welcome")
                .with(parts.view(|view| avatar(parts, &view.header)))
                .with(el("h3", "welcome__title").text(&parts.text(Key::EmptyTitle)))
                .with(el("p", "welcome__text").text(&parts.text(Key::EmptyText)))
        })
    })
}
