//! Scenarios of the engine with a virtual clock, through its public surface.

mod assistant;
mod ends;
mod inactivity;
mod kept;
mod messages;
mod queue;
mod rich;
mod world;
