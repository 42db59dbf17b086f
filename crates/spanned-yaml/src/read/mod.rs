//! YAML text to a tree, under limits that keep hostile input cheap.

mod anchors;
pub(crate) mod builder;
mod collections;
pub(crate) mod document;
pub(crate) mod limits;
mod merge;
pub(crate) mod plain_scalars;
pub(crate) mod syntax;
