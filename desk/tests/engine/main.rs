//! Scenarios of the engine with a virtual clock, through its public surface.

mod assistant;
mod ends;
mod files;
mod hours;
mod inactivity;
mod kept;
mod messages;
mod pre_chat;
mod queue;
mod rating;
mod rich;
mod several;
mod world;
