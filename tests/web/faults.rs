//! Stores that are full, torn, emptied, foreign or shared, and what the shell makes of them.

use std::{cell::RefCell, rc::Rc};

use session_chat::{
    domain::{
        BackendEvent, Command, Config, Event, MessageId, View,
        effect::{Announcement, Focus, HostEvent},
        event::Draft,
        snapshot::{Allowed, Availability, Snapshot, Status},
        view::{Banner, PhaseName},
    },
    shell::{Outlet, Shell},
    storage::{Store, WebStore, key},
    transport::{Backend, Ear},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// A backend that is there and never takes a message.
struct Silent(Ear);

impl Backend for Silent {
    fn perform(&self, command: Command) {
        if let Command::Connect { .. } = command {
            (self.0)(BackendEvent::Connected(Box::new(Snapshot {
                conversation: None,
                status: Status::None,
                ends_at: None,
                messages: Vec::new(),
                has_older: false,
                allowed: Allowed::default(),
                availability: Availability::Online,
            })));
        }
    }

    fn hold(&self, _id: MessageId, _file: JsValue) {}

    fn become_visitor(&self, _: String) {}
}

/// Counts the errors that the host page hears of.
struct Ears(Rc<RefCell<Vec<&'static str>>>);

impl Outlet for Ears {
    fn show(&self, _: View) {}
    fn announce(&self, _: Announcement) {}
    fn focus(&self, _: Focus) {}
    fn prefill(&self, _: String) {}
    fn tell(&self, event: HostEvent) {
        if let HostEvent::Error(code) = event {
            self.0.borrow_mut().push(code);
        }
    }
}

/// A tab with the entry of this name, and the errors that it tells.
struct Tab {
    shell: Shell,
    errors: Rc<RefCell<Vec<&'static str>>>,
}

impl Tab {
    fn new(name: &str) -> Self {
        let shell = Shell::new(Config::default(), Box::new(store(name)));
        shell.use_backend(Rc::new(Silent(shell.ear())));
        let errors = Rc::default();
        shell.show_in(Rc::new(Ears(Rc::clone(&errors))));
        shell.restore();
        shell.dispatch(Event::Opened);
        Self { shell, errors }
    }

    fn says(&self, conversation: &str, id: &str) {
        let text = "Something that is to be kept ".repeat(10);
        let draft = Draft::written(id.into(), conversation.into(), text);
        self.shell.dispatch(Event::Composed(draft));
    }

    fn shows(&self, id: &str) -> bool {
        let id = id.into();
        self.shell
            .read(|session| session.transcript().contains(&id))
    }

    fn is_not_kept(&self) -> bool {
        self.shell.view().banner == Some(Banner::NotKept)
    }
}

fn store(name: &str) -> WebStore {
    WebStore::local(key(name))
}

fn kept(name: &str) -> String {
    store(name).read().unwrap_or_default()
}

/// Lets the page's storage hold just this many characters more, and gives back what fills it.
fn fill_but(room: usize) -> WebStore {
    let filler = WebStore::local("the page's own".to_owned());
    let mut text = String::new();
    let mut step = 8 * 1024 * 1024;
    while step > 0 {
        let longer = [text.as_str(), &"x".repeat(step)].concat();
        if filler.write(&longer).is_ok() {
            text = longer;
        } else {
            step /= 2;
        }
    }
    text.truncate(text.len().saturating_sub(room));
    filler.write(&text).unwrap();
    filler
}

#[wasm_bindgen_test]
fn p02_a_full_store_keeps_what_waits_and_lets_the_transcript_go() {
    let tab = Tab::new("nearly-full");
    tab.says("c", "m0");
    let one = kept("nearly-full").len();
    // Room for what waits, but not for what was said as well.
    let filler = fill_but(one * 2 / 3);
    for id in ["m1", "m2"] {
        tab.says("c", id);
    }
    let entry = kept("nearly-full");
    filler.remove();
    for id in ["m0", "m1", "m2"] {
        assert!(
            entry.contains(&["\"", id, "\""].concat()),
            "{id} is not in {entry}"
        );
    }
    assert_eq!(
        *tab.errors.borrow(),
        [""; 0],
        "nothing is lost, so nothing is told"
    );
    let later = Tab::new("nearly-full");
    for id in ["m0", "m1", "m2"] {
        assert!(later.shows(id), "{id}");
    }
    tab.shell.close(true);
    later.shell.close(true);
}

#[wasm_bindgen_test]
fn p02_a_store_that_is_full_to_the_brim_is_told_once_and_the_chat_goes_on() {
    let filler = fill_but(0);
    let tab = Tab::new("brim");
    for id in ["m0", "m1", "m2"] {
        tab.says("c", id);
        assert!(tab.shows(id));
    }
    filler.remove();
    assert_eq!(*tab.errors.borrow(), ["storage-unavailable"]);
    assert!(tab.is_not_kept());
    assert_eq!(tab.shell.view().phase, PhaseName::Starting);
    tab.shell.close(true);
}

#[wasm_bindgen_test]
fn p03_a_torn_entry_is_reset_and_the_others_stay() {
    let other = store("p03-other");
    other.write("mine").unwrap();
    let junk = "x".repeat(1024 * 1024);
    for torn in [
        "",
        "null",
        "3",
        "[]",
        "{}",
        "\"text\"",
        "{\"v\":1,\"at\":1,\"kept\":{\"visitor\":",
        "{\"v\":1,\"at\":1,\"kept\":{\"visitor\":3,\"chat\":null}}",
        "{\"v\":\"2\",\"at\":null}",
        &junk,
    ] {
        store("p03").write(torn).unwrap();
        let tab = Tab::new("p03");
        let start: String = torn.chars().take(60).collect();
        assert_eq!(tab.shell.view().phase, PhaseName::None, "{start}");
        tab.says("c", "m1");
        assert!(kept("p03").starts_with("{\"v\":1,"), "{start}");
        assert_eq!(*tab.errors.borrow(), [""; 0], "{start}");
        tab.shell.close(true);
    }
    assert_eq!(other.read().as_deref(), Some("mine"));
    other.remove();
}

#[wasm_bindgen_test]
fn p04_an_entry_of_a_later_version_is_left_alone() {
    let later = "{\"v\":2,\"at\":1,\"kept\":{\"anything\":[1]}}";
    store("p04").write(later).unwrap();
    let tab = Tab::new("p04");
    assert_eq!(tab.shell.view().phase, PhaseName::None);
    tab.says("c", "m1");
    tab.says("c", "m2");
    assert!(tab.shows("m1") && tab.shows("m2"), "it is in memory");
    assert_eq!(*tab.errors.borrow(), ["storage-unavailable"], "told once");
    assert!(tab.is_not_kept());
    tab.shell.close(false);
    assert_eq!(kept("p04"), later, "the later version finds it again");
    // Whoever clears means everything.
    let tab = Tab::new("p04");
    tab.shell.close(true);
    assert_eq!(kept("p04"), "");
}

#[wasm_bindgen_test]
fn p05_an_entry_that_was_removed_under_a_running_chat_is_written_again_with_all_of_it() {
    let tab = Tab::new("p05");
    tab.says("c", "m0");
    web_sys::window()
        .and_then(|window| window.local_storage().ok().flatten())
        .unwrap()
        .clear()
        .unwrap();
    tab.says("c", "m1");
    let later = Tab::new("p05");
    assert!(later.shows("m0") && later.shows("m1"));
    assert_eq!(later.shell.visitor(), tab.shell.visitor());
    tab.shell.close(true);
    later.shell.close(true);
}

#[wasm_bindgen_test]
fn p09_a_tab_with_nothing_to_keep_removes_only_what_was_its_own() {
    let idle = Tab::new("p09");
    let busy = Tab::new("p09");
    busy.says("c", "m0");
    // The first tab opened its window just before, and writes only now.
    idle.shell.close(false);
    assert!(kept("p09").contains("\"m0\""), "{}", kept("p09"));
    busy.shell.close(true);
    assert_eq!(kept("p09"), "");
}

#[wasm_bindgen_test]
fn p09_two_tabs_that_write_in_turns_keep_what_each_has_not_sent() {
    let tabs = [Tab::new("turns"), Tab::new("turns")];
    for round in 0..20_usize {
        let id = format!("m{round}");
        tabs[round % 2].says("c", &id);
        let entry = kept("turns");
        for earlier in 0..=round {
            let id = format!("\"m{earlier}\"");
            assert!(entry.contains(&id), "round {round}: {id} is not in {entry}");
        }
    }
    for tab in tabs {
        tab.shell.close(true);
    }
}
