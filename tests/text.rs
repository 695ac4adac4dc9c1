//! Foreign text against the shared corpora of hostile and odd input.
//!
//! The corpora lie beside the project and are not part of it; where they are absent the tests that
//! need them say so and pass. What the module must do without them is tested in its own files.

#[path = "text/corpora.rs"]
mod corpora;
#[path = "text/limits.rs"]
mod limits;
#[path = "text/links.rs"]
mod links;
#[path = "text/markdown.rs"]
mod markdown;
#[path = "text/reading.rs"]
mod reading;
#[path = "text/saved.rs"]
mod saved;
#[path = "text/support.rs"]
mod support;
