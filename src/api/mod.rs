//! The JavaScript surface of the wasm, in one of three forms: with the window; headless, for pages
//! that draw their own; or as a bridge over a vendor's own widget. The script that a page imports
//! wraps each.

#[cfg(any(feature = "widget", feature = "headless"))]
mod backend;
#[cfg(feature = "bridge")]
mod bridge;
#[cfg(any(feature = "widget", feature = "headless"))]
mod config;
mod error;
#[cfg(any(feature = "widget", feature = "headless"))]
mod guard;
#[cfg(feature = "headless")]
mod headless;
mod hooks;
mod language;
mod panic;
#[cfg(any(feature = "widget", feature = "headless"))]
mod report;
#[cfg(feature = "widget")]
mod widget;

use self::hooks::Hooks;
