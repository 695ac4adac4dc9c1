//! What goes wrong with single requests.

use axum::http::Method;
use serde::{Deserialize, Serialize};

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    /// A token for somebody unknown.
    Token,
    /// A token for a verified user.
    Authenticated,
    /// A token for a further client of the same person.
    Continuation,
    /// A new conversation.
    Create,
    /// The list of conversations.
    List,
    /// How a conversation is routed.
    Routing,
    /// The list of a conversation's entries.
    Entries,
    /// A message.
    Message,
    /// A file.
    File,
    /// A typing indicator.
    Typing,
    /// Receipts.
    Ack,
    /// The end of the session.
    End,
    /// The end of the conversation.
    Close,
    /// The configuration.
    Config,
    /// Business hours.
    Hours,
    /// Agent availability.
    Availability,
    /// The event stream.
    Stream,
}

impl Operation {
    /// What a request is, if it is one of the API at all.
    pub(crate) fn of(method: &Method, path: &str) -> Option<Self> {
        let get = *method == Method::GET;
        let post = *method == Method::POST;
        let delete = *method == Method::DELETE;
        if let Some(path) = path.strip_prefix("/iamessage/api/v2/authorization/") {
            return match path {
                "unauthenticated/access-token" if post => Some(Self::Token),
                "authenticated/access-token" if post => Some(Self::Authenticated),
                "continuation-access-token" if get => Some(Self::Continuation),
                _ => None,
            };
        }
        let below = path.strip_prefix("/iamessage/api/v2/conversation");
        if let Some(path) = below.filter(|path| path.is_empty() || path.starts_with('/')) {
            let mut parts = path.split('/').skip(1);
            return match (parts.next(), parts.next(), parts.next()) {
                (None, None, None) if post => Some(Self::Create),
                (Some("list"), None, None) if get => Some(Self::List),
                (Some(_), None, None) if get => Some(Self::Routing),
                (Some(_), None, None) if delete => Some(Self::Close),
                (Some(_), Some("entries"), None) if get => Some(Self::Entries),
                (Some(_), Some("message"), None) if post => Some(Self::Message),
                (Some(_), Some("file"), None) if post => Some(Self::File),
                (Some(_), Some("entry"), None) if post => Some(Self::Typing),
                (Some(_), Some("acknowledge-entries"), None) if post => Some(Self::Ack),
                (Some(_), Some("session"), None) if delete => Some(Self::End),
                _ => None,
            };
        }
        match path {
            "/embeddedservice/v1/embedded-service-config" if get => Some(Self::Config),
            "/embeddedservice/v1/businesshours" if get => Some(Self::Hours),
            "/embeddedservice/v2/agent-availability" if get => Some(Self::Availability),
            "/eventrouter/v1/sse" if get => Some(Self::Stream),
            _ => None,
        }
    }
}

/// Requests of one kind go wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaultRule {
    /// Which requests.
    pub on: Operation,
    /// What happens to them.
    pub what: Fault,
    /// How many of them; all without a number.
    #[serde(default)]
    pub times: Option<u32>,
    /// Only some of them, by chance.
    #[serde(default)]
    pub chance: Option<Chance>,
}

impl FaultRule {
    /// All requests of a kind.
    pub fn always(on: Operation, what: Fault) -> Self {
        Self {
            on,
            what,
            times: None,
            chance: None,
        }
    }

    /// The next requests of a kind.
    pub fn times(on: Operation, what: Fault, times: u32) -> Self {
        Self {
            times: Some(times),
            ..Self::always(on, what)
        }
    }

    /// The next request of a kind.
    pub fn once(on: Operation, what: Fault) -> Self {
        Self::times(on, what, 1)
    }

    /// A share of the requests of a kind, the same ones for the same seed.
    pub fn by_chance(on: Operation, what: Fault, share: f64, seed: u64) -> Self {
        Self {
            chance: Some(Chance { share, seed }),
            ..Self::always(on, what)
        }
    }
}

/// Which share of requests goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Chance {
    /// 0 to 1.
    pub share: f64,
    /// Where the random numbers begin.
    pub seed: u64,
}

/// What happens to a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Fault {
    /// It is answered with a status, without being processed.
    Status {
        /// 100 to 599.
        code: u16,
        /// The body: JSON as such, all else as text. Without it, one with `message` and `code`.
        #[serde(default)]
        body: Option<serde_json::Value>,
        /// The header `Retry-After`: seconds or a date, as it is.
        #[serde(default)]
        retry_after: Option<String>,
    },
    /// The socket is reset.
    Reset {
        /// It was processed before: the answer is lost, not the deed.
        after_processing: bool,
    },
    /// It is answered late.
    Delay {
        /// Milliseconds.
        ms: u64,
        /// It is processed at once, and only the answer waits.
        #[serde(default)]
        after_processing: bool,
    },
    /// It is processed a second time; the first answer is sent.
    Twice,
    /// A page with status 200 comes in place of an answer.
    Html,
    /// It is processed, and answered with its status and no body.
    Empty,
    /// It is processed, and the body begins with a byte order mark.
    Bom,
    /// It is processed, and only the first half of the body comes.
    Truncate,
    /// It is not processed and never answered.
    Hang,
    /// It is sent elsewhere.
    Redirect {
        /// 301, 302, 307 or 308.
        code: u16,
        /// The header `Location`.
        to: String,
    },
}

impl Fault {
    /// A status with the emulator's own body.
    pub fn status(code: u16) -> Self {
        Self::Status {
            code,
            body: None,
            retry_after: None,
        }
    }
}

#[derive(Debug)]
struct Armed {
    rule: FaultRule,
    left: Option<u32>,
    random: Random,
}

impl Armed {
    /// What happens to a request of this kind, if it meets the rule, which is then used up by one.
    fn strike(&mut self, operation: Operation) -> Option<Fault> {
        if self.rule.on != operation || self.left == Some(0) {
            return None;
        }
        if let Some(chance) = self.rule.chance
            && !self.random.hits(chance.share)
        {
            return None;
        }
        self.left = self.left.map(|left| left.saturating_sub(1));
        Some(self.rule.what.clone())
    }
}

/// The rules in the order they were made; the first that fits decides.
#[derive(Debug, Default)]
pub(crate) struct Rules(Vec<Armed>);

impl Rules {
    pub(crate) fn add(&mut self, rule: FaultRule) {
        let seed = rule.chance.map_or(0, |chance| chance.seed);
        self.0.push(Armed {
            left: rule.times,
            random: Random::new(seed),
            rule,
        });
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What happens to the next request of this kind.
    pub(crate) fn next(&mut self, operation: Operation) -> Option<Fault> {
        self.0.iter_mut().find_map(|armed| armed.strike(operation))
    }
}

/// Random numbers that are the same for the same seed (the generator `SplitMix64`).
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// True for this share of the calls.
    pub(crate) fn hits(&mut self, share: f64) -> bool {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // 32 bits fit a double exactly.
        let part = u32::try_from(mixed >> 32).unwrap_or(u32::MAX);
        f64::from(part) / (f64::from(u32::MAX) + 1.0) < share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_rule_is_used_up_and_the_next_one_follows() {
        let mut rules = Rules::default();
        rules.add(FaultRule::once(Operation::Message, Fault::status(500)));
        rules.add(FaultRule::times(Operation::Message, Fault::Hang, 2));
        assert_eq!(rules.next(Operation::Create), None);
        assert_eq!(rules.next(Operation::Message), Some(Fault::status(500)));
        assert_eq!(rules.next(Operation::Message), Some(Fault::Hang));
        assert_eq!(rules.next(Operation::Message), Some(Fault::Hang));
        assert_eq!(rules.next(Operation::Message), None);
    }

    #[test]
    fn chance_is_fair_and_the_same_for_the_same_seed() {
        let run = |seed| -> Vec<bool> {
            let mut random = Random::new(seed);
            (0..10_000).map(|_| random.hits(0.05)).collect()
        };
        assert_eq!(run(7), run(7));
        assert_ne!(run(7), run(8));
        let hits = run(7).into_iter().filter(|hit| *hit).count();
        assert!((400..600).contains(&hits), "{hits}");
    }

    #[test]
    fn a_rule_reads_from_json() {
        let rule: FaultRule = serde_json::from_str(
            r#"{"on":"message","what":{"reset":{"afterProcessing":true}},"times":1}"#,
        )
        .unwrap();
        let expected = Fault::Reset {
            after_processing: true,
        };
        assert_eq!(rule, FaultRule::once(Operation::Message, expected));
    }

    #[test]
    fn operations_are_known_by_method_and_path() {
        let of = |method, path: &str| Operation::of(&method, path);
        let base = "/iamessage/api/v2/conversation";
        assert_eq!(of(Method::POST, base), Some(Operation::Create));
        let one = format!("{base}/abc");
        assert_eq!(of(Method::DELETE, &one), Some(Operation::Close));
        assert_eq!(of(Method::GET, &one), Some(Operation::Routing));
        assert_eq!(
            of(Method::DELETE, &format!("{one}/session")),
            Some(Operation::End)
        );
        assert_eq!(of(Method::GET, &format!("{one}/stream")), None);
        assert_eq!(of(Method::POST, &format!("{base}s")), None);
    }
}
