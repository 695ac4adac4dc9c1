//! The shell: one event in, all its effects out, then the next.

use std::{cell::RefCell, rc::Rc};

use session_chat::{
    domain::{
        BackendEvent, Command, Config, Event, Instant, MessageId, View,
        effect::{Announcement, Focus, HostEvent},
        event::Draft,
        snapshot::{Allowed, Availability, Snapshot, Status},
        view::PhaseName,
    },
    shell::{Outlet, Shell},
    storage::{MemoryStore, StorageError, Store},
    transport::{Backend, Ear},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// What happened, in order.
type Log = Rc<RefCell<Vec<String>>>;

/// A backend that answers at once, in the middle of the effects that called it.
struct Hasty(Log, Ear);

impl Backend for Hasty {
    fn perform(&self, command: Command) {
        let name = match &command {
            Command::Connect { .. } => "connect",
            Command::Send(_) => "send",
            _ => "other",
        };
        self.0.borrow_mut().push(name.to_owned());
        match command {
            Command::Connect { .. } => (self.1)(BackendEvent::Connected(Box::new(Snapshot {
                conversation: None,
                status: Status::None,
                ends_at: None,
                messages: Vec::new(),
                has_older: false,
                allowed: Allowed::default(),
                availability: Availability::Online,
            }))),
            Command::Send(outgoing) => {
                (self.1)(BackendEvent::Acknowledged {
                    id: outgoing.id,
                    at: Instant(1),
                });
            }
            _ => {}
        }
    }

    fn hold(&self, _id: MessageId, _file: JsValue) {}

    fn become_visitor(&self, _: String) {}
}

/// A store that logs what is written.
struct Logged(Log, MemoryStore);

impl Store for Logged {
    fn read(&self) -> Option<String> {
        self.1.read()
    }

    fn write(&self, entry: &str) -> Result<(), StorageError> {
        self.0.borrow_mut().push("write".to_owned());
        self.1.write(entry)
    }

    fn remove(&self) {
        self.1.remove();
    }
}

struct Window(Log);

impl Outlet for Window {
    fn show(&self, view: View) {
        self.0
            .borrow_mut()
            .push(["show ", view.phase.as_str()].concat());
    }
    fn announce(&self, _: Announcement) {}
    fn focus(&self, _: Focus) {}
    fn prefill(&self, _: String) {}
    fn tell(&self, event: HostEvent) {
        if let HostEvent::Started(_) = event {
            self.0.borrow_mut().push("started".to_owned());
        }
    }
}

fn shell(log: &Log) -> Shell {
    let shell = Shell::new(
        Config::default(),
        Box::new(Logged(Rc::clone(log), MemoryStore::default())),
    );
    shell.use_backend(Rc::new(Hasty(Rc::clone(log), shell.ear())));
    shell.show_in(Rc::new(Window(Rc::clone(log))));
    log.borrow_mut().clear();
    shell
}

fn say(shell: &Shell) {
    shell.dispatch(Event::Composed(Draft::written(
        "m".into(),
        "c".into(),
        "hello".to_owned(),
    )));
}

#[wasm_bindgen_test]
fn a_message_is_written_before_it_is_sent_and_its_answer_waits_its_turn() {
    let log = Log::default();
    let shell = shell(&log);
    shell.dispatch(Event::Opened);
    assert_eq!(*log.borrow(), ["connect", "show none"]);
    log.borrow_mut().clear();
    say(&shell);
    assert_eq!(
        *log.borrow(),
        ["write", "send", "write", "started", "show starting"]
    );
}

#[wasm_bindgen_test]
fn a_reload_finds_what_was_written() {
    let log = Log::default();
    let shell = shell(&log);
    shell.dispatch(Event::Opened);
    say(&shell);
    assert_eq!(shell.view().phase, PhaseName::Starting);
    let visitor = shell.visitor();
    assert!(shell.restore(), "the window was open");
    assert_eq!(shell.visitor(), visitor);
}

#[wasm_bindgen_test]
fn a_closed_shell_does_nothing_more() {
    let log = Log::default();
    let shell = shell(&log);
    shell.dispatch(Event::Opened);
    let ear = shell.ear();
    shell.close(true);
    log.borrow_mut().clear();
    ear(BackendEvent::Disconnected);
    say(&shell);
    assert!(log.borrow().is_empty());
}
