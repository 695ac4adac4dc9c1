//! Hostile HTML, naughty strings and deceptive Unicode through every way a text can be read.

use std::collections::BTreeMap;

use session_chat::domain::text::caps::{self, BIDI_CONTROLS, MARKS_PER_LETTER, SHOWN_CHARS};
use session_chat::domain::text::{
    Block, download_name, file_name, is_bidi_control, is_blank, markdown, name, plain, preview,
    text_of,
};

use crate::support::{
    AsWritten, Whatwg, array, assert_honest, content, corpus, depth, links, text,
};

/// Every text of the corpora of hostile and odd input.
pub fn texts() -> Vec<String> {
    let mut out = Vec::new();
    for (file, key, field) in [
        ("xss-payloads.json", "payloads", Some("payload")),
        ("blns.json", "strings", None),
        ("unicode-spoof.json", "cases", Some("text")),
        ("url-cases.json", "cases", Some("input")),
        ("linkify.json", "links", Some("text")),
        ("linkify.json", "not_links", None),
    ] {
        let Some(corpus) = corpus(file) else {
            return Vec::new();
        };
        out.extend(array(&corpus, key).iter().map(|case| match field {
            Some(field) => text(case, field).to_owned(),
            None => case.as_str().expect("a text").to_owned(),
        }));
    }
    out
}

/// All text of a tree that holds nothing but paragraphs.
pub fn paragraphs(blocks: &[Block]) -> String {
    let text = |block: &Block| match block {
        Block::Paragraph(spans) => text_of(spans),
        other => panic!("{other:?} in plain text"),
    };
    blocks.iter().map(text).collect()
}

#[test]
fn r6_2_a_message_of_an_end_user_is_shown_as_it_was_typed() {
    let texts = texts();
    let mut disguised = 0;
    for text in &texts {
        let shown = caps::shown(text, usize::MAX).text;
        assert_eq!(paragraphs(&plain(&shown, &AsWritten)), shown);
        // With a real parser a label may differ, where the host that was typed is not the real one.
        let blocks = plain(&shown, &Whatwg);
        disguised += usize::from(paragraphs(&blocks) != shown);
        for (href, label) in links(&blocks) {
            assert_honest(&href, &label);
        }
    }
    println!(
        "plain: {} texts, {disguised} of them with the real address of a disguised host",
        texts.len()
    );
}

#[test]
fn r6_2_markdown_loses_no_text_and_makes_no_denied_link() {
    let texts = texts();
    let mut made = 0;
    for text in &texts {
        for wrapped in wrappings(&caps::shown(text, usize::MAX).text) {
            let blocks = markdown::parse(&wrapped, &AsWritten);
            // A label gives way to the address if it names a host; there its text is meant to go.
            if !wrapped.starts_with('[') {
                assert_holds(&content(&blocks), &wrapped);
            }
            assert!(depth(&blocks) <= 9);
            let links = links(&markdown::parse(&wrapped, &Whatwg));
            made += links.len();
            for (href, label) in links {
                assert_honest(&href, &label);
            }
        }
    }
    println!(
        "markdown: {} texts in {} places, {made} links, all honest",
        texts.len(),
        wrappings("").len()
    );
}

/// A text in the places of Markdown where it could do harm.
fn wrappings(text: &str) -> [String; 8] {
    [
        text.to_owned(),
        format!("**{text}**"),
        format!("- {text}\n- *{text}*"),
        format!("> {text}"),
        format!("# {text}"),
        format!("```\n{text}\n```"),
        format!("[{text}](https://a.example/)"),
        format!("[a]({text}) `{text}` ~~{text}~~"),
    ]
}

/// Every sign of `source` that Markdown does not use as a mark is in `content`, in its order.
pub fn assert_holds(content: &str, source: &str) {
    let mut held = content.chars();
    for c in source
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !is_bidi_control(*c))
    {
        if !"\\`*_~[]()<>!#-+.)0123456789".contains(c) {
            assert!(
                held.any(|other| other == c),
                "{c:?} of {source:?} is missing in {content:?}"
            );
        }
    }
}

#[test]
fn r6_2_names_and_previews_are_one_safe_line() {
    for text in texts() {
        for line in [name(&text, 40), file_name(&text, 40), preview(&text, 40)] {
            assert!(line.chars().count() <= 40, "{line:?}");
            assert!(
                !line.chars().any(|c| c.is_control() || is_bidi_control(c)),
                "{line:?}"
            );
            assert_eq!(line.is_empty(), is_blank(&line), "{line:?}");
            assert!(
                longest_run_of_marks(&line) <= usize::from(MARKS_PER_LETTER),
                "{line:?}"
            );
        }
        assert!(!download_name(&text).contains(['/', '\\']));
    }
}

fn longest_run_of_marks(text: &str) -> usize {
    let is_mark = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{e47}'..='\u{e4e}');
    text.split(|c| !is_mark(c))
        .map(|run| run.chars().count())
        .max()
        .unwrap_or(0)
}

#[test]
fn r6_2_deceptive_unicode_meets_its_expectations() {
    let Some(corpus) = corpus("unicode-spoof.json") else {
        return;
    };
    let mut served: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left_to_the_window = Vec::new();
    for case in array(&corpus, "cases") {
        let (id, text, expect) = (text(case, "id"), text(case, "text"), text(case, "expect"));
        let shown = caps::shown(text, SHOWN_CHARS);
        let rule = match id {
            "rlo-filename" => {
                assert_eq!(file_name(text, 40), "invoice_gnp.exe");
                "file_name takes direction controls out"
            }
            "double-ext" => {
                assert_eq!(file_name(text, 10), "repor….exe");
                "file_name keeps the true extension"
            }
            "path-name" => {
                assert_eq!(
                    (file_name(text, 40).as_str(), download_name(text).as_str()),
                    (text, "passwd")
                );
                "download_name has no path"
            }
            "newline-name" => {
                assert_eq!(file_name(text, 40), "a b .txt");
                "file_name takes control characters out"
            }
            "html-name" => {
                assert_eq!(file_name(text, 40), text);
                "names are text"
            }
            // The Ethiopic word space is seen, and may be sent.
            "invisible-ETHIOPIC_SPACE-only" => "is_blank",
            _ if id.starts_with("invisible-") => {
                assert!(is_blank(text), "{id}");
                "is_blank"
            }
            "zalgo-1000x30" | "tall-thai" => {
                assert_eq!(
                    longest_run_of_marks(&shown.text),
                    usize::from(MARKS_PER_LETTER),
                    "{id}"
                );
                "caps: marks for each letter"
            }
            "rlo-storm" => {
                let controls = shown.text.chars().filter(|c| is_bidi_control(*c)).count();
                assert_eq!(controls, usize::from(BIDI_CONTROLS));
                "caps: direction controls"
            }
            "long-token" | "emoji-zwj-storm" => {
                assert!(
                    shown.text.chars().count() <= SHOWN_CHARS && shown.rest > 0,
                    "{id}"
                );
                assert!(
                    !shown.text.ends_with('\u{200d}')
                        && !text[shown.text.len()..].starts_with('\u{200d}')
                );
                "caps: shown characters"
            }
            "ansi" => {
                assert_eq!(shown.text, "[31mred");
                "caps: control characters"
            }
            _ => {
                assert_eq!(shown.text, text, "{id}");
                left_to_the_window.push(format!("{id}: {expect}"));
                continue;
            }
        };
        *served.entry(rule).or_default() += 1;
    }
    for (rule, cases) in served {
        println!("{rule}: {cases}");
    }
    println!(
        "shown unchanged, left to the window: {}",
        left_to_the_window.len()
    );
    for case in left_to_the_window {
        println!("  {case}");
    }
}
