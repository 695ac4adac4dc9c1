//! Which browser runs which test: two browsers side by side, because most of a test is waiting.

use crate::engine::Engine;
use crate::runner::{Bench, Count, Worker};
use crate::test::Test;
use std::cell::RefCell;
use std::collections::VecDeque;

/// How many browsers there are at a time. Each keeps about one core busy, with its driver; with
/// more of them the tests would measure the machine's patience and not the product.
const LANES: usize = 2;

/// What is still to be run, by engine, and which engine each lane has.
struct Queues {
    left: RefCell<Vec<(Engine, VecDeque<Test>)>>,
    taken: RefCell<[Option<Engine>; LANES]>,
}

impl Queues {
    fn new(engines: &[Engine], tests: &[Test]) -> Self {
        let queue = |engine: &Engine| {
            let meant = tests.iter().filter(|test| test.engines.contains(engine));
            (*engine, meant.copied().collect())
        };
        Self {
            left: RefCell::new(engines.iter().map(queue).collect()),
            taken: RefCell::default(),
        }
    }

    fn next(&self, engine: Engine) -> Option<Test> {
        let mut queues = self.left.borrow_mut();
        let (_, tests) = queues.iter_mut().find(|(other, _)| *other == engine)?;
        tests.pop_front()
    }

    /// The engine that has most to run, leaving out those of which another lane has a browser,
    /// unless there is no other.
    fn busiest(&self, taken: &[Engine]) -> Option<Engine> {
        let queues = self.left.borrow();
        let left = queues.iter().filter(|(_, tests)| !tests.is_empty());
        let most = left.max_by_key(|(engine, tests)| (!taken.contains(engine), tests.len()));
        most.map(|(engine, _)| *engine)
    }

    /// Gives a lane its next engine, if there is something left to run.
    fn take(&self, lane: usize) -> Option<Engine> {
        let mut taken = self.taken.borrow_mut();
        let place = taken.get_mut(lane)?;
        *place = None;
        let others: Vec<Engine> = taken.iter().copied().flatten().collect();
        let engine = self.busiest(&others);
        *taken.get_mut(lane)? = engine;
        engine
    }
}

/// Runs the tests in these engines, side by side, and then those that measure a time: one after
/// the other, with no other browser on the machine.
pub async fn run(bench: &Bench, engines: &[Engine], tests: &[Test]) -> Count {
    let (alone, beside): (Vec<Test>, Vec<Test>) = tests.iter().partition(|test| test.alone);
    let queues = Queues::new(engines, &beside);
    let (first, second) = tokio::join!(lane(bench, &queues, 0), lane(bench, &queues, 1));
    let last = lane(bench, &Queues::new(engines, &alone), 0).await;
    first.and(second).and(last)
}

/// Runs what is left, with one browser at a time.
async fn lane(bench: &Bench, queues: &Queues, number: usize) -> Count {
    let mut count = Count::default();
    while let Some(engine) = queues.take(number) {
        let mut worker = Worker::new(bench, engine, number);
        while let Some(test) = queues.next(engine) {
            count.add(worker.run(&test).await);
        }
        worker.stop().await;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{ALL, CHROMIUM_ONLY};

    const fn test(engines: &'static [Engine]) -> Test {
        Test {
            name: "a::test",
            engines,
            alone: false,
            run: |_| Box::pin(async { Ok(()) }),
        }
    }

    #[test]
    fn every_test_is_run_once_in_each_of_its_engines() {
        let queues = Queues::new(ALL, &[test(ALL), test(CHROMIUM_ONLY)]);
        let all = |engine| std::iter::from_fn(|| queues.next(engine)).count();
        assert_eq!(ALL.iter().map(|engine| all(*engine)).sum::<usize>(), 4);
        assert_eq!(queues.busiest(&[]), None);
    }

    #[test]
    fn a_lane_takes_an_engine_of_its_own_while_there_is_one() {
        let queues = Queues::new(ALL, &[test(ALL), test(CHROMIUM_ONLY)]);
        assert_eq!(queues.busiest(&[]), Some(Engine::Chromium));
        let other = queues.busiest(&[Engine::Chromium]);
        assert!(other.is_some_and(|engine| engine != Engine::Chromium));
        for engine in [Engine::Firefox, Engine::WebKit] {
            while queues.next(engine).is_some() {}
        }
        assert_eq!(queues.busiest(&[Engine::Chromium]), Some(Engine::Chromium));
    }
}
