//! What is said to people who do not see the window, once each.
//!
//! The transcript announces nothing by itself: it holds history as well as news. Two regions that
//! nobody sees speak instead, one when there is a pause, one at once for what went wrong.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;

use super::{
    dom::{El, el, react},
    parts::Parts,
};
use crate::{
    browser::clock::timer,
    domain::{effect::Announcement, time::SECOND},
};

/// How long a text stays where a screen reader may still be on its way to it, in milliseconds.
const STAYS_MS: u64 = 5 * SECOND;

/// The two regions.
pub fn announcer(parts: Parts) -> El {
    let polite = region("polite");
    let urgent = region("assertive");
    let regions = el("div", "announcer")
        .with(polite.clone())
        .with(urgent.clone());
    parts
        .shared()
        .polite
        .replace(Some(polite.element().clone()));
    let latest = parts.app.announcement();
    let silence = Rc::new(RefCell::new(None));
    // What was said before the window was built, in another language for example, is not said again.
    let before = latest.with_untracked(|latest| latest.as_ref().map(|(number, _)| *number));
    react(Box::new(move || {
        let Some((number, announcement)) = latest.get() else {
            return;
        };
        if Some(number) == before {
            return;
        }
        let mut text = parts.say(|texts, format| texts.announcement(&announcement, format));
        // A region that says the same twice must change, or the second time is silent.
        if number % 2 == 0 {
            text.push('\u{a0}');
        }
        let (speaks, rests) = if is_urgent(&announcement) {
            (&urgent, &polite)
        } else {
            (&polite, &urgent)
        };
        rests.element().set_text_content(None);
        speaks.element().set_text_content(Some(&text));
        // Otherwise it would be found again, away from its place, when the page is read through.
        let said = speaks.clone();
        silence.replace(Some(timer(parts.app.now().plus(STAYS_MS), move || {
            said.element().set_text_content(None);
        })));
    }));
    regions
}

/// Says something that concerns the window alone.
pub fn say(parts: Parts, text: &str) {
    if let Some(polite) = &*parts.shared().polite.borrow() {
        polite.set_text_content(Some(text));
    }
}

fn region(urgency: &str) -> El {
    el("div", "spoken")
        .set("aria-live", urgency)
        .set("aria-atomic", "true")
}

const fn is_urgent(announcement: &Announcement) -> bool {
    matches!(
        announcement,
        Announcement::NotSent | Announcement::EndRefused
    )
}
