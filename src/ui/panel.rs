//! What stands in the place of the message field when there is nothing to type into.

use leptos::prelude::Set;

use super::{
    dom::{El, el},
    link,
    parts::{Parts, follow},
};
use crate::{
    domain::{
        Event,
        view::{Panel, View},
    },
    i18n::{Format, Key, Texts},
};

/// The panel: what happened, and the ways on.
pub fn panel(parts: Parts, panel: &Panel) -> El {
    let (title, text) = parts.view(|view| {
        parts.say(|texts, format| (title(texts, view, panel), body(texts, format, view, panel)))
    });
    let actions = parts.slice(|view| &view.actions);
    el("section", "panel")
        .set("part", "panel")
        .set("aria-labelledby", "panel-title")
        .with(
            el("div", "panel__what")
                .with(
                    el("h3", "panel__title")
                        .set("id", "panel-title")
                        .text(&title),
                )
                .with(el("p", "panel__text").text(&text)),
        )
        .holds(move || {
            follow(actions);
            Some(ways_on(parts))
        })
}

fn title(texts: &Texts, view: &View, panel: &Panel) -> String {
    let key = match (panel, &view.ended) {
        (Panel::Ended | Panel::Reset, Some(ended)) => return texts.ended(&ended.info),
        (Panel::Ended | Panel::Reset, None) => Key::ChatEnded,
        (Panel::Lost(_), _) => Key::Lost,
        (Panel::Unavailable(_) | Panel::PreChat { .. }, _) => Key::Away,
    };
    texts.get(key).to_owned()
}

fn body(texts: &Texts, format: &dyn Format, view: &View, panel: &Panel) -> String {
    let reason = || {
        view.ended
            .as_ref()
            .and_then(|ended| texts.end_reason(&ended.info))
    };
    let (first, second) = match panel {
        Panel::Ended => (reason(), Key::EndedText),
        Panel::Reset => (reason(), Key::ResetText),
        Panel::Lost(why) => (Some(texts.lost(*why).to_owned()), Key::LostAdvice),
        Panel::Unavailable(away) => (texts.back(*away, format), Key::UnavailableText),
        // It is drawn by the late half, not here.
        Panel::PreChat { .. } => (None, Key::EmptyText),
    };
    let mut body = first.map(full_stop).unwrap_or_default();
    body.push_str(texts.get(second));
    body
}

/// Ends a sentence that another one follows.
fn full_stop(mut sentence: String) -> String {
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence.push(' ');
    sentence
}

fn ways_on(parts: Parts) -> El {
    let actions = parts.view(|view| view.actions.clone());
    let start = actions.start_new.then(|| {
        let start = parts.button("button button--primary", Key::StartNewChat, move || {
            parts.dispatch(Event::NewAsked);
        });
        el("div", "panel__row").with(start)
    });
    let save = actions.save.then(|| {
        parts.button("button panel__save", Key::SaveTranscript, move || {
            parts.saving.set(true);
        })
    });
    let close = (!parts.app.settings().inline).then(|| {
        parts.button("button panel__close", Key::Close, move || {
            parts.dispatch(Event::Closed);
        })
    });
    let others: Vec<_> = actions
        .other_channels
        .iter()
        .filter_map(|channel| link::channel(channel, "button", None))
        .collect();
    let ways = el("div", "panel__ways")
        .with_all(start)
        .with(el("div", "panel__row").with_all(save).with_all(close));
    if others.is_empty() {
        return ways;
    }
    ways.with(el("p", "panel__text").text(&parts.text(Key::OtherChannels)))
        .with(el("div", "panel__row").with_all(others))
}
