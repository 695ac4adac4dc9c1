//! The content-security policies of the pages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy under which the widget must run without one violation.
pub const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; \
    trusted-types 'none'";

/// The policy to send with the page at `path`, whose source is `html`.
///
/// * `/tests/pages/csp_strict…/`: exactly [`STRICT`].
/// * other test pages: none, since they play host pages with styles and scripts of all kinds.
/// * the shop page and the desk: as strict, but a page may bring a style sheet, images, and the
///   inline scripts and styles that are in its source, each allowed by its hash.
#[must_use]
pub fn policy_for(path: &str, html: &str) -> Option<String> {
    if path.starts_with("/tests/pages/csp_strict") {
        return Some(STRICT.to_owned());
    }
    if path.starts_with("/tests/") {
        return None;
    }
    let scripts = hashes(html, "script");
    let styles = hashes(html, "style");
    Some(format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; \
         style-src 'self'{styles}; img-src 'self' data: https:; connect-src 'self'; frame-src 'self'; \
         base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    ))
}

/// ` 'sha256-…'` for each inline element of this name.
fn hashes(html: &str, element: &str) -> String {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut found = String::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once(open.as_str()) {
        let Some((attributes, body)) = after.split_once('>') else {
            break;
        };
        let Some((source, next)) = body.split_once(close.as_str()) else {
            break;
        };
        if !attributes.contains("src=") {
            let digest = STANDARD.encode(Sha256::digest(source.as_bytes()));
            found.push_str(" 'sha256-");
            found.push_str(&digest);
            found.push('\'');
        }
        rest = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_pages_get_exactly_the_strict_policy() {
        assert_eq!(
            policy_for("/tests/pages/csp_strict/index.html", "<script>1</script>").as_deref(),
            Some(
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'none'; \
                 connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
            )
        );
    }

    #[test]
    fn host_pages_of_tests_have_no_policy() {
        assert_eq!(policy_for("/tests/pages/hostile/index.html", ""), None);
    }

    #[test]
    fn inline_scripts_are_allowed_by_hash_and_linked_ones_by_self() {
        let html = r#"<script src="a.js"></script><script type="module">alert(1)</script>"#;
        let policy = policy_for("/index.html", html).unwrap();
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert!(
            policy.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"),
            "{policy}"
        );
        assert_eq!(policy.matches("sha256-").count(), 1);
    }
}
