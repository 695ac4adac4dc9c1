//! The browser's own URL parser, by which links are judged.

use web_sys::Url;

use crate::domain::text::{ParsedUrl, UrlParser};

/// `new URL(text)`.
pub struct BrowserUrls;

impl UrlParser for BrowserUrls {
    fn parse(&self, text: &str) -> Option<ParsedUrl> {
        let url = Url::new(text).ok()?;
        let mut scheme = url.protocol();
        scheme.pop();
        Some(ParsedUrl {
            href: url.href(),
            scheme,
            host: url.hostname(),
            has_userinfo: !(url.username().is_empty() && url.password().is_empty()),
        })
    }
}
