//! What the rules hold the sources to. Changing a rule is changing this file.

/// The modules of a crate, each with those it may use. A module that is missing here is refused.
pub(super) struct Arrows {
    /// The folder of the crate's sources.
    pub(super) folder: &'static str,
    /// How code of this folder names the crate whose modules are meant.
    pub(super) root: &'static str,
    /// From a module to the modules it may use, besides itself.
    pub(super) allowed: &'static [(&'static str, &'static [&'static str])],
}

/// `api → ui → shell → transport, storage → domain ← i18n`, and `browser` for all that runs in one;
/// the desk stands on the parts that are not the widget's own.
pub(super) const ARROWS: &[Arrows] = &[
    Arrows {
        folder: "src",
        root: "crate",
        allowed: &[
            ("domain", &[]),
            ("value", &[]),
            ("browser", &["domain", "value"]),
            ("i18n", &["domain"]),
            ("transport", &["domain", "browser", "value"]),
            ("storage", &["domain", "browser"]),
            (
                "shell",
                &["domain", "browser", "i18n", "storage", "transport", "value"],
            ),
            ("ui", &["domain", "browser", "i18n", "shell"]),
            (
                "api",
                &[
                    "domain",
                    "browser",
                    "i18n",
                    "shell",
                    "storage",
                    "transport",
                    "ui",
                    "value",
                ],
            ),
        ],
    },
    Arrows {
        folder: "desk/src",
        root: "crate",
        allowed: &[
            ("engine", &[]),
            ("io", &["engine"]),
            ("ui", &["engine", "io"]),
        ],
    },
    Arrows {
        folder: "desk/src",
        root: "session_chat",
        allowed: &[
            ("engine", &["domain", "transport"]),
            ("io", &["browser", "domain", "storage", "transport"]),
            ("ui", &["browser", "domain", "i18n", "transport"]),
        ],
    },
];

/// Modules that build without a browser and give the same answer every time.
pub(super) const PURE: &[&str] = &["src/domain", "src/i18n", "src/value", "desk/src/engine"];

/// What a pure module must not name, with the way out.
pub(super) const IMPURE: &[(&str, &str)] = &[
    ("web_sys", "the shell talks to the browser"),
    ("js_sys", "the shell talks to the browser"),
    (
        "wasm_bindgen",
        "exports are in api, browser calls in the shell",
    ),
    (
        "gloo_timers",
        "return `wake_at` and let the shell keep timers",
    ),
    ("leptos", "components are in ui"),
    (
        "std::time",
        "time comes in with the event, as `domain::Instant`",
    ),
    (
        "SystemTime",
        "time comes in with the event, as `domain::Instant`",
    ),
    ("rand", "ids come in with the event"),
    ("getrandom", "ids come in with the event"),
];

/// Words of a vendor, in any letter case, with the folders that may hold them.
pub(super) const VENDORS: &[(&str, &[&str])] = &[
    (
        "salesforce",
        &[
            "src/transport/salesforce",
            "src/transport/bridge",
            // Where backends are named for pages to choose from.
            "src/transport/mod.rs",
            "src/api/backend.rs",
            "src/api/types.d.ts",
            "src/api/bridge.d.ts",
        ],
    ),
    // A part of the paths of its public API, too.
    (
        "embeddedservice",
        &[
            "src/transport/salesforce",
            "src/transport/bridge",
            "src/api/bridge/options.rs",
            "src/api/bridge.d.ts",
        ],
    ),
    (
        "embedded_service",
        &["src/transport/bridge", "src/api/bridge/options.rs"],
    ),
    (
        "zendesk",
        &[
            "src/transport/bridge",
            // Where backends are named for pages to choose from.
            "src/api/bridge/options.rs",
            "src/api/bridge.d.ts",
        ],
    ),
    ("ejabberd", &["src/transport/xmpp"]),
    ("xmpp", &["src/transport/xmpp"]),
];

/// Where vendor words are looked for.
pub(super) const VENDOR_FREE: &[&str] = &["src", "desk/src", "style"];

/// No source file has more lines.
pub(super) const MOST_LINES: usize = 500;

/// Ways from a string to markup, to style or to a dialog of the browser, with the way out.
pub(super) const SINKS: &[(&str, &str)] = &[
    ("inner_html", "build nodes"),
    ("innerHTML", "build nodes"),
    ("outerHTML", "build nodes"),
    ("insertAdjacentHTML", "build nodes"),
    ("insert_adjacent_html", "build nodes"),
    ("DOMParser", "build nodes"),
    ("createContextualFragment", "build nodes"),
    ("document.write", "build nodes"),
    ("<style", "use a constructed style sheet"),
    ("style=\"", "use a class, or `style:property=`"),
    ("eval(", "call a function"),
    ("new Function", "call a function"),
    ("alert_with_message", "show a notice of the window"),
    ("confirm_with_message", "show the window's own confirmation"),
    ("prompt_with_message", "show a field of the window"),
    ("window.alert", "show a notice of the window"),
    ("window.confirm", "show the window's own confirmation"),
    ("window.prompt", "show a field of the window"),
];

/// What writes a page to be saved as a file: its markup is never part of the page it comes from.
pub(super) const DOCUMENT: &str = "src/domain/export.rs";

/// Where sinks are looked for: everything that is shipped.
pub(super) const SINK_FREE: &[&str] = &["src", "desk"];

/// What says that something is not done. In two parts, so that this file keeps the rule.
pub(super) const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("db", "g!("),
    concat!("#[ig", "nore"),
];

/// Tests, which wait until something is so.
pub(super) const WAITING: &[&str] = &[
    "tests/e2e/src/scenarios",
    "tests/e2e/src/screens",
    "tests/web",
];

/// Waiting for time to pass.
pub(super) const SLEEPS: &[&str] = &["sleep(", "TimeoutFuture"];

/// Folders that exist on one machine only.
pub(super) const MACHINE_FOLDERS: &[&str] = &[
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
];
