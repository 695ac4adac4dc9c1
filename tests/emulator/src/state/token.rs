//! Access tokens: JWTs in shape, known to the emulator by heart.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// Who may do what until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claims {
    pub(crate) subject: String,
    pub(crate) device: String,
    pub(crate) client: String,
    pub(crate) client_session: String,
    /// Epoch milliseconds, on a full second as in `iat`.
    pub(crate) issued: u64,
    /// Epoch milliseconds, on a full second as in `exp`.
    pub(crate) expires: u64,
}

impl Claims {
    /// A new person on a new client. The expiry is rounded down to a second, as a JWT has it.
    pub(crate) fn new(subject: String, device: String, now: u64, lifetime: u64) -> Self {
        Self {
            subject,
            device,
            client: super::new_id(),
            client_session: super::new_id(),
            issued: full_second(now),
            expires: full_second(now.saturating_add(lifetime)),
        }
    }

    /// The same person and expiry on a new client.
    pub(crate) fn continued(&self, now: u64) -> Self {
        Self {
            client: super::new_id(),
            client_session: super::new_id(),
            issued: full_second(now),
            ..self.clone()
        }
    }

    /// The token that stands for these claims. Its signature is random: only the emulator checks
    /// it, by knowing the whole token.
    pub(crate) fn token(&self, org: &str, channel: &str) -> String {
        let header = json!({"typ": "JWT", "alg": "RS256", "kid": "emulator"});
        let claims = json!({
            "sub": self.subject,
            "deviceId": self.device,
            "clientId": self.client,
            "clientSessionId": self.client_session,
            "channelAddId": channel,
            "orgId": org,
            "iat": self.issued / 1000,
            "exp": self.expires / 1000,
        });
        let signature = uuid::Uuid::new_v4();
        format!(
            "{}.{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string()),
            URL_SAFE_NO_PAD.encode(signature.as_bytes())
        )
    }
}

fn full_second(time: u64) -> u64 {
    time / 1000 * 1000
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenProblem {
    /// There is none, or one that was never given out.
    Unknown,
    /// Its time is over.
    Expired,
}

/// The stable subject of an identity JWT, or what is wrong with it.
///
/// Looked at is the shape: `kid` in the header; `iss`, `sub` and an `exp` in the future in the
/// claims. The signature is not checked, since the emulator has no keys of the page's backend.
pub(crate) fn identity(jwt: &str, now: u64) -> Result<String, String> {
    let mut parts = jwt.split('.');
    let (Some(header), Some(claims), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err("customerIdentityToken is not a JWT of three parts".to_owned());
    };
    let header = decoded(header).ok_or("the header of customerIdentityToken is not JSON")?;
    let claims = decoded(claims).ok_or("the claims of customerIdentityToken are not JSON")?;
    let text = |from: &Value, name: &str| {
        let text = from.get(name).and_then(Value::as_str).unwrap_or_default();
        if text.is_empty() {
            return Err(format!("customerIdentityToken has no {name}"));
        }
        Ok(text.to_owned())
    };
    text(&header, "kid")?;
    let issuer = text(&claims, "iss")?;
    let subject = text(&claims, "sub")?;
    let expires = claims.get("exp").and_then(Value::as_u64);
    match expires {
        None => Err("customerIdentityToken has no exp".to_owned()),
        Some(seconds) if seconds.saturating_mul(1000) <= now => {
            Err("customerIdentityToken is expired".to_owned())
        }
        Some(_) => Ok(format!("v2/iamessage/AUTH/{issuer}/uid:{subject}")),
    }
}

/// A token that [`identity`] takes, for a user of the emulator's own issuer. `expires` is in epoch
/// seconds.
pub(crate) fn identity_token(user: &str, expires: u64) -> String {
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "emulator"});
    let claims = json!({"iss": "emulator", "sub": user, "exp": expires});
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.{}",
        part(&header),
        part(&claims),
        part(&json!("signature"))
    )
}

fn decoded(part: &str) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_continued_token_keeps_subject_and_expiry() {
        let first = Claims::new("me".to_owned(), "device".to_owned(), 1_500, 10_000);
        let second = first.continued(5_000);
        assert_eq!((second.subject.as_str(), second.expires), ("me", 11_000));
        assert_ne!(second.client, first.client);
        let token = second.token("00D000000000001", "channel");
        let claims = decoded(token.split('.').nth(1).unwrap()).unwrap();
        assert_eq!(claims["exp"], 11);
        assert_eq!(claims["sub"], "me");
    }

    #[test]
    fn an_identity_token_needs_its_parts() {
        let jwt = |header: Value, claims: Value| {
            let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
            format!("{}.{}.x", part(header), part(claims))
        };
        let good = json!({"iss": "shop", "sub": "ada", "exp": 20});
        let kid = json!({"kid": "k", "alg": "RS256"});
        assert_eq!(
            identity(&jwt(kid.clone(), good.clone()), 10_000),
            Ok("v2/iamessage/AUTH/shop/uid:ada".to_owned())
        );
        for (header, claims, now, named) in [
            (json!({}), good.clone(), 0, "kid"),
            (kid.clone(), json!({"sub": "ada", "exp": 20}), 0, "iss"),
            (kid.clone(), json!({"iss": "shop", "exp": 20}), 0, "sub"),
            (kid.clone(), json!({"iss": "shop", "sub": "ada"}), 0, "exp"),
            (kid, good, 20_000, "expired"),
        ] {
            let error = identity(&jwt(header, claims), now).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
        assert!(identity("a.b", 0).is_err());
        assert!(identity(&identity_token("ada", 20), 19_999).is_ok());
    }
}
