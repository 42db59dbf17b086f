//! `fmt`: files in canonical layout, and that nothing else changes.

mod command;
mod golden;
mod properties;
