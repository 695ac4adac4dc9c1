//! The contents of the prepared messages, from their words.

use session_chat::domain::{
    Instant,
    rich::{
        Action, Card, Choice, ChoiceStyle, Choices, Consent, Content, DateRange, Deed, Field,
        FieldKind, File, Form, Image, Link, Media, MediaKind, Progress, Slot,
    },
    time::{HOUR, MINUTE},
};

use super::{
    super::calendar::{DAY, Day},
    Prepared, script,
    script::{Lamp, field},
};

/// For how many days from now on a day can be chosen.
const DAYS: u64 = 30;
/// The hours at which somebody calls, on each of two days.
const HOURS: [u64; 3] = [9, 13, 16];
/// How long a call may take.
const CALL_MINUTES: u32 = 30;
/// The measures of all pictures.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;

/// The content of a message; none where it is text alone, or of a format that nobody knows.
///
/// Pictures and links begin with `site`.
pub fn content(prepared: Prepared, now: Instant, site: &str) -> Option<Content> {
    let content = match prepared {
        Prepared::Options => choices(ChoiceStyle::QuickReplies, tryable(), false),
        Prepared::Colours => choices(ChoiceStyle::Buttons, options(script::COLOURS), false),
        Prepared::Sizes => choices(ChoiceStyle::List, options(script::SIZES), false),
        Prepared::Rooms => choices(ChoiceStyle::List, options(script::ROOMS), true),
        Prepared::Day => Content::Date(DateRange {
            min: Some(day_after(now, 1)),
            max: Some(day_after(now, DAYS)),
        }),
        Prepared::Time => Content::Times(slots(now)),
        Prepared::Lamp => Content::Cards(vec![Card {
            actions: vec![
                choose(script::SEE_COLOURS, Prepared::Colours.keyword()),
                choose(script::SEE_DAYS, Prepared::Day.keyword()),
                see(site),
            ],
            ..card(site, &script::HARBOUR)
        }]),
        Prepared::Lamps => {
            Content::Cards(script::LAMPS.iter().map(|lamp| card(site, lamp)).collect())
        }
        Prepared::Guide => Content::Link(Link {
            url: address(site, "#lamps"),
            title: script::GUIDE_TITLE.into(),
            image: Some(image(site, "guide", script::GUIDE_ALT)),
        }),
        Prepared::Picture => Content::Image(image(site, "window-sill", script::PICTURE_ALT)),
        Prepared::Video => Content::Media(Media {
            url: address(site, "#lamps"),
            title: script::VIDEO_TITLE.into(),
            kind: MediaKind::Video,
        }),
        Prepared::Sound => Content::Media(Media {
            url: address(site, "#lamps"),
            title: script::SOUND_TITLE.into(),
            kind: MediaKind::Audio,
        }),
        Prepared::Manual => Content::File(File {
            url: address(site, script::MANUAL_PATH),
            name: script::MANUAL_NAME.into(),
            bytes: script::MANUAL_BYTES,
        }),
        Prepared::Form => Content::Form(form(now)),
        Prepared::Progress => Content::Progress(Progress {
            percent: Some(0),
            done: false,
        }),
        Prepared::Consent => Content::Consent(Consent {
            accept: script::ACCEPT.into(),
            decline: script::DECLINE.into(),
        }),
        Prepared::Story | Prepared::Unknown => return None,
    };
    Some(content)
}

fn choices(style: ChoiceStyle, options: Vec<Choice>, several: bool) -> Content {
    Content::Choices(Choices {
        style,
        options,
        several,
    })
}

fn options(options: &[script::Offer]) -> Vec<Choice> {
    options.iter().copied().map(option).collect()
}

fn option((id, label, detail): script::Offer) -> Choice {
    Choice {
        id: id.into(),
        label: label.into(),
        detail: detail.into(),
    }
}

/// All other prepared messages by their keywords, and a person.
fn tryable() -> Vec<Choice> {
    let others = Prepared::ALL
        .into_iter()
        .filter(|one| *one != Prepared::Options)
        .map(|one| option((one.keyword(), script::label(one), "")));
    others.chain([option(script::PERSON)]).collect()
}

fn card(site: &str, lamp: &Lamp) -> Card {
    Card {
        title: lamp.name.into(),
        text: lamp.words.into(),
        image: Some(image(site, lamp.id, lamp.alt)),
        actions: vec![choose(script::TAKE, lamp.id), see(site)],
    }
}

fn choose(label: &str, id: &str) -> Action {
    Action {
        label: label.into(),
        does: Deed::Choose(id.into()),
    }
}

fn see(site: &str) -> Action {
    Action {
        label: script::SEE.into(),
        does: Deed::Open(address(site, "#lamps")),
    }
}

fn image(site: &str, name: &str, alt: &str) -> Image {
    Image {
        url: address(site, &["desk/pictures/", name, ".svg"].concat()),
        alt: alt.into(),
        width: WIDTH,
        height: HEIGHT,
    }
}

fn address(site: &str, path: &str) -> String {
    [site, path].concat()
}

fn day_after(now: Instant, days: u64) -> String {
    Day::of(now.plus(DAY.saturating_mul(days))).written()
}

/// Times on the next two days.
fn slots(now: Instant) -> Vec<Slot> {
    let today = now.0.saturating_sub(now.0 % DAY);
    let slot = |day: u64, hour: u64| {
        let hours = day.saturating_mul(24).saturating_add(hour);
        let at = Instant(today).plus(hours.saturating_mul(HOUR));
        Slot {
            id: ["call-", &(at.0 / MINUTE).to_string()].concat(),
            at,
            minutes: CALL_MINUTES,
        }
    };
    (1..=2)
        .flat_map(|day| HOURS.map(|hour| slot(day, hour)))
        .collect()
}

/// A form with a field of every kind.
fn form(now: Instant) -> Form {
    let lamps = script::LAMPS
        .iter()
        .map(|lamp| option((lamp.id, lamp.name, "")));
    let fields = vec![
        Field {
            required: true,
            max_length: 80,
            autocomplete: "name".into(),
            ..blank("name", field::NAME, FieldKind::Text)
        },
        Field {
            required: true,
            hint: field::EMAIL_HINT.into(),
            max_length: 120,
            autocomplete: "email".into(),
            ..blank("email", field::EMAIL, FieldKind::Email)
        },
        Field {
            hint: field::PHONE_HINT.into(),
            max_length: 30,
            autocomplete: "tel".into(),
            ..blank("phone", field::PHONE, FieldKind::Phone)
        },
        Field {
            required: true,
            options: lamps.collect(),
            ..blank("lamp", field::LAMP, FieldKind::Select)
        },
        Field {
            required: true,
            value: "1".into(),
            min: "1".into(),
            max: "20".into(),
            ..blank("count", field::COUNT, FieldKind::Number)
        },
        Field {
            options: options(script::ROOMS),
            ..blank("rooms", field::ROOMS, FieldKind::SelectSeveral)
        },
        Field {
            min: day_after(now, 1),
            max: day_after(now, DAYS),
            ..blank("neededBy", field::NEEDED_BY, FieldKind::Date)
        },
        Field {
            hint: field::ORDER_HINT.into(),
            pattern: "[0-9]{4,12}".into(),
            max_length: 12,
            ..blank("order", field::ORDER, FieldKind::Text)
        },
        Field {
            max_length: 500,
            ..blank("message", field::MESSAGE, FieldKind::LongText)
        },
        Field {
            required: true,
            ..blank("terms", field::TERMS, FieldKind::Checkbox)
        },
        Field {
            value: "chat".into(),
            ..blank("source", "", FieldKind::Hidden)
        },
    ];
    Form {
        title: script::FORM_TITLE.into(),
        fields,
        submit: script::FORM_SUBMIT.into(),
    }
}

/// An optional field that the browser does not fill in.
pub fn blank(name: &str, label: &str, kind: FieldKind) -> Field {
    Field {
        name: name.into(),
        label: label.into(),
        kind,
        autocomplete: "off".into(),
        ..Field::default()
    }
}
