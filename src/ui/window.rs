//! The window: a dialog beside the page, or over it on a phone.
//!
//! It is a `<dialog>` in both cases. Over the page it is shown as modal, so that the browser itself
//! keeps the page behind it out of reach; beside the page it is only open.

use std::rc::Rc;

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, KeyboardEvent};

use super::{
    announcer,
    app::App,
    banner, composer, confirmation,
    dom::{El, el, react},
    focus, header,
    late::{self, Spot},
    menu, panel,
    parts::{Parts, follow, holds},
    title, transcript,
};
use crate::{
    browser::listen,
    domain::{
        Event,
        view::{Foot, Panel},
    },
    i18n::{Key, direction},
};

/// Screens on which the window takes all the room. The same words stand in `style/window.css`.
const PHONE: &str = "(max-width: 480px), (max-height: 480px) and (pointer: coarse)";

/// The whole window, to be mounted in an element of the shadow root, never in the root itself.
///
/// `fetch_late` fetches the late half of the wasm; [`App::late_came`] is told what came of it.
pub fn window(app: App, fetch_late: Rc<dyn Fn()>) -> impl IntoView {
    let parts = Parts::new(app);
    parts.shared().fetch_late.replace(Some(fetch_late));
    html::div()
        .class("root")
        .directive(move |root: Element| fill(&root, parts), ())
}

/// Builds the window, and builds it anew in another language.
fn fill(root: &Element, parts: Parts) {
    let app = parts.app;
    let is_modal = fills_screen(parts);
    let is_open = parts.flag(|view| view.open);
    // Before anything else that follows the view: then whatever has the focus still stands.
    react(Box::new(move || {
        app.view().track();
        focus::hold(parts);
    }));
    focus::follow(parts);
    if app.settings().title_count {
        title::count_in_title(parts);
    }
    let _root = El::at(root)
        .follows("lang", move || Some(app.locale().get().as_ref().to_owned()))
        .follows("dir", move || {
            Some(direction(&app.locale().get()).as_str().to_owned())
        })
        .holds(move || {
            app.texts().track();
            app.locale().track();
            focus::hold(parts);
            let dialog = dialog(parts, is_modal);
            let shown: HtmlDialogElement = dialog.element().clone().unchecked_into();
            parts.shared().dialog.replace(Some(shown));
            Some(dialog)
        });
    react(Box::new(move || {
        app.texts().track();
        app.locale().track();
        let (open, modal) = (holds(is_open), is_modal.get());
        if let Some(dialog) = parts.dialog() {
            show(parts, &dialog, open, modal);
        }
    }));
}

fn dialog(parts: Parts, is_modal: RwSignal<bool>) -> El {
    let asks = parts.flag(|view| view.confirmation.is_some());
    let saving = parts.saving;
    let brand = &parts.app.settings().brand;
    let name = parts.say(|texts, _| texts.fill(Key::WindowLabel, &[("brand", brand)]));
    let body = el("div", "window__body")
        .is("inert", move || holds(asks) || saving.get())
        .with(header::header(parts));
    let body = menu::add_to(body, parts).with(banner::banner(parts));
    let body = late::add_spot(body, parts, Spot::Chats).with(transcript::transcript(parts));
    let body = late::add_spot(body, parts, Spot::Survey);
    let dialog = el("dialog", "window")
        .set("part", "window")
        .set("role", "dialog")
        .set("aria-label", &name)
        .tells("aria-modal", move || is_modal.get())
        .on_key(move |event| on_key(parts, is_modal, event))
        .on("click", move |event| {
            on_click(parts, event.target().map(JsCast::unchecked_into).as_ref());
        })
        // The back gesture of a phone.
        .on("cancel", move |event| {
            event.prevent_default();
            step_back(parts);
        })
        .on("close", move |_| closed_by_browser(parts))
        .with(add_foot(body, parts));
    let dialog = confirmation::add_to(dialog, parts);
    late::add_spot(dialog, parts, Spot::Save).with(announcer::announcer(parts))
}

/// Adds the message field, or the panel in its place.
fn add_foot(body: El, parts: Parts) -> El {
    let panel = parts.slice(|view| match &view.foot {
        foot @ Foot::Panel(_) => foot,
        // One for all, so that the field stays while what it says changes.
        Foot::Composer { .. } | Foot::Locked => &Foot::Locked,
    });
    body.holds(move || {
        follow(panel);
        Some(parts.view(|view| match &view.foot {
            Foot::Panel(Panel::PreChat { .. }) => {
                late::add_spot(el("div", "foot"), parts, Spot::PreChat)
            }
            Foot::Panel(panel) => panel::panel(parts, panel),
            Foot::Composer { .. } | Foot::Locked => composer::composer(parts),
        }))
    })
}

fn show(parts: Parts, dialog: &HtmlDialogElement, open: bool, modal: bool) {
    let had_focus = focus::is_inside(parts);
    let is_modal = dialog.matches(":modal").unwrap_or(false);
    if dialog.open() && (!open || is_modal != modal) {
        dialog.close();
    }
    if open && !dialog.open() {
        parts.shared().opener.replace(document().active_element());
        if modal {
            // Fails only where the element is not in a document, and then nobody sees it.
            let _ = dialog.show_modal();
        } else {
            // Not `show()`, which would move the focus by itself.
            dialog.set_open(true);
        }
    }
    if had_focus && !open {
        focus::leave(parts);
    }
}

/// Whether the window fills the screen; while it does, it follows what the keyboard on the screen
/// leaves of it.
fn fills_screen(parts: Parts) -> RwSignal<bool> {
    let fills = RwSignal::new(false);
    let page = leptos::prelude::window();
    if parts.app.settings().inline {
        return fills;
    }
    let signal = parts.app.signal();
    if let Ok(Some(phone)) = page.match_media(PHONE) {
        fills.set(phone.matches());
        let query = phone.clone();
        listen(&phone, "change", &signal, move || {
            fills.try_set(query.matches());
        });
    }
    if let Some(view) = page.visual_viewport() {
        let port = view.clone();
        let fit = move || {
            let Some(dialog) = parts.dialog() else { return };
            let style = HtmlElement::style(&dialog);
            // Custom properties take any value.
            let _ = style.set_property("--view-top", &px(port.offset_top()));
            let _ = style.set_property("--view-height", &px(port.height()));
        };
        listen(&view, "scroll", &signal, fit.clone());
        listen(&view, "resize", &signal, fit);
    }
    fills
}

/// A length as a value of a style.
fn px(length: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "no screen has that many pixels"
    )]
    let whole = length.round() as i32;
    [&whole.to_string(), "px"].concat()
}

fn on_key(parts: Parts, is_modal: RwSignal<bool>, event: &KeyboardEvent) {
    match &*event.key() {
        "Escape" if !event.is_composing() => {
            event.prevent_default();
            event.stop_propagation();
            step_back(parts);
        }
        "Tab" if is_modal.get_untracked() => focus::keep_inside(parts, event),
        _ => (),
    }
}

/// One step back: out of the menu, the confirmation or the window.
fn step_back(parts: Parts) {
    if parts.menu_open.get_untracked() {
        parts.menu_open.set(false);
    } else if parts.saving.get_untracked() {
        focus::leave_saving(parts);
    } else if parts.view(|view| view.confirmation.is_some()) {
        parts.dispatch(Event::EndCancelled);
    } else if !parts.app.settings().inline {
        parts.dispatch(Event::Closed);
    }
}

fn on_click(parts: Parts, target: Option<&Element>) {
    let closest = |selector| target.and_then(|it| it.closest(selector).ok().flatten());
    if parts.menu_open.get_untracked() && closest(".menu, .header__options").is_none() {
        parts.menu_open.set(false);
    }
    focus::after_press(parts, closest("button"));
}

/// Some browsers close a modal dialog without asking when the visitor insists. They tell of it
/// later, when the window may be gone.
fn closed_by_browser(parts: Parts) {
    let is_hidden = parts.dialog().is_some_and(|dialog| !dialog.open());
    if is_hidden && parts.view(|view| view.open) {
        parts.dispatch(Event::Closed);
    }
}
