//! The files that other tools wrote. Each is read for known values only; the rest may be secret.

pub mod claims;
pub mod csv;
mod json;
pub mod profile;
mod sid;
pub mod terraform;
mod text;
mod unreadable;

pub use unreadable::{Place, Unreadable};
