//! The backend against frames, replies and time, without a browser.

mod before;
mod bench;
mod clearing;
mod ends;
mod frames;
mod going_on;
mod missed;
mod rig;
mod split;
mod starting;
mod statuses;
mod streams;
mod tabs;
mod vectors;
