use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::{MAX_SAFE, Misfit, Unwritable, read, write};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ship {
    name: String,
    crew_size: u32,
    #[serde(default)]
    is_old: bool,
    captain: Option<Person>,
    #[serde(default = "one")]
    masts: u8,
    #[serde(default)]
    cargo: Vec<Cargo>,
    #[serde(skip)]
    hidden: u32,
    at: Moment,
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Person {
    name: String,
    age: u64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Cargo {
    Nothing,
    RawSilk(u16),
    #[serde(rename_all = "camelCase")]
    Spices {
        how_many: u64,
        kind: Option<String>,
    },
    People(Vec<Person>),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Moment(u64);

const fn one() -> u8 {
    1
}

fn ship() -> Ship {
    Ship {
        name: "Aurora \u{1f6a2}".to_owned(),
        crew_size: 12,
        is_old: true,
        captain: Some(Person {
            name: String::new(),
            age: MAX_SAFE,
        }),
        masts: 3,
        cargo: vec![
            Cargo::Nothing,
            Cargo::RawSilk(u16::MAX),
            Cargo::Spices {
                how_many: 0,
                kind: None,
            },
            Cargo::People(vec![Person::default()]),
        ],
        hidden: 0,
        at: Moment(1),
    }
}

#[test]
fn what_is_written_is_what_serde_means_and_comes_back() {
    let written: Json = write(&ship()).unwrap();
    assert_eq!(written, serde_json::to_value(ship()).unwrap());
    assert_eq!(read::<Ship>(written).unwrap(), ship());
}

#[test]
fn what_is_left_out_is_none_or_its_default() {
    let least = json!({ "name": "a", "crewSize": 1, "at": 2, "unknown": {} });
    let ship: Ship = read(least.clone()).unwrap();
    assert_eq!(ship, serde_json::from_value(least).unwrap());
    assert_eq!((ship.captain, ship.masts), (None, 1));
    let nobody: Person = read(json!({})).unwrap();
    assert_eq!(nobody, Person::default());
    let spices: Cargo = read(json!({ "spices": { "howMany": 1 } })).unwrap();
    assert!(matches!(spices, Cargo::Spices { kind: None, .. }));
}

#[test]
fn what_does_not_fit_is_refused_as_serde_refuses_it() {
    for (name, value) in [
        ("name", json!(3)),
        ("name", json!(null)),
        ("crewSize", json!("3")),
        ("crewSize", json!(1.5)),
        ("crewSize", json!(-1)),
        ("masts", json!(256)),
        ("isOld", json!(0)),
        ("captain", json!({ "name": [] })),
        ("captain", json!("Ada")),
        ("cargo", json!({})),
        ("cargo", json!(["gold"])),
        ("cargo", json!([{ "rawSilk": 1, "people": [] }])),
        ("cargo", json!([{ "nothing": 1 }])),
        ("cargo", json!(["rawSilk"])),
        ("cargo", json!([{ "spices": {} }])),
        ("at", json!({})),
    ] {
        let mut ship = json!({ "name": "a", "crewSize": 1, "at": 2 });
        ship[name] = value;
        assert!(
            serde_json::from_value::<Ship>(ship.clone()).is_err(),
            "{ship}"
        );
        assert_eq!(read::<Ship>(ship), Err(Misfit));
    }
    for ship in [json!({ "name": "a", "at": 1 }), json!([])] {
        assert_eq!(read::<Ship>(ship), Err(Misfit));
    }
}

#[test]
fn a_number_that_doubles_cannot_count_to_is_neither_written_nor_read() {
    assert_eq!(write::<Json>(&Moment(MAX_SAFE + 1)), Err(Unwritable));
    assert!(read::<Moment>(json!(9_007_199_254_740_992.0)).is_err());
    assert_eq!(
        read::<Moment>(json!(9_007_199_254_740_991.0)).unwrap(),
        Moment(MAX_SAFE)
    );
}
