//! Which rows are drawn, and where the transcript is scrolled to.
//!
//! At rest the newest row is in sight and stays so, whatever comes in and however the window
//! changes its size. Once the reader scrolls up, the row they look at stays where it is on the
//! screen: its place is remembered, and put right after everything that moves it.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, ResizeObserver};

use super::row::Drawn;
use crate::{
    browser::listen,
    domain::{Event, transcript::Row, transcript_window::TranscriptWindow},
    ui::{
        dom::react,
        focus,
        parts::{Parts, follow, holds},
    },
};

/// How near the end, in pixels, counts as at the end.
const AT_END_PX: i32 = 24;
/// How near an edge of the drawn rows, in pixels, more are drawn.
const NEAR_EDGE_PX: i32 = 600;
/// How far from the end, in pixels, the button to the newest message is offered.
const FAR_PX: i32 = 320;
/// How many rows may come in at once and still be shown as arriving.
const ARRIVALS: usize = 4;

/// The transcript as a place to scroll in.
pub struct Pane {
    /// What all components share.
    pub parts: Parts,
    /// Whether the newest row is in sight and stays so.
    pub is_pinned: RwSignal<bool>,
    /// Whether the newest row is far out of sight.
    pub is_far: RwSignal<bool>,
    /// Whether the oldest row known is drawn.
    pub is_at_start: RwSignal<bool>,
    /// The element that scrolls.
    log: Element,
    /// The list of rows.
    list: Element,
    drawn: RefCell<Vec<Drawn>>,
    window: Cell<TranscriptWindow>,
    /// Where it was scrolled to last.
    top: Cell<i32>,
    /// The first row in sight, and how far below the top of the transcript it begins.
    anchor: RefCell<Option<(Element, f64)>>,
    /// The number of rows when older ones were asked for.
    asked_at: Cell<Option<usize>>,
}

impl Pane {
    /// An empty transcript, at rest.
    pub fn new(parts: Parts, log: &Element, list: &Element) -> Rc<Self> {
        Rc::new(Self {
            parts,
            is_pinned: RwSignal::new(true),
            is_far: RwSignal::new(false),
            is_at_start: RwSignal::new(true),
            log: log.clone(),
            list: list.clone(),
            drawn: RefCell::default(),
            window: Cell::default(),
            top: Cell::new(0),
            anchor: RefCell::default(),
            asked_at: Cell::new(None),
        })
    }

    /// Follows the session, the size of the window and the eyes of the reader.
    pub fn start(self: &Rc<Self>, content: &Element) {
        let changed = self.parts.slice(|view| &view.transcript_version);
        let count = self
            .parts
            .number(|view| u64::try_from(view.rows).unwrap_or(u64::MAX));
        let (late, late_failed) = (self.parts.app.late(), self.parts.app.late_failed());
        let pane = Rc::clone(self);
        react(Box::new(move || {
            follow(changed);
            follow(count);
            late.track();
            late_failed.track();
            pane.refresh();
        }));
        self.resume();
        self.watch_size(content);
        self.tell_what_is_seen();
    }

    /// Back to the newest message.
    pub fn to_newest(&self) {
        self.rest();
        self.draw(TranscriptWindow::resting(self.total()));
    }

    /// The focus stays in the transcript when the button that had it is gone.
    pub fn keep_focus(&self) {
        if !focus::is_inside(self.parts) {
            // The log takes the focus by its tabindex.
            let _ = self.log.unchecked_ref::<HtmlElement>().focus();
        }
    }

    /// The transcript was scrolled, by the reader or by us.
    pub fn scrolled(&self) {
        // The browser tells of scrolling later, and the window may have been built anew since.
        if self.is_pinned.is_disposed() {
            return;
        }
        let top = self.log.scroll_top();
        let before = self.top.get();
        let below = self.below();
        if below <= AT_END_PX {
            set(self.is_pinned, self.window.get().is_at_end());
        } else if top < before {
            set(self.is_pinned, false);
        }
        set(
            self.is_far,
            !self.is_pinned.get_untracked() && below > FAR_PX,
        );
        // Where we have scrolled to ourselves, the place is known, and may be about to be put right.
        if top != before {
            self.remember_place();
        }
        self.draw_edges();
    }

    /// How far the end is below what is in sight.
    fn below(&self) -> i32 {
        self.log
            .scroll_height()
            .saturating_sub(self.log.scroll_top())
            .saturating_sub(self.log.client_height())
    }

    fn rest(&self) {
        set(self.is_pinned, true);
        set(self.is_far, false);
    }

    /// Draws more rows where the reader comes near the last one drawn.
    fn draw_edges(&self) {
        let window = self.window.get();
        let is_near_start = self.log.scroll_top() < NEAR_EDGE_PX;
        let is_reading = !self.is_pinned.get_untracked();
        if is_near_start && is_reading && !window.is_at_start() {
            self.draw(window.earlier());
        } else if is_reading && !window.is_at_end() && self.below() < NEAR_EDGE_PX {
            self.draw(window.later());
        } else if is_near_start
            && window.is_at_start()
            && self.asked_at.get() != Some(window.total())
        {
            let wants = self.parts.view(|view| view.open && view.has_older);
            if wants {
                self.asked_at.set(Some(window.total()));
                self.parts.dispatch(Event::OlderWanted);
            }
        }
    }

    /// Goes on where somebody reads, in a window that is built anew, and leaves word for the next.
    fn resume(self: &Rc<Self>) {
        if let Some((window, first, top)) = self.parts.shared().reading.take() {
            set(self.is_pinned, false);
            self.draw(window);
            let row = self.drawn.borrow().get(first).map(Drawn::element).cloned();
            // It has no place yet; once it has, it is put where it was.
            self.anchor.replace(row.map(|row| (row, top)));
        }
        let pane = StoredValue::new_local(Rc::clone(self));
        on_cleanup(move || {
            pane.try_with_value(|pane| pane.parts.shared().reading.set(pane.reading()));
        });
    }

    fn reading(&self) -> Option<(TranscriptWindow, usize, f64)> {
        let anchor = self.anchor.borrow();
        let (row, top) = anchor.as_ref()?;
        let first = self
            .drawn
            .borrow()
            .iter()
            .position(|it| it.element() == row)?;
        let is_reading = self.is_pinned.try_get_untracked() == Some(false);
        is_reading.then_some((self.window.get(), first, *top))
    }

    /// The transcript has changed.
    fn refresh(&self) {
        let total = self.total();
        let window = self.window.get();
        let first = self.drawn.borrow().first().map(Drawn::id);
        let kept = first
            .filter(|_| !self.is_pinned.get_untracked())
            .and_then(|id| {
                let is_it = |at: &usize| self.parts.app.message_at(*at).is_some_and(|it| it == id);
                window.places(total).find(is_it)
            });
        if let Some(first) = kept {
            self.draw(window.moved(first, total));
        } else {
            self.rest();
            self.draw(window.rested(total));
        }
        self.draw_edges();
    }

    /// Draws the rows of `window`, and keeps what is in sight where it is.
    fn draw(&self, window: TranscriptWindow) {
        let rows = self.parts.app.rows(window.range());
        // Scrolled, and not told of it yet.
        if self.log.scroll_top() != self.top.get() {
            self.remember_place();
        }
        self.window.set(window);
        self.put(rows);
        set(self.is_at_start, window.is_at_start());
        self.hold_place();
    }

    /// Remembers which row is in sight first, and where.
    fn remember_place(&self) {
        self.top.set(self.log.scroll_top());
        let edge = self.log.get_bounding_client_rect().top();
        let drawn = self.drawn.borrow();
        let is_in_sight = |row: &&Element| row.get_bounding_client_rect().bottom() > edge;
        let first = drawn.iter().map(Drawn::element).find(is_in_sight);
        self.anchor
            .replace(first.map(|row| (row.clone(), self.place(row))));
    }

    /// How far below the top of the transcript a row begins. The window is smaller while it opens
    /// and while it is closed, and what is measured then with it.
    fn place(&self, row: &Element) -> f64 {
        let log = self.log.get_bounding_client_rect();
        let scale = log.height() / f64::from(self.log.client_height());
        (row.get_bounding_client_rect().top() - log.top()) / scale
    }

    /// Puts what is in sight where it was: the newest row, or the one that the reader looks at.
    fn hold_place(&self) {
        if self.is_pinned.get_untracked() {
            self.log.set_scroll_top(self.log.scroll_height());
        } else if let Some((row, top)) = &*self.anchor.borrow()
            && row.is_connected()
        {
            self.log.scroll_by_with_x_and_y(0.0, self.place(row) - top);
        }
        self.top.set(self.log.scroll_top());
    }

    /// Makes the list hold exactly `rows`. A row that stays keeps its element, so that a selection
    /// or a focus in it stays too.
    fn put(&self, rows: Vec<Row>) {
        let mut old: Vec<Option<Drawn>> = self.drawn.take().into_iter().map(Some).collect();
        let mut new = Vec::with_capacity(rows.len());
        let (mut from, mut arrived) = (0_usize, 0_usize);
        for row in rows {
            // Both are in the order of the transcript, so the next one is mostly the one looked for.
            let is_it = |at: &usize| old.get(*at).is_some_and(|old| is_of(old.as_ref(), &row));
            let found = (from..old.len()).chain(0..from).find(is_it);
            let mut kept = found.and_then(|at| old.get_mut(at)).and_then(Option::take);
            if kept
                .as_mut()
                .is_some_and(|kept| !kept.update(self.parts, &row))
            {
                kept = None;
            }
            if let (Some(kept), Some(at)) = (kept, found) {
                (from, arrived) = (at.saturating_add(1), 0);
                new.push(kept);
            } else {
                arrived = arrived.saturating_add(1);
                new.push(Drawn::new(self.parts, row));
            }
        }
        // What has no place any more leaves the document here.
        drop(old);
        if arrived <= ARRIVALS && arrived < new.len() && self.is_pinned.get_untracked() {
            new.iter().rev().take(arrived).for_each(Drawn::arrive);
        }
        let mut next = self.list.first_element_child();
        for element in new.iter().map(Drawn::element) {
            if next.as_ref() == Some(element) {
                next = element.next_element_sibling();
            } else {
                // Both are elements of our own.
                let _ = self.list.insert_before(element, next.as_deref());
            }
        }
        self.drawn.replace(new);
    }

    /// What is in sight stays there when the window or a row changes its size.
    fn watch_size(self: &Rc<Self>, content: &Element) {
        let pane = Rc::clone(self);
        let resized = Closure::<dyn FnMut()>::new(move || {
            // The browser tells of it later, as of scrolling.
            if !pane.is_pinned.is_disposed() {
                pane.hold_place();
            }
        });
        // Fails only in a browser that knows no such observer; then rows just stay where they are.
        let Ok(observer) = ResizeObserver::new(resized.into_js_value().unchecked_ref()) else {
            return;
        };
        observer.observe(&self.log);
        observer.observe(content);
        let observer = StoredValue::new_local(observer);
        on_cleanup(move || {
            observer.try_with_value(ResizeObserver::disconnect);
        });
    }

    /// Tells the session whether the newest message is on the screen of a visible page.
    fn tell_what_is_seen(&self) {
        let page = document();
        let is_visible = RwSignal::new(!page.hidden());
        let looked_at = page.clone();
        listen(
            &page,
            "visibilitychange",
            &self.parts.app.signal(),
            move || {
                is_visible.try_set(!looked_at.hidden());
            },
        );
        let (parts, is_pinned) = (self.parts, self.is_pinned);
        let is_open = parts.flag(|view| view.open);
        let told = Cell::new(false);
        react(Box::new(move || {
            let sees = holds(is_open) & is_visible.get() & is_pinned.get();
            if told.replace(sees) != sees {
                parts.dispatch(if sees { Event::Seen } else { Event::Unseen });
            }
        }));
    }

    fn total(&self) -> usize {
        self.parts.view(|view| view.rows)
    }
}

fn is_of(drawn: Option<&Drawn>, row: &Row) -> bool {
    drawn.is_some_and(|drawn| drawn.is_of(row))
}

/// Sets a flag only if it changes, so that nothing runs for nothing.
fn set(flag: RwSignal<bool>, value: bool) {
    if flag.try_get_untracked() == Some(!value) {
        flag.set(value);
    }
}
