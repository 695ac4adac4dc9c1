//! The in-browser backend on a real channel, against a desk that the test plays.

use std::{cell::RefCell, rc::Rc};

use js_sys::{JSON, Promise, Reflect};
use session_chat::{
    domain::{
        BackendEvent, Command, Instant,
        effect::{Opens, Outgoing},
    },
    transport::{
        Backend,
        local::{io::LocalBackend, link::Identity, wire::channel_name},
    },
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{BroadcastChannel, MessageEvent};

fn identity() -> Identity {
    Identity {
        visitor: "v".into(),
        tab: "t".into(),
        name: None,
    }
}

/// The next thing that is said on the channel.
fn next(channel: &BroadcastChannel) -> Promise {
    Promise::new(&mut |resolve, _| {
        let hear = Closure::once_into_js(move |event: MessageEvent| {
            // A resolver can always be called.
            let _ = resolve.call1(&JsValue::NULL, &event.data());
        });
        channel.set_onmessage(Some(hear.unchecked_ref()));
    })
}

fn frame(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

#[wasm_bindgen_test]
async fn connecting_asks_the_desk_and_its_answer_is_heard() {
    let desk = BroadcastChannel::new(&channel_name("connecting")).unwrap();
    let asked = next(&desk);
    let heard = Rc::new(RefCell::new(Vec::new()));
    let (told, keep) = (
        Rc::clone(&heard),
        Rc::new(RefCell::new(None::<js_sys::Function>)),
    );
    let wake = Rc::clone(&keep);
    let ear = Rc::new(move |event: BackendEvent| {
        let is_snapshot = matches!(event, BackendEvent::Connected(_));
        told.borrow_mut().push(event);
        if let (true, Some(resolve)) = (is_snapshot, &*wake.borrow()) {
            resolve.call0(&JsValue::NULL).unwrap();
        }
    });
    let backend = LocalBackend::open("connecting", identity(), ear).unwrap();
    backend.perform(Command::Connect { resume: None });
    let frame_asked = JsFuture::from(asked).await.unwrap();
    let text = String::from(JSON::stringify(&frame_asked).unwrap());
    assert!(
        text.contains("\"connect\"") && text.contains("\"visitor\":\"v\""),
        "{text}"
    );
    let answered = Promise::new(&mut |resolve, _| {
        keep.replace(Some(resolve));
    });
    for noise in [
        "3",
        "null",
        "{}",
        "{\"v\":9,\"body\":\"deskOpen\"}",
        "{\"v\":1,\"body\":{\"evil\":1}}",
    ] {
        desk.post_message(&frame(noise)).unwrap();
    }
    desk.post_message(&frame(
        "{\"v\":1,\"body\":{\"toVisitor\":{\"visitor\":\"v\",\"tab\":\"t\",\"event\":{\"connected\":\
         {\"conversation\":null,\"status\":\"none\"}}}}}",
    ))
    .unwrap();
    JsFuture::from(answered).await.unwrap();
    let heard = heard.borrow();
    assert!(matches!(
        heard.as_slice(),
        [BackendEvent::Connecting, BackendEvent::Connected(_)]
    ));
}

#[wasm_bindgen_test]
async fn a_dropped_backend_says_and_hears_nothing() {
    let desk = BroadcastChannel::new(&channel_name("dropped")).unwrap();
    let heard = Rc::new(RefCell::new(0));
    let told = Rc::clone(&heard);
    let ear = Rc::new(move |_: BackendEvent| *told.borrow_mut() += 1);
    let backend = LocalBackend::open("dropped", identity(), ear).unwrap();
    drop(backend);
    desk.post_message(&frame("{\"v\":1,\"body\":\"deskClosed\"}"))
        .unwrap();
    // Channels deliver in order: what a third one hears now came after what the backend would.
    let third = BroadcastChannel::new(&channel_name("dropped")).unwrap();
    let last = next(&third);
    desk.post_message(&frame("{\"last\":true}")).unwrap();
    let last = JsFuture::from(last).await.unwrap();
    assert!(Reflect::get(&last, &"last".into()).unwrap().is_truthy());
    assert_eq!(*heard.borrow(), 0);
}

/// The frame of a message with this id, as the desk hears it.
fn send(id: &str) -> Command {
    Command::Send(Outgoing {
        id: id.into(),
        conversation: "c".into(),
        text: "note.txt".to_owned(),
        at: Instant(1),
        opens: Opens::Nothing,
        answer: None,
        content: Some("{}".to_owned()),
        alongside: false,
    })
}

/// A widget on this channel that a desk has answered, and the desk's end.
async fn connected(name: &str) -> (LocalBackend, BroadcastChannel) {
    let desk = BroadcastChannel::new(&channel_name(name)).unwrap();
    let answered = Rc::new(RefCell::new(None::<js_sys::Function>));
    let wake = Rc::clone(&answered);
    let ear = Rc::new(move |event: BackendEvent| {
        if let (BackendEvent::Connected(_), Some(resolve)) = (event, &*wake.borrow()) {
            resolve.call0(&JsValue::NULL).unwrap();
        }
    });
    let backend = LocalBackend::open(name, identity(), ear).unwrap();
    let asked = next(&desk);
    backend.perform(Command::Connect { resume: None });
    JsFuture::from(asked).await.unwrap();
    let connected = Promise::new(&mut |resolve, _| {
        answered.replace(Some(resolve));
    });
    desk.post_message(&frame(
        "{\"v\":1,\"body\":{\"toVisitor\":{\"visitor\":\"v\",\"tab\":\"t\",\"event\":{\"connected\":\
         {\"conversation\":\"c\",\"status\":\"none\"}}}}}",
    ))
    .unwrap();
    JsFuture::from(connected).await.unwrap();
    (backend, desk)
}

/// Whether the bytes of a message go out with it.
async fn has_bytes(backend: &LocalBackend, desk: &BroadcastChannel, id: &str) -> bool {
    let heard = next(desk);
    backend.perform(send(id));
    let frame = JsFuture::from(heard).await.unwrap();
    Reflect::get(&frame, &"file".into()).unwrap().is_truthy()
}

#[wasm_bindgen_test]
async fn o14_the_bytes_of_a_file_go_with_each_try_until_nobody_wants_them_any_more() {
    let (backend, desk) = connected("bytes").await;
    for id in ["kept", "stopped"] {
        backend.hold(id.into(), web_sys::Blob::new().unwrap().into());
        assert!(has_bytes(&backend, &desk, id).await, "{id}");
    }
    let cancelled = next(&desk);
    backend.perform(Command::Cancel("stopped".into()));
    JsFuture::from(cancelled).await.unwrap();
    assert!(has_bytes(&backend, &desk, "kept").await);
    assert!(!has_bytes(&backend, &desk, "stopped").await);
    // The same visitor in another tab, and then a stranger.
    backend.become_visitor("v".to_owned());
    assert!(has_bytes(&backend, &desk, "kept").await);
    backend.become_visitor("w".to_owned());
    assert!(!has_bytes(&backend, &desk, "kept").await);
}

#[wasm_bindgen_test]
fn l11_a_browser_without_channels_is_an_error_and_no_panic() {
    let global = js_sys::global();
    let name = JsValue::from("BroadcastChannel");
    let channel = Reflect::get(&global, &name).unwrap();
    Reflect::delete_property(&global, &name).unwrap();
    let opened = LocalBackend::open("none", identity(), Rc::new(|_| {}));
    Reflect::set(&global, &name, &channel).unwrap();
    assert!(opened.is_err());
}
