//! Which browser runs which test: two browsers side by side, because most of a test is waiting.

use crate::engine::Engine;
use crate::runner::{Bench, Count, Worker};
use crate::test::Test;
use std::cell::RefCell;
use std::collections::VecDeque;
use tokio::sync::RwLock;

/// How many browsers there are at a time. Each keeps about one core busy, with its driver; with
/// more of them the tests would measure the machine's patience and not the product.
const LANES: usize = 2;

/// What is still to be run, by engine.
struct Queues(RefCell<Vec<(Engine, VecDeque<Test>)>>);

impl Queues {
    fn new(engines: &[Engine], tests: &[Test]) -> Self {
        let queue = |engine: &Engine| {
            let meant = tests.iter().filter(|test| test.engines.contains(engine));
            (*engine, meant.copied().collect())
        };
        Self(RefCell::new(engines.iter().map(queue).collect()))
    }

    fn next(&self, engine: Engine) -> Option<Test> {
        let mut queues = self.0.borrow_mut();
        let (_, tests) = queues.iter_mut().find(|(other, _)| *other == engine)?;
        tests.pop_front()
    }

    /// The engine that has most to run, leaving out those of which another lane has a browser,
    /// unless there is no other.
    fn busiest(&self, taken: &[Engine]) -> Option<Engine> {
        let queues = self.0.borrow();
        let left = queues.iter().filter(|(_, tests)| !tests.is_empty());
        let most = left.max_by_key(|(engine, tests)| (!taken.contains(engine), tests.len()));
        most.map(|(engine, _)| *engine)
    }
}

/// Runs the tests in these engines. Those that measure a time have the machine to themselves.
pub async fn run(bench: &Bench, engines: &[Engine], tests: &[Test]) -> Count {
    let queues = Queues::new(engines, tests);
    let quiet = RwLock::new(());
    let taken = RefCell::new([None; LANES]);
    let lane = async |number: usize| {
        let mut count = Count::default();
        loop {
            let others: Vec<Engine> = taken.borrow().iter().copied().flatten().collect();
            let Some(engine) = queues.busiest(&others) else {
                return count;
            };
            if let Some(place) = taken.borrow_mut().get_mut(number) {
                *place = Some(engine);
            }
            let mut worker = Worker::new(bench, engine, number);
            while let Some(test) = queues.next(engine) {
                let result = if test.alone {
                    let _machine = quiet.write().await;
                    worker.run(&test).await
                } else {
                    let _machine = quiet.read().await;
                    worker.run(&test).await
                };
                count.add(result);
            }
            worker.stop().await;
            if let Some(place) = taken.borrow_mut().get_mut(number) {
                *place = None;
            }
        }
    };
    let (first, second) = tokio::join!(lane(0), lane(1));
    first.and(second)
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
