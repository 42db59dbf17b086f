//! The tree that a file becomes, paths in it, and trees joined and overlaid.

pub(crate) mod entries;
pub(crate) mod merge;
pub(crate) mod node;
pub(crate) mod path;
pub(crate) mod places;
pub(crate) mod scalar;
