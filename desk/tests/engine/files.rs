//! Files both ways: what is taken, what is kept, where windows find it.

use std::collections::BTreeMap;

use session_chat::{
    domain::{
        BackendEvent, Body, Command, Message,
        effect::{Opens, Outgoing},
        event::SendRefusal,
        offer::{FILE_BYTES, Files},
        rich::{Content, File, Image, Rich},
    },
    transport::local::wire::FromDesk,
};
use session_chat_desk::engine::{Action, Effect, Settings, effect::Caller, files};

use crate::{
    rich::refusal,
    world::{World, ada, bob, texts},
};

fn file(name: &str, bytes: u64) -> Content {
    Content::File(File {
        url: "https://evil.invalid/".into(),
        name: name.into(),
        bytes,
    })
}

fn image(alt: &str) -> Content {
    Content::Image(Image {
        url: "https://evil.invalid/".into(),
        alt: alt.into(),
        width: 640,
        height: 480,
    })
}

fn taking() -> World {
    let mut world = World::with(Settings {
        files: true,
        ..Settings::default()
    });
    world.talking(&ada(), "c");
    world
}

fn outgoing(world: &World, id: &str, content: &Content) -> Outgoing {
    Outgoing {
        content: Some(serde_json::to_string(content).unwrap()),
        ..world.outgoing(id, "c", "lamp.png")
    }
}

/// Sends a file, and gives the first thing that is told of it.
fn send(
    world: &mut World,
    caller: &Caller,
    id: &str,
    content: &Content,
    bytes: Option<u64>,
) -> BackendEvent {
    world.effects.clear();
    let outgoing = outgoing(world, id, content);
    world.send_file(caller, outgoing, bytes);
    let effects = world.effects.clone();
    let told = world.events(caller).swap_remove(0);
    world.effects = effects;
    told
}

fn newest(world: &World) -> Message {
    world.conversation("c").messages.last().unwrap().clone()
}

fn content_of(message: &Message) -> (String, Content) {
    let Body::Rich(Rich { text, content }) = &message.body else {
        panic!("{message:?}")
    };
    (text.clone(), serde_json::from_str(content).unwrap())
}

#[test]
fn r6_5_files_are_offered_where_the_desk_takes_them() {
    let mut world = taking();
    world.command(&bob(), Command::Connect { resume: None });
    let events = world.events(&bob());
    let BackendEvent::Offers(offers) = &events[0] else {
        panic!("{events:?}")
    };
    let limits: Files = serde_json::from_str(offers.files.as_ref().unwrap()).unwrap();
    assert_eq!(limits, Files::default());
}

#[test]
fn r6_5_a_file_is_kept_before_its_message_and_found_by_its_id() {
    let mut world = taking();
    let told = send(&mut world, &ada(), "f", &file("Invoice.PDF", 9), Some(9));
    assert!(
        matches!(told, BackendEvent::Acknowledged { .. }),
        "{told:?}"
    );
    let id = "f".into();
    let media = "application/pdf";
    assert_eq!(world.effects[0], Effect::SaveFile { id, media });
    assert_eq!(world.effects[1], Effect::Save("c".into()));
    let (text, content) = content_of(&newest(&world));
    let Content::File(File { url, name, bytes }) = content else {
        panic!("{content:?}")
    };
    assert_eq!(
        (&*text, &*url, &*name, bytes),
        ("Invoice.PDF", "file:f", "Invoice.PDF", 9)
    );
}

#[test]
fn r6_5_a_picture_keeps_its_measures() {
    let mut world = taking();
    for (id, alt) in [("1", "lamp.jpeg"), ("2", "Our lamp"), ("3", "")] {
        let told = send(&mut world, &ada(), id, &image(alt), Some(9));
        assert!(
            matches!(told, BackendEvent::Acknowledged { .. }),
            "{told:?}"
        );
        let (text, content) = content_of(&newest(&world));
        let name = if id == "1" { "lamp.jpeg" } else { "lamp.png" };
        assert_eq!(text, name);
        let Content::Image(picture) = content else {
            panic!("{content:?}")
        };
        assert_eq!(
            (&*picture.alt, picture.width, picture.height),
            (alt, 640, 480)
        );
        assert_eq!(picture.url, ["file:", id].concat());
    }
}

#[test]
fn r6_5_what_is_no_file_within_the_limits_is_rejected_and_nothing_is_kept() {
    let mut world = taking();
    let before = world.conversation("c").clone();
    let page = Content::File(File {
        url: String::new(),
        name: "page.html".into(),
        bytes: 9,
    });
    let large = FILE_BYTES + 1;
    for (content, bytes) in [
        (file("lamp.pdf", 9), None),
        (file("lamp.pdf", 9), Some(8)),
        (file("lamp.pdf", large), Some(large)),
        (image("lamp.png"), Some(large)),
        (file("lamp.svg", 9), Some(9)),
        (page, Some(9)),
        (Content::Times(Vec::new()), Some(9)),
    ] {
        let told = send(&mut world, &ada(), "f", &content, bytes);
        assert_eq!(refusal(told), SendRefusal::Rejected, "{content:?}");
        assert_eq!(world.effects.len(), 1);
    }
    let broken = Outgoing {
        content: Some("{".into()),
        ..world.outgoing("f", "c", "lamp.png")
    };
    world.effects.clear();
    world.send_file(&ada(), broken, Some(9));
    assert!(matches!(
        world.events(&ada())[0],
        BackendEvent::Refused { .. }
    ));
    assert_eq!(*world.conversation("c"), before);
}

#[test]
fn r6_5_a_desk_that_takes_no_files_rejects_them() {
    let mut world = World::new();
    world.talking(&ada(), "c");
    let told = send(&mut world, &ada(), "f", &file("a.pdf", 9), Some(9));
    assert_eq!(refusal(told), SendRefusal::Rejected);
    assert!(world.engine.settings().offers().files.is_none());
}

#[test]
fn r6_5_a_repeat_is_acknowledged_and_no_file_takes_the_place_of_another() {
    let mut world = taking();
    send(&mut world, &ada(), "f", &file("a.pdf", 9), Some(9));
    let told = send(&mut world, &ada(), "f", &file("a.pdf", 9), Some(9));
    assert!(matches!(told, BackendEvent::Acknowledged { .. }));
    assert_eq!(world.effects.len(), 1);
    world.talking(&bob(), "d");
    let stolen = Outgoing {
        conversation: "d".into(),
        ..outgoing(&world, "f", &file("b.pdf", 7))
    };
    world.send_file(&bob(), stolen, Some(7));
    let told = world.events(&bob()).swap_remove(0);
    assert_eq!(refusal(told), SendRefusal::Rejected);
}

#[test]
fn r6_5_a_file_can_be_the_first_word_and_the_assistant_says_what_it_can_do_with_it() {
    let mut world = World::with(Settings {
        files: true,
        ..Settings::default()
    });
    let first = Outgoing {
        opens: Opens::New,
        ..outgoing(&world, "f", &file("human-order-7412.pdf", 9))
    };
    world.send_file(&ada(), first, Some(9));
    world.pass(1_000);
    let said = texts(&world.conversation("c").messages);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[2].starts_with("Thank you for the file."));
}

#[test]
fn r6_5_a_cancelled_file_is_not_spoken_of() {
    let mut world = taking();
    world.effects.clear();
    world.command(&ada(), Command::Cancel("f".into()));
    assert_eq!(world.effects, []);
}

#[test]
fn r6_5_an_agent_sends_files_within_the_same_limits() {
    let mut world = taking();
    let mut say = |name: &str, bytes| {
        world.effects.clear();
        world.act(Action::SayFile {
            conversation: "c".into(),
            name: name.into(),
            bytes,
        });
        let is_kept = matches!(world.effects.first(), Some(Effect::SaveFile { .. }));
        (is_kept, newest(&world))
    };
    let (is_kept, message) = say("Lamp.PNG", 9);
    assert!(is_kept && message.author.name == "Sam");
    let (text, content) = content_of(&message);
    let Content::Image(picture) = content else {
        panic!("{content:?}")
    };
    let id = message.id.as_str();
    assert_eq!((&*text, &*picture.alt), ("Lamp.PNG", "Lamp.PNG"));
    assert_eq!(picture.url, ["file:", id].concat());
    let (is_kept, message) = say("manual.pdf", FILE_BYTES);
    assert!(is_kept && matches!(content_of(&message).1, Content::File(_)));
    let (is_kept, same) = say("manual.pdf", FILE_BYTES + 1);
    assert!(!is_kept && same == message);
    assert!(!say("run.exe", 9).0);
    world.end("c", None);
    world.effects.clear();
    world.act(Action::SayFile {
        conversation: "c".into(),
        name: "late.png".into(),
        bytes: 9,
    });
    assert_eq!(world.effects, [], "R4.2: nothing goes out after the end");
}

#[test]
fn r6_5_frames_tell_the_address_of_this_page() {
    let mut world = taking();
    send(&mut world, &ada(), "f", &file("a.pdf", 9), Some(9));
    let resume = Some("c".into());
    world.command(&ada(), Command::Connect { resume });
    let conversation = "c".into();
    let before = "c:1".into();
    world.command(
        &ada(),
        Command::Older {
            conversation,
            before,
        },
    );
    let addresses = BTreeMap::from([("f".into(), "blob:here/1".to_owned())]);
    let mut found = 0;
    for effect in world.effects {
        let Effect::Broadcast(mut frame) = effect else {
            continue;
        };
        let before = frame.clone();
        let named = files::named_in(&mut frame);
        assert_eq!(frame, before, "looking changes nothing");
        files::address(&mut frame, &addresses);
        let json = serde_json::to_string(&frame).unwrap();
        assert_eq!(json.contains("blob:here/1"), !named.is_empty());
        assert!(!json.contains("file:f"), "{json}");
        found += named.len();
        files::address(&mut FromDesk::DeskOpen, &addresses);
    }
    assert_eq!(found, 2, "the message itself and the snapshot");
}
