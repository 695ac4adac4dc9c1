//! Every status at every call: what a visitor sees at once and a while later, and what a site owner
//! is told. Each call goes wrong once.

use core::fmt::Write as _;

use super::bench::{Asked, Bench};
use crate::domain::{Event, time::SECOND};

const STATUSES: [u16; 15] = [
    0, 400, 401, 403, 404, 409, 410, 412, 413, 415, 417, 423, 429, 500, 503,
];

/// How a call comes about; the message that it concerns is `m9`.
fn brought_about(asked: Asked, status: u16) -> (String, Bench) {
    let is_verified = matches!(asked, Asked::Authenticated | Asked::EndSession);
    let is_new = matches!(
        asked,
        Asked::Config
            | Asked::Hours
            | Asked::Agents
            | Asked::Token
            | Asked::Authenticated
            | Asked::Create
    );
    let mut bench = if is_new {
        Bench::new(is_verified)
    } else {
        Bench::talking(is_verified)
    };
    let is_asked_by_looking = matches!(asked, Asked::Config | Asked::Hours | Asked::Agents);
    if is_new && !is_asked_by_looking {
        bench.take(Event::Opened);
    }
    bench.break_down(asked, status, 1);
    match asked {
        Asked::Config | Asked::Hours | Asked::Agents => bench.take(Event::Opened),
        Asked::Token | Asked::Authenticated | Asked::Create | Asked::Message => {
            bench.say("m9", "And then");
        }
        Asked::File => bench.send_file("m9"),
        Asked::Continuation => bench.comes_back(),
        Asked::List | Asked::Entries | Asked::Stream => bench.take(Event::Returned),
        Asked::Older => bench.take(Event::OlderWanted),
        Asked::Routing => {
            bench.agent_leaves();
            bench.pass(4 * SECOND);
        }
        Asked::Typing => bench.take(Event::Typed),
        Asked::Receipts => {
            bench.agent_says("a9", "One more thing");
            bench.pass(SECOND);
        }
        Asked::EndSession | Asked::Close => {
            bench.take(Event::EndAsked);
            bench.take(Event::EndConfirmed);
        }
        Asked::Clear => bench.take(Event::ClearAsked),
    }
    assert!(bench.asked > 0, "{asked:?} was never asked for");
    let at_once = bench.seen();
    bench.pass(90 * SECOND);
    let later = bench.seen();
    let seen = if at_once == later {
        later
    } else {
        [&*at_once, " → ", &*later].concat()
    };
    (seen, bench)
}

#[test]
fn every_status_at_every_call_is_met_as_the_table_says() {
    let mut table = String::new();
    for asked in Asked::ALL {
        let mut lines: Vec<(String, String)> = Vec::new();
        for status in STATUSES {
            let (seen, bench) = brought_about(asked, status);
            let line = format!("{seen} | {}", bench.advised.join(", "));
            let status = status.to_string();
            match lines.iter_mut().find(|(known, _)| *known == line) {
                Some((_, statuses)) => {
                    statuses.push(' ');
                    statuses.push_str(&status);
                }
                None => lines.push((line, status)),
            }
        }
        for (line, statuses) in lines {
            writeln!(table, "{asked:?} | {statuses} | {line}").unwrap();
        }
    }
    let expected = include_str!("../../../../tests/salesforce/statuses.txt");
    let expected: Vec<_> = expected
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    let table: Vec<_> = table.lines().map(str::trim_end).collect();
    assert_eq!(table, expected, "\n{}", table.join("\n"));
}
