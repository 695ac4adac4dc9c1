//! Where the server is and which deployment speaks: what a page configures, judged before anything
//! is sent.

use super::json::Object;

/// How many characters of an org id the stream takes; with the three that make it safe for
/// spreadsheets it answers nothing, without a word.
const ORG_CHARS: usize = 15;

/// Where the server is and who speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The server, without a slash at the end.
    pub url: String,
    /// What stands before the stream, if its own answers are refused to pages.
    pub proxy: Option<String>,
    /// The org, in fifteen characters.
    pub org: String,
    /// The developer name of the deployment.
    pub deployment: String,
    /// The language of the deployment's texts, as `en_US`.
    pub language: Option<String>,
    /// What goes along with a new conversation: names and values.
    pub attributes: Vec<(String, String)>,
    /// The names of the fields before a chat, where the page has better ones.
    pub labels: Vec<(String, String)>,
    /// The terms that are to be agreed to before a chat, in Markdown.
    pub terms: Option<String>,
    /// Whether the page vouches for its visitors.
    pub is_verified: bool,
    /// Whether the page can have its visitors prove that they are no programs.
    pub has_captcha: bool,
}

/// A setting that cannot be what it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The setting.
    pub field: &'static str,
    /// What it must be, and where that is to be found.
    pub advice: &'static str,
}

const fn fault(field: &'static str, advice: &'static str) -> Fault {
    Fault { field, advice }
}

const URL: Fault = fault(
    "backend.url",
    "must be https://….my.salesforce-scrt.com: Setup, Embedded Service Deployments.",
);
const PROXY: Fault = fault("backend.proxy", "must be an https: address.");
const ORG: Fault = fault(
    "backend.orgId",
    "must be 00D and 12 or 15 more characters: Setup, Company Information.",
);
const DEPLOYMENT: Fault = fault(
    "backend.deployment",
    "must be an API name: Setup, Embedded Service Deployments.",
);
const IDENTITY: Fault = fault(
    "backend.identity",
    "must be a function with verifiedUsers, and only then.",
);

impl Place {
    /// The place, if it can be one, with what is put down in more than one way in one way.
    pub fn checked(mut self, has_identity: bool) -> Result<Self, Fault> {
        self.url = address(&self.url, true).ok_or(URL)?;
        if let Some(proxy) = &self.proxy {
            self.proxy = Some(address(proxy, false).ok_or(PROXY)?);
        }
        let is_org = self.org.starts_with("00D")
            && matches!(self.org.len(), ORG_CHARS | 18)
            && self.org.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_org {
            return Err(ORG);
        }
        self.org.truncate(ORG_CHARS);
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if self.deployment.is_empty() || !self.deployment.bytes().all(is_name) {
            return Err(DEPLOYMENT);
        }
        if self.is_verified != has_identity {
            return Err(IDENTITY);
        }
        Ok(self)
    }

    /// The attributes of a new session as JSON; the later value of a name stands.
    pub fn attributes(&self, more: &[(String, String)]) -> String {
        let all: Vec<_> = self.attributes.iter().chain(more).collect();
        let mut object = Object::default();
        for (index, (name, value)) in all.iter().enumerate() {
            let is_last = !all
                .iter()
                .skip(index.saturating_add(1))
                .any(|(later, _)| later == name);
            if is_last {
                object = object.text(name, value);
            }
        }
        object.end()
    }
}

/// An address without a slash at its end, if it is one of a server: `https:`, or on this machine,
/// and with `is_vendor` at the vendor's.
fn address(url: &str, is_vendor: bool) -> Option<String> {
    let url = url.trim_end_matches('/');
    let (is_safe, rest) = match url.strip_prefix("https://") {
        Some(rest) => (true, rest),
        None => (false, url.strip_prefix("http://")?),
    };
    let host = rest.split(['/', '?', '#']).next()?;
    let name = host.split(':').next()?;
    let is_here = matches!(name, "localhost" | "127.0.0.1");
    let is_theirs = name.ends_with(".salesforce-scrt.com");
    let may = is_here || is_safe && !name.is_empty() && (is_theirs || !is_vendor);
    (may && !host.contains('@') && (host == rest || !is_vendor)).then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            url: "https://acme.my.salesforce-scrt.com/".into(),
            org: "00D000000000001EAA".into(),
            deployment: "Demo_Custom_Client".into(),
            ..Place::default()
        }
    }

    #[test]
    fn an_org_id_of_18_characters_becomes_one_of_15() {
        let place = place().checked(false).unwrap();
        assert_eq!(place.org, "00D000000000001");
        assert_eq!(place.url, "https://acme.my.salesforce-scrt.com");
    }

    #[test]
    fn what_cannot_be_a_place_names_its_field() {
        type Change = fn(&mut Place);
        let cases: &[(Change, &str)] = &[
            (|place| place.url.clear(), "backend.url"),
            (|place| place.url = "acme".into(), "backend.url"),
            (
                |place| place.url = "http://acme.my.salesforce-scrt.com".into(),
                "backend.url",
            ),
            (
                |place| place.url = "https://acme.example".into(),
                "backend.url",
            ),
            (
                |place| place.url = "https://a.salesforce-scrt.com@evil.example".into(),
                "backend.url",
            ),
            (
                |place| place.url = "https://evil.example/x.salesforce-scrt.com".into(),
                "backend.url",
            ),
            (
                |place| place.url = "https://a.salesforce-scrt.com/iamessage".into(),
                "backend.url",
            ),
            (
                |place| place.proxy = Some("http://proxy.example".into()),
                "backend.proxy",
            ),
            (|place| place.org = "00D1".into(), "backend.orgId"),
            (
                |place| place.org = "01D000000000001".into(),
                "backend.orgId",
            ),
            (
                |place| place.org = "00D00000000000é".into(),
                "backend.orgId",
            ),
            (|place| place.deployment.clear(), "backend.deployment"),
            (
                |place| place.deployment = "a b".into(),
                "backend.deployment",
            ),
            (|place| place.is_verified = true, "backend.identity"),
        ];
        for (change, field) in cases {
            let mut place = place();
            change(&mut place);
            assert_eq!(
                place.clone().checked(false).unwrap_err().field,
                *field,
                "{place:?}"
            );
        }
        assert_eq!(place().checked(true).unwrap_err().field, "backend.identity");
    }

    #[test]
    fn a_server_on_this_machine_and_a_proxy_are_places() {
        for url in ["http://127.0.0.1:8001", "http://localhost:8001"] {
            let place = Place {
                url: url.into(),
                proxy: Some("https://proxy.example/sse/".into()),
                ..place()
            };
            let place = place.checked(false).unwrap();
            assert_eq!(place.url, url);
            assert_eq!(place.proxy.as_deref(), Some("https://proxy.example/sse"));
        }
    }

    #[test]
    fn the_visitors_own_answer_stands_over_the_pages() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let place = Place {
            attributes: vec![pair("_email", "page@example.com"), pair("Order", "7")],
            ..place()
        };
        let attributes = place.attributes(&[pair("_email", "ada@example.com")]);
        assert_eq!(
            attributes,
            "{\"Order\":\"7\",\"_email\":\"ada@example.com\"}"
        );
    }
}
