//! The channel between the tabs: what [`Link`] says goes out, what comes in goes to [`Link`].

use core::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

use super::{
    link::{Identity, Link, Output},
    wire::{Frame, FromDesk, FromWidget, VERSION, channel_name},
};
use crate::{
    browser::{clock, is_dead},
    domain::{BackendEvent, Command, Instant, MessageId},
    transport::{Backend, Ear},
    value,
};

/// The in-browser backend of one widget.
pub struct LocalBackend(Rc<Wire>);

/// What the channel calls with each frame.
type Listener = Closure<dyn Fn(MessageEvent)>;

struct Wire {
    channel: BroadcastChannel,
    link: RefCell<Link>,
    ear: Ear,
    timer: RefCell<Option<Timeout>>,
    /// The bytes of messages that the desk has not taken yet.
    files: RefCell<Vec<(MessageId, JsValue)>>,
    /// Keeps the listener alive as long as the channel.
    listener: RefCell<Option<Listener>>,
}

impl LocalBackend {
    /// Opens the channel. Nothing is said before the first command.
    pub fn open(channel: &str, identity: Identity, ear: Ear) -> Result<Self, JsValue> {
        let wire = Rc::new(Wire {
            channel: BroadcastChannel::new(&channel_name(channel))?,
            link: RefCell::new(Link::new(identity)),
            ear,
            timer: RefCell::default(),
            files: RefCell::default(),
            listener: RefCell::default(),
        });
        let weak = Rc::downgrade(&wire);
        let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(wire) = weak.upgrade() {
                wire.receive(event.data());
            }
        });
        wire.channel
            .set_onmessage(Some(listener.as_ref().unchecked_ref()));
        wire.listener.replace(Some(listener));
        Ok(Self(wire))
    }
}

impl Backend for LocalBackend {
    fn perform(&self, command: Command) {
        if let Command::Cancel(id) = &command {
            self.0.let_go(id);
        }
        self.0.step(|link, now| link.command(now, command));
    }

    fn hold(&self, id: MessageId, file: JsValue) {
        self.0.files.borrow_mut().push((id, file));
    }

    fn become_visitor(&self, visitor: String) {
        let mut link = self.0.link.borrow_mut();
        if link.identity().visitor != visitor {
            // What the one before has not sent will not be sent any more.
            self.0.files.borrow_mut().clear();
            link.become_visitor(visitor);
        }
    }
}

impl Drop for LocalBackend {
    fn drop(&mut self) {
        self.0.channel.set_onmessage(None);
        self.0.channel.close();
        self.0.timer.replace(None);
        self.0.listener.replace(None);
    }
}

impl Wire {
    /// Anything that is no frame of this version was not meant for us: the channel belongs to
    /// everybody on this origin.
    fn receive(self: &Rc<Self>, data: JsValue) {
        if is_dead() {
            self.channel.close();
            return;
        }
        let Ok(frame) = value::read::<Frame<FromDesk>>(data) else {
            return;
        };
        if frame.v == VERSION {
            self.step(|link, now| link.frame(now, frame));
        }
    }

    fn step(self: &Rc<Self>, act: impl FnOnce(&mut Link, Instant) -> Output) {
        let output = act(&mut self.link.borrow_mut(), clock::now());
        self.carry_out(output);
    }

    fn carry_out(self: &Rc<Self>, output: Output) {
        for frame in output.frames {
            let file = self.file_of(&frame);
            if let Ok(frame) = value::write::<JsValue>(&frame) {
                if let Some(file) = file {
                    // A property of an ordinary object can always be set.
                    let _ = Reflect::set(&frame, &"file".into(), &file);
                }
                // Posting fails only on a closed channel, and then nobody listens any more.
                let _ = self.channel.post_message(&frame);
            }
        }
        let due = self.link.borrow().wake_at();
        self.timer.replace(due.map(|due| {
            let weak = Rc::downgrade(self);
            clock::timer(due, move || Self::wake(&weak))
        }));
        for event in output.events {
            if let BackendEvent::Acknowledged { id, .. } = &event {
                self.let_go(id);
            }
            (self.ear)(event);
        }
    }

    /// The bytes that go beside a frame.
    fn file_of(&self, frame: &Frame<FromWidget>) -> Option<JsValue> {
        let FromWidget::ToDesk { command, .. } = &frame.body;
        let Command::Send(outgoing) = command else {
            return None;
        };
        let files = self.files.borrow();
        let file = files.iter().find(|(id, _)| *id == outgoing.id);
        file.map(|(_, file)| file.clone())
    }

    /// Lets go of the bytes of a message that was taken, or that will never be sent.
    fn let_go(&self, id: &MessageId) {
        self.files.borrow_mut().retain(|(held, _)| held != id);
    }

    fn wake(weak: &Weak<Self>) {
        if let Some(wire) = weak.upgrade() {
            // The timer has fired; its handle would only cancel it.
            wire.timer.take().map(Timeout::forget).unwrap_or_default();
            wire.step(Link::wake);
        }
    }
}
