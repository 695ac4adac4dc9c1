//! An adapter that is played by the test.

mod events;
mod faults;
mod rig;
mod talk;
mod turns;
