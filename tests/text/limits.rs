//! Time and size: no text may cost more than its length.

use std::cell::Cell;
use std::time::{Duration, Instant};

use session_chat::domain::text::{
    ParsedUrl, UrlParser, caps, emoji_only, markdown, name, plain, preview,
};

use crate::support::{AsWritten, depth};

/// Beginnings that lead nowhere, repeated: each is one a careless reader would search on from.
const BOMBS: [&str; 32] = [
    "word ",
    "*a ",
    "**a _b ~~c ",
    "***a",
    "*a**b***c",
    "`a ``b ```c ",
    "`a``",
    "\\``",
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
    "éwww.1",
    "a@",
    "a@b.",
    "\u{202e}a\u{301}\n",
];

/// Texts that are hard to lay out rather than to read.
const LAYOUT_BOMBS: [&str; 4] = [
    "word ",
    "Z\u{351}\u{351}",
    "\u{202e}a\u{202c}b",
    "👨\u{200d}\n",
];

/// A text in full, and the part of it that is four doublings shorter.
const BYTES: usize = 200_000;
const DOUBLINGS: i32 = 4;

/// What the time may grow by in one doubling. Several are measured at once, so that a machine that
/// is busy with other things during one of the runs does not decide.
const AT_MOST: f64 = 2.5;

/// The best times of `short` and of `long`. What else the machine does only adds to a time, so the
/// measurement goes on, to a bound, while the difference is larger than it may be.
fn best(short: &dyn Fn(), long: &dyn Fn()) -> (Duration, Duration) {
    let time = |work: &dyn Fn()| {
        let start = Instant::now();
        work();
        // Below this the clock says more about itself than about the text.
        start.elapsed().max(Duration::from_micros(50))
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

/// How much longer `long` took than `short`, for each doubling of the text.
fn growth((short, long): (Duration, Duration)) -> f64 {
    (long.as_secs_f64() / short.as_secs_f64()).powf(1.0 / f64::from(DOUBLINGS))
}

fn repeated(bomb: &str, bytes: usize) -> String {
    bomb.repeat(bytes / bomb.len())
}

#[test]
fn r6_2_time_is_linear_in_the_length_of_the_text() {
    type Reading = (&'static str, fn(&str), &'static [&'static str]);
    let readings: [Reading; 4] = [
        (
            "markdown",
            |text| drop(markdown::parse(text, &AsWritten)),
            &BOMBS,
        ),
        ("plain", |text| drop(plain(text, &AsWritten)), &BOMBS),
        (
            "caps",
            |text| drop(caps::shown(text, usize::MAX)),
            &LAYOUT_BOMBS,
        ),
        ("name", |text| drop(name(text, usize::MAX)), &LAYOUT_BOMBS),
    ];
    let mut worst = (0.0, "", "");
    for (reading, read, bombs) in readings {
        for bomb in bombs {
            let (short, long) = (repeated(bomb, BYTES >> DOUBLINGS), repeated(bomb, BYTES));
            let times = best(&|| read(&short), &|| read(&long));
            if growth(times) > worst.0 {
                worst = (growth(times), reading, bomb);
            }
            assert!(growth(times) <= AT_MOST, "{reading} of {bomb:?}: {times:?}");
        }
    }
    println!(
        "twice the text takes {:.2} times as long, at worst ({} of {:?})",
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
