//! What outlives a page load.
