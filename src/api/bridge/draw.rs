//! What is drawn: the panel, the launcher, notices and the end user's way out. The elements are
//! built once and change what they say, so that no focus is lost.

use core::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{AbortSignal, Document, HtmlElement, KeyboardEvent, ShadowRoot};

use super::nodes::{add, click, set, write};
use crate::{
    browser::listen_to,
    i18n::{Key, Texts},
    transport::bridge::{Event, Line, Notice, Panel, View},
};

/// The rules, as they travel.
static CSS: &str = concat!(
    include_str!("../../../style/tokens.css"),
    include_str!("../../../style/base.css"),
    include_str!("../../../style/bridge.css"),
);

/// Where what the visitor does goes.
pub type Act = Rc<dyn Fn(Event)>;

/// The elements over a vendor's widget.
pub struct Drawing {
    nodes: Option<Nodes>,
    /// What is drawn now.
    last: RefCell<Option<View>>,
}

struct Nodes {
    document: Document,
    shadow: ShadowRoot,
    root: HtmlElement,
    corner: HtmlElement,
    /// Said aloud whenever it changes.
    status: HtmlElement,
    panel: HtmlElement,
    title: HtmlElement,
    reason: HtmlElement,
    line: HtmlElement,
    start: HtmlElement,
    close: HtmlElement,
    launcher: HtmlElement,
    notice: HtmlElement,
    notice_title: HtmlElement,
    notice_text: HtmlElement,
    dismiss: HtmlElement,
    end: HtmlElement,
    confirmation: HtmlElement,
    confirm_title: HtmlElement,
    confirm_text: HtmlElement,
    keep: HtmlElement,
    confirm: HtmlElement,
}

impl Drawing {
    /// Builds the elements in `shadow`.
    pub fn new(shadow: &ShadowRoot, is_at_start: bool, signal: &AbortSignal, act: &Act) -> Self {
        let nodes = Nodes::build(shadow, is_at_start);
        if let Some(nodes) = &nodes {
            dress(shadow);
            nodes.wire(signal, act);
        }
        Self {
            nodes,
            last: RefCell::new(None),
        }
    }

    /// The language changed: everything is said anew.
    pub fn forget(&self) {
        self.last.replace(None);
    }

    /// The panel, which takes the place of what is covered.
    pub fn panel(&self) -> Option<&HtmlElement> {
        self.nodes.as_ref().map(|nodes| &nodes.panel)
    }

    /// Draws a view.
    pub fn draw(&self, view: &View, texts: &Texts) {
        let Some(nodes) = &self.nodes else {
            return;
        };
        if self.last.borrow().as_ref() == Some(view) {
            return;
        }
        let last = self.last.replace(Some(view.clone()));
        nodes.draw(view, texts);
        let asked = last.as_ref().is_some_and(|last| last.confirmation);
        if view.confirmation && !asked {
            let _ = nodes.keep.focus();
        } else if asked && !view.confirmation {
            let _ = nodes.end.focus();
        }
        let was_panel = last.as_ref().is_some_and(|last| last.panel.is_some());
        if was_panel && view.launcher && nodes.holds_focus(&nodes.panel) {
            let _ = nodes.launcher.focus();
        }
    }

    /// Takes the focus away from what is covered: to the panel, or to nothing that does anything.
    pub fn take_focus(&self) {
        if let Some(nodes) = &self.nodes {
            let is_open = self
                .last
                .borrow()
                .as_ref()
                .is_some_and(|view| view.panel.is_some());
            let goal = if is_open { &nodes.panel } else { &nodes.root };
            // One that has the focus of this page already would not take it from a frame.
            let _ = goal.blur();
            let _ = web_sys::window().map(|window| window.focus());
            let _ = goal.focus();
        }
    }

    /// Gives the focus to the panel, if it is there.
    pub fn focus_panel(&self) {
        if let Some(nodes) = self.nodes.as_ref().filter(|nodes| !nodes.panel.hidden()) {
            let _ = nodes.panel.focus();
        }
    }

    /// Gives the focus that stands in the panel to the vendor's frame.
    pub fn hand_over(&self, selector: &str) {
        let Some(nodes) = self
            .nodes
            .as_ref()
            .filter(|nodes| nodes.shadow.active_element().is_some())
        else {
            return;
        };
        let frame = (!selector.is_empty())
            .then(|| nodes.document.query_selector(selector).ok())
            .flatten()
            .flatten()
            .and_then(|drawn| {
                let inner = drawn.query_selector("iframe").ok().flatten();
                inner.unwrap_or(drawn).dyn_into::<HtmlElement>().ok()
            });
        if let Some(frame) = frame {
            let _ = frame.focus();
        }
    }
}

impl Nodes {
    fn build(shadow: &ShadowRoot, is_at_start: bool) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let new = |parent: &HtmlElement, name, class| add(&document, parent, name, class);
        let root = add(&document, shadow, "div", "root")?;
        set(&root, "tabindex", "-1");
        if is_at_start {
            set(&root, "data-at", "start");
        }
        let status = new(&root, "p", "spoken")?;
        set(&status, "role", "status");
        let corner = new(&root, "div", "corner")?;
        set(&corner, "role", "region");
        let notice = new(&corner, "div", "notice")?;
        let notice_words = new(&notice, "div", "notice__words")?;
        let end = new(&corner, "button", "button end")?;
        let confirmation = new(&corner, "div", "sheet")?;
        set(&confirmation, "role", "alertdialog");
        set(&confirmation, "aria-labelledby", "confirm-title");
        set(&confirmation, "aria-describedby", "confirm-text");
        let confirm_title = new(&confirmation, "h2", "sheet__title")?;
        confirm_title.set_id("confirm-title");
        let confirm_text = new(&confirmation, "p", "sheet__text")?;
        confirm_text.set_id("confirm-text");
        let confirm_row = new(&confirmation, "div", "sheet__row")?;
        let launcher = new(&corner, "button", "button launcher")?;
        let panel = new(&root, "div", "panel")?;
        set(&panel, "role", "dialog");
        set(&panel, "aria-labelledby", "panel-title");
        set(&panel, "aria-describedby", "panel-line");
        set(&panel, "tabindex", "-1");
        let mark = new(&panel, "div", "panel__mark")?;
        set(&mark, "aria-hidden", "true");
        let title = new(&panel, "h2", "panel__title")?;
        title.set_id("panel-title");
        let reason = new(&panel, "p", "panel__reason")?;
        set(&reason, "dir", "auto");
        let line = new(&panel, "p", "panel__line")?;
        line.set_id("panel-line");
        let ways = new(&panel, "div", "panel__ways")?;
        Some(Self {
            notice_title: new(&notice_words, "b", "notice__title")?,
            notice_text: new(&notice_words, "p", "notice__text")?,
            dismiss: new(&notice, "button", "button notice__dismiss")?,
            keep: new(&confirm_row, "button", "button")?,
            confirm: new(&confirm_row, "button", "button button--danger")?,
            start: new(&ways, "button", "button button--primary")?,
            close: new(&ways, "button", "button")?,
            shadow: shadow.clone(),
            document: document.clone(),
            root,
            corner,
            status,
            panel,
            title,
            reason,
            line,
            launcher,
            notice,
            end,
            confirmation,
            confirm_title,
            confirm_text,
        })
    }

    fn wire(&self, signal: &AbortSignal, act: &Act) {
        let clicks = [
            (&self.start, Event::Start),
            (&self.close, Event::Close),
            (&self.dismiss, Event::Dismiss),
            (&self.end, Event::AskEnd),
            (&self.keep, Event::CancelEnd),
            (&self.confirm, Event::ConfirmEnd),
        ];
        for (button, event) in clicks {
            set(button, "type", "button");
            let act = Rc::clone(act);
            click(button, move || act(event.clone()));
        }
        set(&self.launcher, "type", "button");
        let (opened, panel) = (Rc::clone(act), self.panel.clone());
        click(&self.launcher, move || {
            opened(Event::Show);
            let _ = panel.focus();
        });
        for (element, event) in [
            (&self.panel, Event::Close),
            (&self.confirmation, Event::CancelEnd),
        ] {
            let act = Rc::clone(act);
            listen_to(element, "keydown", signal, move |pressed| {
                let key = pressed.dyn_into::<KeyboardEvent>();
                if key.is_ok_and(|key| key.key() == "Escape") {
                    act(event.clone());
                }
            });
        }
    }

    fn draw(&self, view: &View, texts: &Texts) {
        // Said while it is already there: a region that appears with its words may not be heard.
        let said = said(view, texts);
        if let Some(panel) = &view.panel {
            self.draw_panel(panel, texts);
        }
        self.panel.set_hidden(view.panel.is_none());
        set(&self.corner, "aria-label", region(view, texts));
        // Beside the vendor's window while that is in use, in its place afterwards.
        let _ = self
            .corner
            .toggle_attribute_with_force("data-beside", !view.is_covered);
        write(&self.launcher, texts.get(Key::ChatEnded));
        self.launcher.set_hidden(!view.launcher);
        self.draw_notice(view, texts);
        write(
            &self.end,
            texts.get(if view.is_ending {
                Key::Ending
            } else {
                Key::EndConversation
            }),
        );
        self.end.set_hidden(!(view.end_button || view.is_ending));
        if view.is_ending {
            set(&self.end, "aria-disabled", "true");
        } else {
            let _ = self.end.remove_attribute("aria-disabled");
        }
        write(&self.confirm_title, texts.get(Key::ConfirmTitle));
        write(&self.confirm_text, texts.get_bridge(Key::BridgeConfirm));
        write(&self.keep, texts.get(Key::KeepChatting));
        write(&self.confirm, texts.get(Key::EndChat));
        self.confirmation.set_hidden(!view.confirmation);
        write(&self.status, &said);
    }

    fn draw_panel(&self, panel: &Panel, texts: &Texts) {
        write(&self.title, &texts.ended(&panel.end));
        let reason = texts.end_reason(&panel.end);
        self.reason.set_hidden(reason.is_none());
        write(&self.reason, &reason.unwrap_or_default());
        write(&self.line, texts.get_bridge(line(panel.line)));
        let is_again = matches!(panel.line, Line::ClearFailed | Line::StartFailed);
        let way = if is_again {
            texts.get_bridge(Key::BridgeTryAgain)
        } else {
            texts.get(Key::StartNewChat)
        };
        write(&self.start, way);
        let is_busy = if panel.line.is_busy() {
            "true"
        } else {
            "false"
        };
        set(&self.start, "aria-disabled", is_busy);
        set(&self.panel, "aria-busy", is_busy);
        write(&self.close, texts.get(Key::Close));
    }

    fn draw_notice(&self, view: &View, texts: &Texts) {
        let words = notice(view, texts);
        self.notice.set_hidden(words.is_none());
        if let Some((title, text)) = words {
            self.notice_title.set_hidden(title.is_empty());
            self.notice_text.set_hidden(text.is_empty());
            write(&self.notice_title, &title);
            write(&self.notice_text, &text);
            write(&self.dismiss, texts.get(Key::Dismiss));
        }
    }

    fn holds_focus(&self, part: &HtmlElement) -> bool {
        let active = self.shadow.active_element();
        // What has just been hidden may have lost it already.
        active.is_none_or(|active| part.contains(Some(&active)))
    }
}

/// What a notice says: its title and its text.
fn notice(view: &View, texts: &Texts) -> Option<(String, String)> {
    if view.end_refused {
        return Some((texts.get(Key::EndRefused).to_owned(), String::new()));
    }
    Some(match view.notice.as_ref()? {
        Notice::Ended(end) => (texts.ended(end), String::new()),
        Notice::Reopens(end) => (texts.ended(end), texts.get(Key::HintReopens).to_owned()),
        Notice::Missing => (
            texts.get_bridge(Key::BridgeMissing).to_owned(),
            String::new(),
        ),
    })
}

/// What is said aloud.
fn said(view: &View, texts: &Texts) -> String {
    if let Some((title, text)) = notice(view, texts) {
        return [title, text].join(" ").trim().to_owned();
    }
    match &view.panel {
        Some(panel)
            if matches!(
                panel.line,
                Line::ClearFailed | Line::StartFailed | Line::Starting
            ) =>
        {
            texts.get_bridge(line(panel.line)).to_owned()
        }
        Some(panel) if panel.is_announced => texts.ended(&panel.end),
        _ => String::new(),
    }
}

/// What the part of the page is called in which all but the panel stands.
fn region<'a>(view: &View, texts: &'a Texts) -> &'a str {
    match &view.notice {
        Some(Notice::Missing) => texts.get_bridge(Key::BridgeMissing),
        None if !view.is_covered => texts.get(Key::EndConversation),
        _ => texts.get(Key::ChatEnded),
    }
}

const fn line(line: Line) -> Key {
    match line {
        Line::Clearing => Key::BridgeClearing,
        Line::Over => Key::BridgeOver,
        Line::ClearFailed => Key::BridgeClearFailed,
        Line::Starting => Key::BridgeStarting,
        Line::StartFailed => Key::BridgeStartFailed,
    }
}

fn dress(shadow: &ShadowRoot) {
    let Ok(sheet) = web_sys::CssStyleSheet::new() else {
        return;
    };
    if sheet.replace_sync(CSS).is_ok() {
        let sheets = js_sys::Array::from(&shadow.adopted_style_sheets());
        sheets.push(&sheet);
        shadow.set_adopted_style_sheets(JsValue::from(sheets).unchecked_ref());
    }
}
