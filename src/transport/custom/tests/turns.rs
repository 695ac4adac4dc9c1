//! Turns that are asked for while one is being taken.

use std::rc::Rc;

use crate::transport::custom::turns::Turns;

type Said = Vec<&'static str>;

#[test]
fn a_turn_that_is_asked_for_during_another_comes_after_it() {
    let turns: Rc<Turns<Said, usize>> = Rc::new(Turns::new(Vec::new()));
    let again = Rc::clone(&turns);
    turns.ask(move |said| {
        said.push("one begins");
        again.ask(|said| {
            said.push("two");
            said.len()
        });
        // Whoever is called back in the middle can take no turn, and breaks nothing by trying.
        assert_eq!(again.take(), None);
        said.push("one ends");
        said.len()
    });
    turns.ask(|said| {
        assert_eq!(*said, ["one begins", "one ends"]);
        said.push("asked for before two");
        said.len()
    });
    let taken: Vec<_> = core::iter::from_fn(|| turns.take()).collect();
    assert_eq!(taken, [2, 3, 4]);
    turns.ask(|said| {
        assert_eq!(said.last(), Some(&"two"));
        0
    });
    assert_eq!(turns.take(), Some(0));
}

#[test]
fn a_turn_that_asks_for_itself_is_one_turn_each_time() {
    fn go_on(turns: &Rc<Turns<u32, ()>>) {
        let again = Rc::clone(turns);
        turns.ask(move |count| {
            *count += 1;
            go_on(&again);
        });
    }
    let turns = Rc::new(Turns::new(0));
    go_on(&turns);
    for _ in 0..3 {
        assert_eq!(turns.take(), Some(()));
    }
    assert!(turns.are_due());
    turns.cancel();
    assert!(!turns.are_due());
    assert_eq!(turns.take(), None);
}
