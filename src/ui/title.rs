//! The number of unread messages in the title of the page.

use leptos::prelude::*;

use super::{dom::react, parts::Parts};

/// Keeps the number in the title while there is something to read, and takes it out again. What
/// the page itself does with its title in between stays.
pub fn count_in_title(parts: Parts) {
    let unread = parts.number(|view| view.unread.into());
    let shown = StoredValue::new(0_u64);
    react(Box::new(move || show(shown, unread.get())));
    on_cleanup(move || show(shown, 0));
}

fn show(shown: StoredValue<u64>, count: u64) {
    let before = shown
        .try_update_value(|shown| core::mem::replace(shown, count))
        .unwrap_or_default();
    let page = document();
    let title = page.title();
    let bare = without(&title, before);
    let wanted = if count == 0 {
        bare
    } else {
        [&*mark(count), &*bare].concat()
    };
    if wanted != title {
        page.set_title(&wanted);
    }
}

/// The title without our number, which other windows of the page may have put theirs before.
fn without(title: &str, count: u64) -> String {
    let mark = mark(count);
    let mut bare = String::new();
    let mut rest = title;
    while count > 0 && rest.starts_with('(') {
        if let Some(after) = rest.strip_prefix(&*mark) {
            bare.push_str(after);
            return bare;
        }
        let Some((other, after)) = rest.split_once(' ') else {
            break;
        };
        bare.push_str(other);
        bare.push(' ');
        rest = after;
    }
    title.to_owned()
}

fn mark(count: u64) -> String {
    ["(", &count.to_string(), ") "].concat()
}
