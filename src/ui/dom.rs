//! Elements, built one by one out of tags, attributes and text, and kept up to date by signals.
//!
//! Two things decided against typed views here. Nested static ones are made by parsing HTML, which
//! a strict content-security policy refuses. And each shape of element is compiled for itself:
//! the whole window costs a third this way, since every part that changes is one boxed closure.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::{RenderEffect, document, on_cleanup};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, KeyboardEvent, Node, Text};

/// The namespace of pictures.
const SVG: &str = "http://www.w3.org/2000/svg";

/// An element that is being built.
#[derive(Clone)]
pub struct El(Element);

/// An element with a class; none if that is empty.
pub fn el(tag: &str, class: &str) -> El {
    made(document().create_element(tag), class)
}

/// An element of a picture.
pub fn svg(tag: &str, class: &str) -> El {
    made(document().create_element_ns(Some(SVG), tag), class)
}

/// Only a tag that is no name at all is refused, and ours are all written here.
fn made(element: Result<Element, JsValue>, class: &str) -> El {
    let element = El(element.unwrap_or_else(|_| JsValue::NULL.unchecked_into()));
    if class.is_empty() {
        element
    } else {
        element.set("class", class)
    }
}

impl El {
    /// An element that is there already.
    pub fn at(element: &Element) -> Self {
        Self(element.clone())
    }

    /// The element itself.
    pub fn element(&self) -> &Element {
        &self.0
    }

    /// Gives it an attribute.
    pub fn set(self, name: &str, value: &str) -> Self {
        // Only a name with characters that no name has is refused.
        let _ = self.0.set_attribute(name, value);
        self
    }

    /// Adds text.
    pub fn text(self, text: &str) -> Self {
        // Appending to an element of our own cannot fail; nor can it below.
        let _ = self.0.append_child(&document().create_text_node(text));
        self
    }

    /// Adds an element.
    pub fn with(self, child: El) -> Self {
        let El(child) = child;
        let _ = self.0.append_child(&child);
        self
    }

    /// Adds elements.
    pub fn with_all(self, children: impl IntoIterator<Item = El>) -> Self {
        children.into_iter().fold(self, Self::with)
    }

    /// Listens to an event. The browser frees `act` together with the element.
    pub fn on(self, event: &str, act: impl FnMut(Event) + 'static) -> Self {
        self.listen(event, Box::new(act))
    }

    /// Listens to the keys. A browser that fills in a form says *keydown* without any key, by an
    /// event that is not one of the keyboard.
    pub fn on_key(self, mut act: impl FnMut(&KeyboardEvent) + 'static) -> Self {
        let act = move |event: Event| event.dyn_ref().map_or((), &mut act);
        self.listen("keydown", Box::new(act))
    }

    /// What a press on it does.
    pub fn press(self, mut act: impl FnMut() + 'static) -> Self {
        self.listen("click", Box::new(move |_| act()))
    }

    fn listen(self, event: &str, act: Box<dyn FnMut(Event)>) -> Self {
        let act = Closure::wrap(act).into_js_value();
        let _ = self
            .0
            .add_event_listener_with_callback(event, act.unchecked_ref());
        self
    }

    /// Adds a text that follows what it is made of.
    pub fn says(self, write: impl Fn() -> String + 'static) -> Self {
        let text = document().create_text_node("");
        let _ = self.0.append_child(&text);
        keep_said(text, Box::new(write));
        self
    }

    /// Gives it an attribute that follows what it is made of, and goes where there is none.
    pub fn follows(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        keep_set(self.0.clone(), name, Box::new(value));
        self
    }

    /// Gives it an attribute without a value as long as something is the case.
    pub fn is(self, name: &'static str, test: impl Fn() -> bool + 'static) -> Self {
        self.follows(name, move || test().then(String::new))
    }

    /// Gives it an attribute that is *true* or *false*.
    pub fn tells(self, name: &'static str, test: impl Fn() -> bool + 'static) -> Self {
        self.follows(name, move || Some(test().to_string()))
    }

    /// Adds an element that is built anew whenever what it is made of changes, and goes where
    /// there is none.
    pub fn holds(self, build: impl Fn() -> Option<El> + 'static) -> Self {
        let place = document().create_text_node("");
        let _ = self.0.append_child(&place);
        keep_built(place, Box::new(build));
        self
    }

    /// Puts an element in the place of another one, or before `place` if there was none.
    pub fn swap(old: &mut Option<El>, new: Option<El>, place: &Node) {
        if let Some(old) = old.take() {
            old.0.remove();
        }
        if let (Some(new), Some(parent)) = (&new, place.parent_node()) {
            let _ = parent.insert_before(&new.0, Some(place));
        }
        *old = new;
    }
}

fn keep_said(text: Text, write: Box<dyn Fn() -> String>) {
    react(Box::new(move || {
        let said = write();
        if text.data() != said {
            text.set_data(&said);
        }
    }));
}

fn keep_set(element: Element, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
    react(Box::new(move || {
        let _ = match value() {
            Some(value) => element.set_attribute(name, &value),
            None => element.remove_attribute(name),
        };
    }));
}

fn keep_built(place: Text, build: Box<dyn Fn() -> Option<El>>) {
    let shown = Rc::new(RefCell::new(None));
    react(Box::new(move || {
        let new = build();
        El::swap(&mut shown.borrow_mut(), new, &place);
    }));
}

/// Runs `act` now and whenever what it reads changes, as long as what surrounds it is there.
pub fn react(act: Box<dyn Fn()>) {
    let effect = RenderEffect::new(move |_| act());
    on_cleanup(move || drop(effect));
}
