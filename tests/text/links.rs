//! Link targets and addresses in running text.

use serde_json::Value;
use session_chat::domain::text::links::judge;
use session_chat::domain::text::{Block, Inline, ParsedUrl, UrlParser, linkify, markdown, plain};

use crate::support::{Whatwg, array, assert_honest, corpus, links, text};

/// What Chromium answered for one case of the corpus.
struct Recorded<'a>(&'a Value);

impl UrlParser for Recorded<'_> {
    fn parse(&self, text: &str) -> Option<ParsedUrl> {
        let url = self.0["chromium"]["absolute_url"].as_object()?;
        let part = |key: &str| url[key].as_str().unwrap_or_default().to_owned();
        Some(ParsedUrl {
            href: text.to_owned(),
            scheme: part("protocol").trim_end_matches(':').to_owned(),
            host: part("host"),
            has_userinfo: !part("username").is_empty(),
        })
    }
}

#[test]
fn r6_2_the_link_policy_agrees_with_the_browser_on_every_case() {
    let Some(corpus) = corpus("url-cases.json") else {
        return;
    };
    let cases = array(&corpus, "cases");
    for case in cases {
        let input = text(case, "input");
        assert_eq!(
            judge(&Recorded(case), input).is_some(),
            text(case, "expect") == "allow",
            "{input:?}"
        );
    }
    println!(
        "url cases with the recorded answers of Chromium: {0} of {0}",
        cases.len()
    );

    // The `url` crate refuses a space in a host, where Chromium escapes it.
    let stricter = ["https://a b.example"];
    for case in cases {
        let input = text(case, "input");
        let allowed = judge(&Whatwg, input).is_some();
        let want = text(case, "expect") == "allow" && !stricter.contains(&input);
        assert_eq!(allowed, want, "{input:?}");
    }
    println!(
        "url cases with the url crate: {} of {}",
        cases.len() - stricter.len(),
        cases.len()
    );
}

#[test]
fn r6_2_no_case_becomes_a_denied_or_dishonest_link_in_a_message() {
    let Some(corpus) = corpus("url-cases.json") else {
        return;
    };
    let mut made = 0;
    for case in array(&corpus, "cases") {
        let input = text(case, "input");
        for message in [
            input.to_owned(),
            format!("[Bank]({input})"),
            format!("![x]({input})"),
            format!("<{input}>"),
        ] {
            for blocks in [markdown::parse(&message, &Whatwg), plain(&message, &Whatwg)] {
                for (href, label) in links(&blocks) {
                    made += 1;
                    assert_honest(&href, &label);
                    assert!(
                        text(case, "expect") == "allow" || !href.contains("alert"),
                        "{input:?} {href}"
                    );
                }
            }
        }
    }
    println!("{made} links made of the url cases, all honest");
}

#[test]
fn r6_2_addresses_in_text_are_found_as_people_read_them() {
    let Some(corpus) = corpus("linkify.json") else {
        return;
    };
    let cases = array(&corpus, "links");
    let mut supported = 0;
    for case in cases {
        let (message, want) = (text(case, "text"), text(case, "first_match"));
        let lower = want.to_ascii_lowercase();
        let found = linkify::find(message);
        let first = found
            .first()
            .and_then(|found| message.get(found.start..found.end));
        if ["http://", "https://", "mailto:"]
            .iter()
            .any(|scheme| lower.starts_with(scheme))
        {
            supported += 1;
            assert_eq!(first, Some(want), "{message}");
            let links = links(&plain(message, &Whatwg));
            assert!(!links.is_empty(), "{message} has no link");
            for (href, label) in links {
                assert_honest(&href, &label);
            }
        } else {
            // Addresses without a scheme, and schemes that are not allowed, stay text.
            assert_eq!(first, None, "{message}");
        }
    }
    assert_eq!(supported, 77);
    println!(
        "addresses found: {supported} of {}; the others have no allowed scheme",
        cases.len()
    );

    let denied = array(&corpus, "not_links");
    for case in denied {
        let message = case.as_str().expect("a text");
        assert_eq!(links(&plain(message, &Whatwg)), [], "{message}");
        assert_eq!(links(&markdown::parse(message, &Whatwg)), [], "{message}");
    }
    println!("texts that must not link: {0} of {0}", denied.len());
}

#[test]
fn r6_2_a_www_host_and_a_mail_address_need_no_scheme() {
    let blocks = plain("see www.a.example/b or\nmail c@d.example.", &Whatwg);
    let link = |href: &str, label: &str| Inline::Link {
        href: href.into(),
        label: label.into(),
    };
    assert_eq!(
        blocks,
        [Block::Paragraph(vec![
            Inline::Text("see ".into()),
            link("https://www.a.example/b", "www.a.example/b"),
            Inline::Text(" or".into()),
            Inline::Break,
            Inline::Text("mail ".into()),
            link("mailto:c@d.example", "c@d.example"),
            Inline::Text(".".into()),
        ])]
    );
}
