//! The whole in-browser backend on the host: the widget's session, its half of the talk, the
//! channel and the engine, with one clock.

mod around;
mod chats;
mod world;
