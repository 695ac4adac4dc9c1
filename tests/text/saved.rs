//! Hostile text in a transcript that is saved as a page.

use session_chat::domain::export::{Line, Transcript};

use crate::corpora::texts;

fn page(text: &str) -> String {
    let line = Line {
        at: "2026-11-21T10:00:00.000Z".into(),
        time: text.into(),
        day: Some(text.into()),
        role: "agent",
        // Without any author it would be a note.
        author: ["by ", text].concat(),
        text: text.into(),
    };
    let transcript = Transcript {
        title: text.into(),
        language: "en".into(),
        direction: "ltr",
        messages: vec![line],
    };
    transcript.html()
}

/// What a browser would take for markup, however it is written.
fn marks(html: &str) -> [usize; 3] {
    ['<', '>', '"'].map(|mark| html.matches(mark).count())
}

#[test]
fn r6_3_no_text_adds_a_tag_or_an_attribute_to_a_page_that_is_saved() {
    let plain = marks(&page("hello"));
    for text in texts() {
        let html = page(&text);
        assert_eq!(marks(&html), plain, "{text:?}");
        assert!(!html.contains('\0'), "{text:?}");
    }
}
