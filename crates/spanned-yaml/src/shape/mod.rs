//! What a tree must look like: rules compiled from a JSON Schema, and the walk that checks a tree
//! against them.

pub(crate) mod check;
mod expected;
pub(crate) mod rules;
mod schema;
