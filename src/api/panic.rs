//! What happens when the wasm dies. It cannot go on, and nothing in the module says so by itself:
//! its exports still answer, with broken borrows inside. So the loader is told, which draws the
//! restart card and starts a fresh module; state comes back from storage.

use core::cell::RefCell;

use js_sys::Object;

use super::Hooks;

thread_local! {
    static WATCHERS: RefCell<Vec<Hooks>> = const { RefCell::new(Vec::new()) };
}

/// Tells `hooks` when this module dies.
pub fn watch(hooks: Hooks) {
    WATCHERS.with_borrow_mut(|watchers| watchers.push(hooks));
    std::panic::set_hook(Box::new(|_| {
        crate::browser::die();
        let watchers = WATCHERS.with(|watchers| watchers.try_borrow().map(|all| all.clone()));
        for hooks in watchers.into_iter().flatten() {
            hooks.panicked();
        }
    }));
}

/// Stops telling `hooks`: its widget is gone.
pub fn forget(hooks: &Hooks) {
    WATCHERS.with_borrow_mut(|watchers| {
        watchers.retain(|watcher| !Object::is(watcher.as_ref(), hooks.as_ref()));
    });
}
