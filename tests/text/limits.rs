//! Time and size: no text may cost more than its length.

use std::cell::Cell;
use std::time::{Duration, Instant};

use session_chat::domain::text::{
    ParsedUrl, UrlParser, caps, emoji_only, markdown, name, plain, preview,
};

use crate::support::{AsWritten, depth};

/// Beginnings that lead nowhere, repeated: each is one a careless reader would search on from.
const BOMBS: [&str; 30] = [
    "word ",
    "*a ",
    "**a _b ~~c ",
    "***a",
    "*a**b***c",
    "`a ``b ```c ",
    "`a``",
    "[",
    "[a](",
    "[a](b",
    "[a](b)c](",
    "![a](javascript:x)",
    "[a](https://x)",
    "](",
    "> ",
    ">",
    "- a\n",
    "- ",
    "  - a\n\n",
    "1. a\n\n\n",
    "```\na\n",
    "http://",
    "http://a_/",
    "http://a/(",
    "mailto:",
    "mailto:a",
    "www.,www.é",
    "a@",
    "a@b.",
    "\u{202e}a\u{301}\n",
];

/// What the time may grow by where the text doubles.
const AT_MOST: f64 = 2.5;

/// The best times of `short` and of `long`. What else the machine does only adds to a time, so the
/// measurement goes on, to a bound, while the difference is larger than it may be.
fn best(short: &dyn Fn(), long: &dyn Fn()) -> (Duration, Duration) {
    let time = |work: &dyn Fn()| {
        let start = Instant::now();
        work();
        // Below a millisecond the clock says more about the machine than about the text.
        start.elapsed().max(Duration::from_millis(1))
    };
    let mut best = (Duration::MAX, Duration::MAX);
    for run in 0..20 {
        best = (best.0.min(time(short)), best.1.min(time(long)));
        if run >= 2 && growth(best) <= AT_MOST {
            break;
        }
    }
    best
}

fn growth((short, long): (Duration, Duration)) -> f64 {
    long.as_secs_f64() / short.as_secs_f64()
}

fn repeated(bomb: &str, bytes: usize) -> String {
    bomb.repeat(bytes / bomb.len())
}

#[test]
fn r6_2_time_is_linear_in_the_length_of_the_text() {
    type Reading = (&'static str, fn(&str));
    let readings: [Reading; 4] = [
        ("markdown", |text| drop(markdown::parse(text, &AsWritten))),
        ("plain", |text| drop(plain(text, &AsWritten))),
        ("caps", |text| drop(caps::shown(text, usize::MAX))),
        ("name", |text| drop(name(text, usize::MAX))),
    ];
    let mut worst = (0.0, "", "");
    for (reading, read) in readings {
        for bomb in BOMBS {
            let (short, long) = (repeated(bomb, 100_000), repeated(bomb, 200_000));
            let times = best(&|| read(&short), &|| read(&long));
            if growth(times) > worst.0 {
                worst = (growth(times), reading, bomb);
            }
            assert!(growth(times) <= AT_MOST, "{reading} of {bomb:?}: {times:?}");
        }
    }
    println!(
        "200 KB take {:.2} times what 100 KB take, at worst ({} of {:?})",
        worst.0, worst.1, worst.2
    );
}

#[test]
fn r6_2_a_parser_of_urls_is_asked_once_for_an_address() {
    struct Counting(Cell<usize>);
    impl UrlParser for Counting {
        fn parse(&self, _: &str) -> Option<ParsedUrl> {
            self.0.set(self.0.get() + 1);
            None
        }
    }
    for bomb in ["http://a ", "[a](b)", "www.a.example,", "[[[a](b)](c)](d)"] {
        let asked = Counting(Cell::new(0));
        let text = bomb.repeat(100);
        markdown::parse(&text, &asked);
        assert!(asked.0.get() <= 300, "{bomb:?}: {}", asked.0.get());
    }
}

#[test]
fn r6_2_trees_stay_shallow_and_short_texts_are_cheap() {
    for bomb in BOMBS {
        let text = repeated(bomb, 20_000);
        assert!(depth(&markdown::parse(&text, &AsWritten)) <= 9, "{bomb:?}");
        assert!(preview(&text, 30).chars().count() <= 30);
        assert_eq!(emoji_only(&text), None);
    }
}
