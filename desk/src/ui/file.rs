//! Files in the transcript, and the button that sends one.

use leptos::{
    ev,
    html::{self, a, button, img, input, p, span},
    prelude::*,
};
use session_chat::domain::{MessageId, offer::Files, text};
use web_sys::HtmlInputElement;

use super::{
    app::App,
    icon::{self, Icon},
    texts,
};
use crate::{
    engine::files::{fits, is_picture},
    io::size_of,
};

/// How many characters of a file's name are shown.
const NAME_CHARS: usize = 80;

/// A kept file: a picture of it, or its name, and a way to save it.
pub fn received(app: App, id: MessageId, name: &str) -> AnyView {
    let address = app.address(id);
    let shown = text::file_name(name, NAME_CHARS);
    let saved_as = text::download_name(name);
    let is_picture = is_picture(name);
    let inner = move || {
        let picture = address.get().filter(|_| is_picture);
        match picture {
            Some(address) => img()
                .class("message__picture")
                .src(address)
                .alt(shown.clone())
                .into_any(),
            None => (
                icon::draw(Icon::Attach),
                span().attr("dir", "auto").child(shown.clone()),
            )
                .into_any(),
        }
    };
    // Without an address it is no link, and says what it would be.
    a().class("message__file")
        .attr("href", move || address.get())
        .attr("download", saved_as)
        .child(inner)
        .into_any()
}

/// The button that sends a file to the visitor. What is not taken is said in `refused`.
pub fn attach(app: App, refused: RwSignal<Option<String>>) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let limits = Files::default();
    let kinds: Vec<_> = limits
        .types
        .iter()
        .map(|kind| [".", kind].concat())
        .collect();
    let chosen = move |_| {
        let Some(field) = field.get_untracked() else {
            return;
        };
        refused.set(send(app, &field, limits.max_count));
        // The same file can be chosen again.
        field.set_value("");
    };
    (
        button()
            .r#type("button")
            .class("button button--icon attach")
            .attr("aria-label", texts::ATTACH)
            .attr("title", texts::ATTACH)
            .on(ev::click, move |_| {
                if let Some(field) = field.get_untracked() {
                    field.click();
                }
            })
            .child(icon::draw(Icon::Attach)),
        input()
            .r#type("file")
            .class("attach__field")
            .node_ref(field)
            .attr("multiple", true)
            .attr("hidden", true)
            .attr("accept", kinds.join(","))
            .attr("aria-label", texts::FILE)
            .on(ev::change, chosen),
    )
}

/// Sends what was chosen, and says why the first that is not taken is not.
fn send(app: App, field: &HtmlInputElement, most: usize) -> Option<String> {
    let files = field.files()?;
    let files = (0..files.length()).filter_map(|at| files.get(at));
    let mut refused = None;
    for file in files.take(most) {
        match fits(&file.name(), size_of(&file)) {
            Ok(()) => app.send(&file),
            Err(why) => {
                refused.get_or_insert_with(|| texts::misfit(&file.name(), why));
            }
        }
    }
    refused
}

/// Why a file was not sent.
pub fn refusal(refused: RwSignal<Option<String>>) -> impl IntoView {
    p().class("composer__refused")
        .role("alert")
        .attr("dir", "auto")
        .child(move || refused.get())
}
