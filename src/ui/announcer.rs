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
    let news = parts.app.news();
    let silence = Rc::new(RefCell::new(None));
    // What was said before the window was built, in another language for example, is not said again.
    parts.app.take_news();
    react(Box::new(move || {
        let number = news.with(|news| news.number);
        let fresh = parts.app.take_news();
        if fresh.is_empty() {
            return;
        }
        let (loud, quiet): (Vec<_>, Vec<_>) = fresh.into_iter().partition(Announcement::is_urgent);
        for (region, announcements) in [(&urgent, loud), (&polite, quiet)] {
            let sentences: Vec<String> = announcements
                .iter()
                .map(|it| parts.say(|texts, format| texts.announcement(it, format)))
                .collect();
            let mut text = sentences.join(" ");
            // A region that says the same twice must change, or the second time is silent.
            if number % 2 == 0 && !text.is_empty() {
                text.push('\u{a0}');
            }
            region.element().set_text_content(Some(&text));
        }
        // Otherwise it would be found again, away from its place, when the page is read through.
        let said = [urgent.clone(), polite.clone()];
        silence.replace(Some(timer(parts.app.now().plus(STAYS_MS), move || {
            for region in &said {
                region.element().set_text_content(None);
            }
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
