//! Cards, alone or in a row that can be leafed through.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{Asked, late_text, media};
use crate::{
    domain::{
        rich::{Action, Card, Deed, MOST_PARTS},
        text::{self, links},
    },
    i18n::{Direction, Key, direction},
    ui::{
        dom::{El, el},
        icon::Icon,
        link::link,
        parts::named_tool,
        url::BrowserUrls,
    },
};

/// How many buttons a card may have.
const MOST_ACTIONS: usize = 3;
/// How many characters of a headline are shown.
const TITLE_CHARS: usize = 160;
/// How many characters of the words under it are shown.
const TEXT_CHARS: usize = 600;

/// One card, or several side by side.
pub fn cards(asked: &Asked<'_>, mut cards: Vec<Card>) -> El {
    cards.truncate(MOST_PARTS);
    if cards.len() == 1 {
        return el("div", "").with_all(cards.iter().map(|one| card(asked, one)));
    }
    let items = cards
        .iter()
        .map(|one| el("li", "carousel__item").with(card(asked, one)));
    let track = el("ul", "carousel__track")
        .set("role", "list")
        .set("tabindex", "0")
        .set("aria-label", &late_text(asked.parts, Key::RichCards))
        .with_all(items);
    let step = |picture, key, way: f64| {
        let track = track.element().clone();
        let is_rtl = direction(&asked.parts.app.locale_tag()) == Direction::Rtl;
        let way = if is_rtl { -way } else { way };
        let name = late_text(asked.parts, key);
        named_tool("tool carousel__step", picture, &name, move || {
            leaf(&track, way);
        })
    };
    let back = step(Icon::Back, Key::RichBack, -1.0);
    let on = step(Icon::On, Key::RichOn, 1.0);
    el("div", "carousel")
        .with(track)
        .with(el("div", "carousel__ways").with(back).with(on))
}

/// Scrolls by one card; where the row rests is up to the stylesheet.
fn leaf(track: &Element, way: f64) {
    let width = track
        .first_element_child()
        .map_or(0, |card| card.unchecked_ref::<HtmlElement>().offset_width());
    track.scroll_by_with_x_and_y(way * f64::from(width), 0.0);
}

fn card(asked: &Asked<'_>, card: &Card) -> El {
    let picture = card
        .image
        .as_ref()
        .and_then(|image| media::picture(asked.parts, image));
    let title = text::name(&card.title, TITLE_CHARS);
    let words = text::preview(&card.text, TEXT_CHARS);
    let title =
        (!title.is_empty()).then(|| el("h3", "card__title").set("dir", "auto").text(&title));
    let words = (!words.is_empty()).then(|| el("p", "card__text").set("dir", "auto").text(&words));
    let actions = card.actions.iter().take(MOST_ACTIONS);
    el("article", "card").with_all(picture).with(
        el("div", "card__body")
            .with_all(title)
            .with_all(words)
            .with_all(actions.filter_map(|one| action(asked, one))),
    )
}

fn action(asked: &Asked<'_>, action: &Action) -> Option<El> {
    match &action.does {
        Deed::Choose(id) => {
            let label = text::name(&action.label, TITLE_CHARS);
            Some(asked.option("button", id, &label))
        }
        Deed::Open(url) => {
            let judged = links::judge(&BrowserUrls, url)?;
            let label = links::label(&action.label, &judged);
            Some(link("button", &judged.href).text(&label))
        }
    }
}
