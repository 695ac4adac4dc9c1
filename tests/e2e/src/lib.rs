//! Whole-page tests in real browsers, by the drivers of their makers.
//!
//! # Where to start
//!
//! * [`scenarios`] holds the tests, one file for each part of the product.
//! * [`page`] is what a test does with a window.
//! * [`test`] is what a test is given.
//! * [`own_server`] is what the backend of one's own talks with.
//! * [`screens`] takes the committed pictures.
//! * [`lanes`], [`runner`], [`rest`], [`browser`], [`tabs`], [`driver`] and [`engine`] keep the
//!   browsers going.

pub mod browser;
pub mod driver;
pub mod engine;
pub mod lanes;
pub mod own_server;
pub mod page;
pub mod rest;
pub mod runner;
pub mod scenarios;
pub mod screens;
pub mod tabs;
pub mod test;
