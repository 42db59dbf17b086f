//! Importing what accounts already have, and taking objects over from other tools.

mod accounts;
mod command;
mod dynamics_into;
mod dynamics_unread;
mod from_dynamics;
mod handover;
mod into;
mod property;
mod sources;
