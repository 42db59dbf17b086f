//! Explains who answers a text to a number, and why. Pure.
//!
//! If something needed could not be read, the answer is unknown. Names and URLs come from outside
//! and are escaped; passwords in URLs are never shown.

mod advice;
mod checked;
pub mod code;
pub mod document;
mod human;
mod input;

pub use human::human;
pub use input::{Explained, Explanation};
