//! The survey after the chat: stars, faces or numbers, and some words.

use core::cell::Cell;
use std::rc::Rc;

use leptos::prelude::{Get, RwSignal, Set};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

use crate::{
    domain::{
        Event,
        offer::{Rating, Scale, Survey},
        text,
        view::SurveyState,
    },
    i18n::{Format, Key},
    ui::{
        announcer,
        dom::{El, el},
        icon::outline,
        parts::{Parts, Slice, holds},
        rich::late_text,
    },
};

/// How many characters of a question are shown.
const QUESTION_CHARS: usize = 200;
/// How many characters the words may have.
const COMMENT_CHARS: &str = "2000";

/// The outline of a star in a square of 24.
const STAR: &str = "m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z";
/// The round of a face and its eyes; the mouth follows.
const FACE: &str = "M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18M9 9.5v.5m6-.5v.5";
/// The mouths, from unhappy to happy.
const MOUTHS: [&str; 5] = [
    "M8 16.5q4-5 8 0",
    "M8.5 16q3.5-2.5 7 0",
    "M8.5 15h7",
    "M8.5 14.5q3.5 2.5 7 0",
    "M8 14q4 5 8 0",
];
/// The names of the faces.
const FACES: [Key; 5] = [
    Key::FaceWorst,
    Key::FaceBad,
    Key::FaceFair,
    Key::FaceGood,
    Key::FaceBest,
];

/// The survey; nothing where it is not offered after this end, or was put away.
pub fn survey(parts: Parts) -> Option<El> {
    let survey = parts.view(|view| view.survey.clone())?;
    let asked: Survey = super::offer(parts, &survey.survey)?;
    if !asked.is_offered_after(survey.ended_by) {
        return None;
    }
    let state = parts.number(|view| view.survey.as_ref().map_or(0, |survey| survey.state as u64));
    let is_taken = parts.flag(|view| {
        view.survey
            .as_ref()
            .is_some_and(|survey| survey.state == SurveyState::Taken)
    });
    let shown = el("section", "survey").set("aria-labelledby", "survey-title");
    let place = shown.element().clone();
    // Who has answered before this was drawn was thanked then.
    let was_asked = Cell::new(false);
    let drawn = shown.holds(move || {
        let place = place.clone();
        Some(if holds(is_taken) {
            let thanks = late_text(parts, Key::SurveyThanks);
            if was_asked.take() {
                announcer::say(parts, &thanks);
            }
            el("p", "survey__thanks").text(&thanks)
        } else {
            was_asked.set(true);
            form(parts, &asked, state, move || place.remove())
        })
    });
    Some(drawn)
}

fn form(parts: Parts, survey: &Survey, state: Slice, skip: impl FnMut() + 'static) -> El {
    let question = text::name(&survey.question, QUESTION_CHARS);
    let question = if question.is_empty() {
        late_text(parts, Key::SurveyTitle)
    } else {
        question
    };
    let is_at = move |wanted: SurveyState| state.get() == wanted as u64;
    let is_missing = RwSignal::new(false);
    let (lowest, highest) = survey.scale.bounds();
    let inputs: Rc<Vec<HtmlInputElement>> = Rc::new(
        (lowest..=highest)
            .map(|score| {
                let input = el("input", "survey__input")
                    .set("type", "radio")
                    .set("name", "score")
                    .set("value", &score.to_string())
                    .set("aria-label", &name(parts, survey.scale, score));
                input.element().clone().unchecked_into()
            })
            .collect(),
    );
    let marks = (lowest..=highest).zip(inputs.iter()).map(|(score, input)| {
        el("label", "survey__mark")
            .with(El::at(input))
            .with(picture(parts, survey.scale, score))
    });
    let scale = match survey.scale {
        Scale::Stars => "survey__scale survey__scale--stars",
        Scale::Faces => "survey__scale",
        Scale::Numbers => "survey__scale survey__scale--numbers",
    };
    let comment = survey.comment.then(|| {
        el("textarea", "field__input survey__comment")
            .set("rows", "2")
            .set("dir", "auto")
            .set("maxlength", COMMENT_CHARS)
            .set("placeholder", &late_text(parts, Key::SurveyComment))
            .set("aria-label", &late_text(parts, Key::SurveyComment))
    });
    let fault = el("p", "field__fault").set("role", "alert").says(move || {
        if is_missing.get() {
            late_text(parts, Key::FaultMissing)
        } else if is_at(SurveyState::Failed) {
            late_text(parts, Key::SurveyFailed)
        } else {
            String::new()
        }
    });
    let words: Option<HtmlTextAreaElement> = comment
        .as_ref()
        .map(|comment| comment.element().clone().unchecked_into());
    let send = button(parts, "button", Key::SurveySend)
        .set("type", "submit")
        .tells("aria-disabled", move || is_at(SurveyState::Sending));
    el("form", "survey__form")
        .set("novalidate", "")
        .with(
            el("h3", "survey__title")
                .set("id", "survey-title")
                .set("dir", "auto")
                .text(&question),
        )
        .with(
            el("div", scale)
                .set("role", "radiogroup")
                .set("aria-labelledby", "survey-title")
                .with_all(marks),
        )
        .with_all(comment)
        .with(fault)
        .with(
            el("div", "survey__row")
                .with(button(parts, "button survey__skip", Key::SurveySkip).press(skip))
                .with(send),
        )
        .on("submit", move |event| {
            event.prevent_default();
            let chosen = inputs.iter().find(|input| input.checked());
            let rating = Rating {
                score: chosen.and_then(|input| input.value().parse().ok()),
                comment: words
                    .as_ref()
                    .map(HtmlTextAreaElement::value)
                    .unwrap_or_default(),
            };
            is_missing.set(rating.score.is_none());
            if rating.score.is_some() {
                parts.dispatch(Event::Rated(rating));
            }
        })
}

fn button(parts: Parts, class: &str, key: Key) -> El {
    el("button", class)
        .set("type", "button")
        .text(&late_text(parts, key))
}

/// What a mark is called.
fn name(parts: Parts, scale: Scale, score: u8) -> String {
    let place = usize::from(score.saturating_sub(1));
    match (scale, FACES.get(place)) {
        (Scale::Faces, Some(face)) => late_text(parts, *face),
        _ => parts.say(|texts, format| {
            let number = |number: u8| format.number(number.into());
            let (score, most) = (number(score), number(scale.bounds().1));
            texts.fill_late(Key::SurveyScore, &[("score", &score), ("most", &most)])
        }),
    }
}

/// What a mark looks like.
fn picture(parts: Parts, scale: Scale, score: u8) -> El {
    let place = usize::from(score.saturating_sub(1));
    match scale {
        Scale::Stars => outline(STAR),
        Scale::Faces => {
            let mouth = MOUTHS.get(place).copied().unwrap_or_default();
            outline(&[FACE, mouth].concat())
        }
        Scale::Numbers => el("span", "")
            .set("aria-hidden", "true")
            .text(&parts.say(|_, format| format.number(score.into()))),
    }
}
