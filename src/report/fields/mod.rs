//! Values and field changes as rows, and rows that are alike as one.

pub(in crate::report) mod actions;
pub(in crate::report) mod brief;
pub(in crate::report) mod group;
pub(in crate::report) mod likeness;
pub(in crate::report) mod rows;
pub(super) mod url_diff;
mod url_parts;
