//! Takes what a vendor draws out of the visitor's reach: by mouse, by touch, by keyboard and for
//! screen readers, in its frame too, which is a page of somebody else's that we cannot look into.
//!
//! Three things together, because each alone has an engine or a moment in which it does not hold:
//! a style sheet of the page hides whatever the vendor draws from the first frame on, however often
//! it draws it anew; `inert` keeps its frame from taking the focus back by script; and a frame that
//! has the focus all the same loses it to our panel.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{AbortController, CssStyleSheet, Document, Element, Window};

use super::{draw::Drawing, place::Place};
use crate::{
    browser::{listen, listen_within, when},
    value::Value as _,
};

#[wasm_bindgen]
extern "C" {
    /// Sees what is added to the page; in web-sys it would be the one thing that only we need.
    type MutationObserver;

    #[wasm_bindgen(constructor)]
    fn new(changed: &Closure<dyn FnMut()>) -> MutationObserver;

    #[wasm_bindgen(method)]
    fn observe(this: &MutationObserver, target: &Document, options: &JsValue);

    #[wasm_bindgen(method)]
    fn disconnect(this: &MutationObserver);
}

const SHEETS: &str = "adoptedStyleSheets";

/// What is covered, until this is dropped.
pub struct Cover {
    document: Document,
    watch: Rc<Watch>,
    observer: MutationObserver,
    _changed: Closure<dyn FnMut()>,
    life: AbortController,
}

/// What is looked at again whenever the page changes.
struct Watch {
    document: Document,
    sheet: CssStyleSheet,
    selector: String,
    place: Place,
}

impl Cover {
    /// Covers what `selector` names, now and whenever it is drawn. None in a page that is on its way
    /// out.
    pub fn over(selector: &str, drawing: &Rc<Drawing>) -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        let life = AbortController::new().ok()?;
        let watch = Rc::new(Watch {
            document: document.clone(),
            sheet: hiding(selector)?,
            selector: selector.to_owned(),
            place: Place::new(drawing.panel().cloned()),
        });
        // Before it is hidden: a hidden frame may have no focus to lose any more.
        let had_focus = watch.has_focus();
        watch.look();
        if had_focus {
            drawing.take_focus();
        }
        let looked = Rc::clone(&watch);
        let changed = Closure::<dyn FnMut()>::new(move || looked.look());
        let observer = MutationObserver::new(&changed);
        let mut options = JsValue::object();
        options.set("childList", JsValue::TRUE);
        options.set("subtree", JsValue::TRUE);
        observer.observe(&document, &options);
        Self::guard(&window, &watch, drawing, &life);
        Some(Self {
            document,
            watch,
            observer,
            _changed: changed,
            life,
        })
    }

    /// Whether there is a name for what the vendor draws, and nothing on the page that has it.
    pub fn is_bare(&self) -> bool {
        !self.watch.selector.is_empty() && self.watch.drawn().is_empty()
    }

    /// The focus does not go where nothing can be seen, and the panel follows what it covers.
    fn guard(window: &Window, watch: &Rc<Watch>, drawing: &Rc<Drawing>, life: &AbortController) {
        let signal = life.signal();
        for name in ["blur", "focusin"] {
            let (watch, drawing) = (Rc::clone(watch), Rc::clone(drawing));
            listen(window, name, &signal, move || {
                let (watch, drawing) = (Rc::clone(&watch), Rc::clone(&drawing));
                let take_back = move || {
                    if watch.has_focus() || (name == "blur" && watch.is_robbed()) {
                        drawing.take_focus();
                    }
                };
                // Before the next key stroke; and once more, because a focus that is still on its
                // way arrives after it was taken back.
                let soon = take_back.clone();
                let at_once = Promise::resolve(&JsValue::UNDEFINED);
                when(&at_once, move |_| soon(), || ());
                Timeout::new(0, take_back).forget();
            });
        }
        let resized = Rc::clone(watch);
        listen(window, "resize", &signal, move || resized.resized());
        // A frame in the page's own text moves with it.
        let moved = Rc::clone(watch);
        listen_within(window, "scroll", &signal, move || {
            moved.place.follow(&moved.drawn());
        });
    }
}

impl Drop for Cover {
    fn drop(&mut self) {
        self.life.abort();
        self.observer.disconnect();
        let kept = sheets(&self.document)
            .iter()
            .filter(|sheet| !js_sys::Object::is(sheet, self.watch.sheet.as_ref()))
            .collect::<Array>();
        let _ = Reflect::set(&self.document, &SHEETS.into(), &kept);
        for element in self.watch.drawn() {
            let _ = element.remove_attribute("inert");
        }
    }
}

impl Watch {
    /// What the vendor draws now.
    fn drawn(&self) -> Vec<Element> {
        let found = (!self.selector.is_empty())
            .then(|| self.document.query_selector_all(&self.selector).ok())
            .flatten();
        let Some(found) = found else {
            return Vec::new();
        };
        (0..found.length())
            .filter_map(|at| found.item(at)?.dyn_into().ok())
            .collect()
    }

    fn look(&self) {
        self.hide();
        let drawn = self.drawn();
        for element in &drawn {
            if !element.has_attribute("inert") {
                let _ = element.set_attribute("inert", "");
            }
        }
        self.place.follow(&drawn);
    }

    /// Puts the sheet to those of the page, and back if the page has set others since.
    fn hide(&self) {
        let all = sheets(&self.document);
        if all
            .iter()
            .all(|sheet| !js_sys::Object::is(&sheet, self.sheet.as_ref()))
        {
            all.push(&self.sheet);
            let _ = Reflect::set(&self.document, &SHEETS.into(), &all);
        }
    }

    fn resized(&self) {
        self.place.forget();
        self.place.follow(&self.drawn());
    }

    fn has_focus(&self) -> bool {
        let Some(active) = self.document.active_element() else {
            return false;
        };
        let is_drawn = self
            .drawn()
            .iter()
            .any(|element| element.contains(Some(&active)));
        // The vendor may have hidden its frame by itself, with the focus in it.
        is_drawn || (is_frame(&active) && active.get_client_rects().length() == 0)
    }

    /// Whether a frame has taken the focus by script although its element cannot have it: the page
    /// has lost it then, and knows of nobody who got it.
    fn is_robbed(&self) -> bool {
        let has_focus = self.document.has_focus().unwrap_or_default();
        has_focus
            && self
                .document
                .active_element()
                .is_none_or(|active| !is_frame(&active))
    }
}

fn is_frame(element: &Element) -> bool {
    element.local_name() == "iframe"
}

/// A constructed sheet that hides, which no policy refuses and no redrawing undoes.
fn hiding(selector: &str) -> Option<CssStyleSheet> {
    let sheet = CssStyleSheet::new().ok()?;
    if !selector.is_empty() {
        let rules = [
            ":is(",
            selector,
            "),:is(",
            selector,
            ") *{visibility:hidden!important;pointer-events:none!important}",
        ];
        sheet.replace_sync(&rules.concat()).ok()?;
    }
    Some(sheet)
}

/// The page's own constructed sheets.
fn sheets(document: &Document) -> Array {
    let sheets = Reflect::get(document, &SHEETS.into()).unwrap_or(JsValue::UNDEFINED);
    if sheets.is_object() {
        Array::from(&sheets)
    } else {
        Array::new()
    }
}
