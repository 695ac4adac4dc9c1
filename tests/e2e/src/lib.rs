//! Whole-page tests in real browsers, by the drivers of their makers.
//!
//! # Where to start
//!
//! * [`scenarios`] holds the tests, one file for each part of the product.
//! * [`page`] is what a test does with a window.
//! * [`test`] is what a test is given.
//! * [`screens`] takes the committed pictures.
//! * [`runner`], [`browser`], [`tabs`], [`driver`] and [`engine`] keep three browsers going.

pub mod browser;
pub mod driver;
pub mod engine;
pub mod page;
pub mod runner;
pub mod scenarios;
pub mod screens;
pub mod tabs;
pub mod test;
