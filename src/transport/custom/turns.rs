//! Acting on a thing in turns: whoever asks for a turn while one is being taken waits until it is
//! over.

use core::cell::RefCell;
use std::collections::VecDeque;

type Act<T, O> = Box<dyn FnOnce(&mut T) -> O>;

/// A thing on which one acts at a time, in the order in which the turns were asked for.
pub struct Turns<T, O> {
    thing: RefCell<T>,
    waiting: RefCell<VecDeque<Act<T, O>>>,
}

impl<T, O> Turns<T, O> {
    /// A thing that nobody waits for.
    pub fn new(thing: T) -> Self {
        Self {
            thing: RefCell::new(thing),
            waiting: RefCell::default(),
        }
    }

    /// Asks for a turn.
    pub fn ask(&self, act: impl FnOnce(&mut T) -> O + 'static) {
        self.waiting.borrow_mut().push_back(Box::new(act));
    }

    /// Takes the next turn; none if nobody waits for one, or one is being taken.
    pub fn take(&self) -> Option<O> {
        let mut thing = self.thing.try_borrow_mut().ok()?;
        let act = self.waiting.borrow_mut().pop_front()?;
        Some(act(&mut thing))
    }

    /// Whether somebody waits for a turn.
    pub fn are_due(&self) -> bool {
        !self.waiting.borrow().is_empty()
    }

    /// Whoever waits for a turn has none.
    pub fn cancel(&self) {
        self.waiting.take();
    }
}
