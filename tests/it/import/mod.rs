//! Importing what accounts already have, and taking objects over from other tools.

mod accounts;
mod command;
mod handover;
mod into;
mod property;
mod sources;
