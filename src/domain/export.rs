//! A transcript as a page that can be kept: one file, with its looks inside, in which nothing runs.

use serde::Serialize;

/// One line of a transcript, worded and formatted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// When, in ISO 8601 and UTC.
    pub at: String,
    /// When, as the visitor reads it.
    #[serde(skip)]
    pub time: String,
    /// The day that begins with it, if one does.
    #[serde(skip)]
    pub day: Option<String>,
    /// Whose it is: `end-user`, `agent`, `bot` or `system`.
    pub role: &'static str,
    /// Who wrote it; empty for a note between the messages.
    pub author: String,
    /// What it says.
    pub text: String,
}

/// A transcript with what stands over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transcript {
    /// The headline.
    pub title: String,
    /// The tag of the language it is in.
    pub language: String,
    /// The direction of that language.
    #[serde(skip)]
    pub direction: &'static str,
    /// The lines, oldest first.
    pub messages: Vec<Line>,
}

/// What a page of ours may do: look as its own rules say.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// What it looks like.
pub const LOOKS: &str = "body{max-width:44rem;margin:2rem auto;padding:0 1rem;color:#14201e;font:16px/1.5 system-ui,sans-serif}\
h1{font-size:1.25rem}h2{margin:2rem 0 .5rem;color:#52615c;font-size:.875rem;text-align:center}\
article{margin:.75rem 0}header{color:#52615c;font-size:.8125rem}\
p{margin:.125rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere}\
.end-user{margin-inline-start:20%;padding:.5rem .75rem;border-radius:.75rem;background:#edf2f1}\
.note{color:#52615c;font-size:.875rem;text-align:center}";

impl Transcript {
    /// The transcript as an HTML page.
    pub fn html(&self) -> String {
        let title = escaped(&self.title);
        let mut out = [
            "<!doctype html>\n<html lang=\"",
            &escaped(&self.language),
            "\" dir=\"",
            self.direction,
            "\">\n<head>\n<meta charset=\"utf-8\">\n",
            "<meta http-equiv=\"Content-Security-Policy\" content=\"",
            POLICY,
            "\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
            &title,
            "</title>\n<style>",
            LOOKS,
            "</style>\n</head>\n<body>\n<h1>",
            &title,
            "</h1>\n",
        ]
        .concat();
        for line in &self.messages {
            if let Some(day) = &line.day {
                out.push_str(&["<h2>", &escaped(day), "</h2>\n"].concat());
            }
            out.push_str(&line.html());
        }
        out.push_str("</body>\n</html>\n");
        out
    }

    /// The transcript as plain text.
    pub fn text(&self) -> String {
        let mut out = [&*self.title, "\n"].concat();
        for line in &self.messages {
            if let Some(day) = &line.day {
                out.push_str(&["\n", day, "\n"].concat());
            }
            let head = if line.author.is_empty() {
                String::new()
            } else {
                [&*line.time, " · ", &line.author, "\n"].concat()
            };
            out.push_str(&["\n", &head, &line.text, "\n"].concat());
        }
        out
    }
}

impl Line {
    fn html(&self) -> String {
        let text = escaped(&self.text);
        if self.author.is_empty() {
            return ["<p class=\"note\" dir=\"auto\">", &text, "</p>\n"].concat();
        }
        [
            "<article class=\"",
            self.role,
            "\"><header><bdi>",
            &escaped(&self.author),
            "</bdi> · <time datetime=\"",
            &escaped(&self.at),
            "\">",
            &escaped(&self.time),
            "</time></header><p dir=\"auto\">",
            &text,
            "</p></article>\n",
        ]
        .concat()
    }
}

/// Text as it stands in a page, between tags and in quoted attributes alike.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No page can hold it.
            '\0' => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcript(text: &str) -> Transcript {
        let line = |author: &str, day: Option<&str>| Line {
            at: "2026-11-21T10:00:00.000Z".into(),
            time: "10:00".into(),
            day: day.map(Into::into),
            role: "agent",
            author: author.into(),
            text: text.into(),
        };
        Transcript {
            title: text.into(),
            language: "en".into(),
            direction: "ltr",
            messages: vec![line(text, Some(text)), line("", None)],
        }
    }

    #[test]
    fn r6_3_nothing_in_a_page_is_markup_but_our_own() {
        let hostile = "</title><script>alert(1)</script><img src=x onerror='alert(1)'>\"&\0";
        let html = transcript(hostile).html();
        assert!(!html.contains("<script") && !html.contains("<img"));
        assert_eq!(html.matches("&lt;script&gt;").count(), 6);
        // The tags of the page itself, whatever is in it.
        let tags = |html: &str| html.matches('<').count();
        assert_eq!(tags(&html), tags(&transcript("hello").html()));
        assert!(html.contains(POLICY) && !html.contains('\0'));
    }

    #[test]
    fn r6_3_text_and_data_say_what_the_page_says() {
        let transcript = transcript("hello");
        assert_eq!(
            transcript.text(),
            "hello\n\nhello\n\n10:00 · hello\nhello\n\nhello\n"
        );
        let data = serde_json::to_value(&transcript).unwrap();
        assert_eq!(data["messages"][0]["author"], "hello");
        assert_eq!(data["messages"][0]["at"], "2026-11-21T10:00:00.000Z");
        assert_eq!(data["title"], "hello");
    }
}
