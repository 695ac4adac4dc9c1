//! Where the panel stands: just where the vendor's window stood, as long as there is one of a size
//! that holds it; in the corner of the page else.

use core::cell::RefCell;

use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{DomRect, Element, HtmlElement, ResizeObserver};

/// What a panel needs in CSS pixels; a vendor's launcher is smaller.
const LEAST_WIDTH: f64 = 240.0;
const LEAST_HEIGHT: f64 = 280.0;

const SIDES: [&str; 4] = ["left", "top", "width", "height"];

/// The place of a panel, which follows what it covers.
pub struct Place {
    panel: Option<HtmlElement>,
    followed: RefCell<Option<Followed>>,
}

/// What is followed, with what follows it.
struct Followed {
    element: Element,
    observer: ResizeObserver,
    _moved: Closure<dyn FnMut()>,
}

impl Place {
    /// A place for this panel.
    pub const fn new(panel: Option<HtmlElement>) -> Self {
        Self {
            panel,
            followed: RefCell::new(None),
        }
    }

    /// Puts the panel over the largest of these elements. Where none is large enough it stays: the
    /// vendor's window may be gone because it was cleared, and nothing should jump then.
    pub fn follow(&self, drawn: &[Element]) {
        let largest = drawn
            .iter()
            .flat_map(with_frames)
            .map(|element| (element.get_bounding_client_rect(), element))
            .filter(|(rect, _)| rect.width() >= LEAST_WIDTH && rect.height() >= LEAST_HEIGHT)
            .max_by(|(one, _), (other, _)| area(one).total_cmp(&area(other)));
        let (Some((rect, element)), Some(panel)) = (largest, &self.panel) else {
            return;
        };
        put(panel, &rect);
        let is_known = self
            .followed
            .borrow()
            .as_ref()
            .is_some_and(|known| known.element == element);
        if is_known {
            return;
        }
        self.leave();
        let (panel, frame) = (panel.clone(), element.clone());
        let moved = Closure::<dyn FnMut()>::new(move || {
            let rect = frame.get_bounding_client_rect();
            if rect.width() >= LEAST_WIDTH && rect.height() >= LEAST_HEIGHT {
                put(&panel, &rect);
            }
        });
        if let Ok(observer) = ResizeObserver::new(moved.as_ref().unchecked_ref()) {
            observer.observe(&element);
            self.followed.replace(Some(Followed {
                element,
                observer,
                _moved: moved,
            }));
        }
    }

    /// Back to the corner.
    pub fn forget(&self) {
        self.leave();
        if let Some(panel) = &self.panel {
            let _ = panel.remove_attribute("data-placed");
            for side in SIDES {
                let _ = panel.style().remove_property(side);
            }
        }
    }

    fn leave(&self) {
        if let Some(followed) = self.followed.take() {
            followed.observer.disconnect();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.forget();
    }
}

fn with_frames(element: &Element) -> Vec<Element> {
    let frames = element.query_selector_all("iframe").ok();
    let count = frames.as_ref().map_or(0, web_sys::NodeList::length);
    let inner =
        (0..count).filter_map(|at| JsValue::from(frames.as_ref()?.item(at)?).dyn_into().ok());
    inner.chain([element.clone()]).collect()
}

fn area(rect: &DomRect) -> f64 {
    rect.width() * rect.height()
}

fn put(panel: &HtmlElement, rect: &DomRect) {
    let _ = panel.set_attribute("data-placed", "");
    let lengths = [rect.left(), rect.top(), rect.width(), rect.height()];
    for (side, length) in SIDES.into_iter().zip(lengths) {
        // CSSOM, which no policy forbids.
        let _ = panel
            .style()
            .set_property(side, &[&*length.to_string(), "px"].concat());
    }
}
