//! The content-security policies of the pages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy under which the widget must run without one violation.
pub const STRICT: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; \
    trusted-types 'none'";

/// What is added to `connect-src` where the backend is a server: the emulator, on any port of this
/// machine. A site names its org's one address there.
const EMULATOR: &str = "connect-src 'self' http://127.0.0.1:*";

/// What is added where a vendor's window is a frame of another site: one more name of this machine.
const FRAMES: &str = "; frame-src http://localhost:* http://127.0.0.1:*";

/// The policy to send with the page at `path`, whose source is `html`.
///
/// * `/tests/pages/csp_strict…/`: exactly [`STRICT`], but for `csp_strict_remote`, which may call a
///   server, and `csp_strict_bridge`, which may show a vendor's frame.
/// * other test pages, and the recipes: none, since they are host pages with styles and scripts of
///   all kinds.
/// * the shop page and the desk: as strict, but a page may bring a style sheet, images, and the
///   inline scripts and styles that are in its source, each allowed by its hash.
#[must_use]
pub fn policy_for(path: &str, html: &str) -> Option<String> {
    if path.starts_with("/tests/pages/csp_strict_remote/") {
        return Some(STRICT.replace("connect-src 'self'", EMULATOR));
    }
    if path.starts_with("/tests/pages/csp_strict_bridge/") {
        return Some([STRICT, FRAMES].concat());
    }
    if path.starts_with("/tests/pages/csp_strict") {
        return Some(STRICT.to_owned());
    }
    if path.starts_with("/tests/") || path.starts_with("/docs/") {
        return None;
    }
    let scripts = hashes(html, "script");
    let styles = hashes(html, "style");
    Some(format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; \
         style-src 'self'{styles}; img-src 'self' data: https:; {EMULATOR}; frame-src 'self'; \
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
    fn a_page_that_calls_a_server_may_do_that_and_nothing_else_more() {
        let policy = policy_for("/tests/pages/csp_strict_remote/index.html", "").unwrap();
        let calling = "connect-src 'self' http://127.0.0.1:*;";
        assert!(policy.contains(calling), "{policy}");
        assert_eq!(policy.replace(calling, "connect-src 'self';"), STRICT);
    }

    #[test]
    fn a_page_with_a_vendors_widget_may_show_its_frame_and_nothing_else_more() {
        let policy = policy_for("/tests/pages/csp_strict_bridge/index.html", "").unwrap();
        assert_eq!(policy.strip_suffix(FRAMES), Some(STRICT));
    }

    #[test]
    fn host_pages_of_tests_have_no_policy() {
        assert_eq!(policy_for("/tests/pages/hostile/index.html", ""), None);
        assert_eq!(policy_for("/docs/recipes/vue/index.html", ""), None);
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
