//! What comes for each keyword.

use session_chat::domain::{
    Body, Instant,
    message::Role,
    rich::{ChoiceStyle, Content, Deed, FieldKind, MediaKind},
    time::HOUR,
};
use session_chat_desk::engine::{
    Action,
    prepared::{self, Prepared},
};

use super::{answer, ask, chosen, content, greeted, is_taken, newest};
use crate::world::{World, ada};

#[test]
fn r6_2_each_keyword_brings_its_kind_of_content() {
    let mut world = greeted();
    for prepared in Prepared::ALL {
        if matches!(prepared, Prepared::Story | Prepared::Unknown) {
            continue;
        }
        let message = ask(&mut world, &prepared.keyword().to_uppercase());
        assert_eq!(message.author.role, Role::Bot);
        let content = content(&message);
        let is_right = match prepared {
            Prepared::Options | Prepared::Colours | Prepared::Sizes | Prepared::Rooms => {
                matches!(content, Content::Choices(_))
            }
            Prepared::Day => matches!(content, Content::Date(_)),
            Prepared::Time => matches!(content, Content::Times(_)),
            Prepared::Lamp | Prepared::Lamps => matches!(content, Content::Cards(_)),
            Prepared::Guide => matches!(content, Content::Link(_)),
            Prepared::Picture => matches!(content, Content::Image(_)),
            Prepared::Video | Prepared::Sound => matches!(content, Content::Media(_)),
            Prepared::Manual => matches!(content, Content::File(_)),
            Prepared::Form => matches!(content, Content::Form(_)),
            Prepared::Progress => matches!(content, Content::Progress(_)),
            Prepared::Consent => matches!(content, Content::Consent(_)),
            Prepared::Story | Prepared::Unknown => false,
        };
        assert!(is_right, "{prepared:?}: {content:?}");
    }
}

#[test]
fn r6_2_a_content_that_nobody_knows_comes_with_a_text() {
    let mut world = greeted();
    let Body::Rich(rich) = ask(&mut world, "unknown").body else {
        panic!()
    };
    assert_eq!(rich.content, r#"{"hologram":{}}"#);
    assert!(!rich.text.is_empty() && prepared::read(&rich).is_none());
}

#[test]
fn the_options_are_all_other_keywords_and_a_person() {
    let mut world = greeted();
    let Content::Choices(choices) = content(&ask(&mut world, "options")) else {
        panic!()
    };
    assert_eq!(choices.style, ChoiceStyle::QuickReplies);
    let ids: Vec<_> = choices.options.iter().map(|one| &*one.id).collect();
    let others = Prepared::ALL.into_iter().skip(1).map(Prepared::keyword);
    assert_eq!(ids, others.chain(["human"]).collect::<Vec<_>>());
    assert!(choices.options.iter().all(|one| !one.label.is_empty()));
}

#[test]
fn the_looks_of_choices_all_occur() {
    let mut world = greeted();
    for (keyword, style, several) in [
        ("colours", ChoiceStyle::Buttons, false),
        ("sizes", ChoiceStyle::List, false),
        ("rooms", ChoiceStyle::List, true),
    ] {
        let Content::Choices(choices) = content(&ask(&mut world, keyword)) else {
            panic!()
        };
        assert_eq!((choices.style, choices.several), (style, several));
        let has_details = choices.options.iter().all(|one| !one.detail.is_empty());
        assert_eq!(has_details, keyword == "sizes");
    }
    let media = ["video", "sound"].map(|keyword| match content(&ask(&mut world, keyword)) {
        Content::Media(media) => media.kind,
        other => panic!("{other:?}"),
    });
    assert_eq!(media, [MediaKind::Video, MediaKind::Audio]);
}

#[test]
fn days_and_times_to_choose_from_begin_tomorrow() {
    let mut world = greeted();
    world.now = Instant(1_798_718_400_000); // 2026-12-31, at noon
    let Content::Date(range) = content(&ask(&mut world, "day")) else {
        panic!()
    };
    assert_eq!(range.min.as_deref(), Some("2027-01-01"));
    assert_eq!(range.max.as_deref(), Some("2027-01-30"));
    let Content::Times(slots) = content(&ask(&mut world, "time")) else {
        panic!()
    };
    assert!(slots.len() >= 3 && slots.is_sorted_by_key(|slot| slot.at));
    assert!(slots.iter().all(|slot| slot.at > world.now.plus(6 * HOUR)));
}

#[test]
fn cards_have_pictures_and_both_kinds_of_button() {
    let mut world = greeted();
    let Content::Cards(one) = content(&ask(&mut world, "lamp")) else {
        panic!()
    };
    let Content::Cards(five) = content(&ask(&mut world, "lamps")) else {
        panic!()
    };
    assert_eq!((one.len(), five.len()), (1, 5));
    for card in one.iter().chain(&five) {
        let image = card.image.as_ref().unwrap();
        assert!(image.url.starts_with("https://session-chat.example/"));
        assert!(!image.alt.is_empty() && image.width > 0 && image.height > 0);
        assert!(card.actions.len() <= 3);
        let does = |is: fn(&Deed) -> bool| card.actions.iter().any(|action| is(&action.does));
        assert!(does(|deed| matches!(deed, Deed::Choose(_))));
        assert!(does(|deed| matches!(deed, Deed::Open(_))));
    }
}

#[test]
fn the_form_has_a_field_of_every_kind() {
    let mut world = greeted();
    let Content::Form(form) = content(&ask(&mut world, "form")) else {
        panic!()
    };
    for kind in [
        FieldKind::Text,
        FieldKind::LongText,
        FieldKind::Email,
        FieldKind::Number,
        FieldKind::Phone,
        FieldKind::Select,
        FieldKind::SelectSeveral,
        FieldKind::Date,
        FieldKind::Checkbox,
        FieldKind::Hidden,
    ] {
        assert!(
            form.fields.iter().any(|field| field.kind == kind),
            "{kind:?}"
        );
    }
    let fills = |name: &str| {
        let field = form.fields.iter().find(|field| field.name == name);
        field.map(|field| &*field.autocomplete)
    };
    assert_eq!(
        [fills("name"), fills("email"), fills("phone")],
        [Some("name"), Some("email"), Some("tel")]
    );
}

#[test]
fn an_agent_sends_what_lies_ready_and_only_while_talking() {
    let mut world = World::new();
    world.waiting(&ada(), "c");
    let show = Action::SayRich {
        conversation: "c".into(),
        prepared: Prepared::Colours,
    };
    world.act(show.clone());
    assert_eq!(world.events(&ada()), []);
    world.accept("c");
    world.act(show.clone());
    let question = newest(&world);
    assert_eq!(question.author.role, Role::Agent);
    assert!(is_taken(&answer(
        &mut world,
        "a",
        &question,
        chosen(&["blue"])
    )));
    world.end("c", None);
    world.effects.clear();
    world.act(show);
    assert_eq!(world.events(&ada()), []);
}
