//! Azure Communication Services from the command line, against a stand-in on loopback.

mod adoption;
pub mod cloud;
mod commands;
mod faults;
mod floors;
mod handshakes;
mod import;
mod incomplete;
mod killed;
mod left;
mod lifecycle;
mod others;
mod secrets;
mod soak;
mod states;
mod switches;
