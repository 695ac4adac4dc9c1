//! What a token says of itself. Only the server can judge it; a page reads off it how long it lasts.

use super::json::{moment, some_text};
use crate::value::Value;

/// How long a token lasts from when it was made, in milliseconds. Its own two moments are
/// compared with each other, never with the visitor's clock, which may be hours off.
pub fn life_ms<V: Value>(token: &str) -> Option<u64> {
    let claims = claims::<V>(token)?;
    let (made, ends) = (moment(&claims, &["iat"])?, moment(&claims, &["exp"])?);
    Some(ends.since(made))
}

/// Whether two tokens are known to be for one and the same person.
pub fn are_of_one<V: Value>(one: &str, other: &str) -> bool {
    let subject = |token| some_text(&claims::<V>(token)?, &["sub"]);
    subject(one).is_some_and(|one| subject(other) == Some(one))
}

fn claims<V: Value>(token: &str) -> Option<V> {
    let claims = decoded(token.split('.').nth(1)?)?;
    V::from_json(&String::from_utf8(claims).ok()?)
}

/// Base64 for addresses, as tokens have it.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut held, mut bits) = (0_u32, 0_u32);
    for char in text.bytes().filter(|byte| *byte != b'=') {
        let value = match char {
            b'A'..=b'Z' => char.wrapping_sub(b'A'),
            b'a'..=b'z' => char.wrapping_sub(b'a').wrapping_add(26),
            b'0'..=b'9' => char.wrapping_sub(b'0').wrapping_add(52),
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        bits = bits.wrapping_add(6);
        if bits >= 8 {
            bits = bits.wrapping_sub(8);
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use serde_json::{Value as Json, json};

    #[test]
    fn every_byte_is_decoded() {
        let bytes: Vec<u8> = (0..=255).collect();
        for length in 0..bytes.len() {
            let bytes = &bytes[..length];
            assert_eq!(
                decoded(&URL_SAFE_NO_PAD.encode(bytes)).as_deref(),
                Some(bytes)
            );
        }
        assert_eq!(decoded("a b"), None);
    }

    #[test]
    fn t08_whose_a_token_is_stands_in_it() {
        let token = |claims: Json, sign: &str| {
            let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
            ["e30.", &claims, ".", sign].concat()
        };
        let ada = |sign| token(json!({ "sub": "ada" }), sign);
        assert!(are_of_one::<Json>(&ada("a"), &ada("b")));
        let others = [
            token(json!({ "sub": "bob" }), "a"),
            token(json!({}), "a"),
            "a.b.c".to_owned(),
        ];
        for other in others {
            assert!(!are_of_one::<Json>(&ada("a"), &other), "{other}");
            assert!(!are_of_one::<Json>(&other, &ada("a")), "{other}");
        }
        assert!(!are_of_one::<Json>("a.b.c", "a.b.c"));
    }

    #[test]
    fn t02_a_life_is_told_by_the_tokens_own_moments() {
        let token = |claims: Json| {
            let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
            ["e30.", &claims, ".sign"].concat()
        };
        let made = token(json!({ "iat": 1_767_225_600, "exp": 1_767_229_200 }));
        assert_eq!(life_ms::<Json>(&made), Some(3_600_000));
        for odd in ["", "a", "a.b.c", "e30.e30.x", &token(json!({ "exp": 1 }))] {
            assert_eq!(life_ms::<Json>(odd), None, "{odd}");
        }
    }
}
