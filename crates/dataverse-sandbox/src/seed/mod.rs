//! What a fresh sandbox holds: the format of a seed, its checks and its defaults.

pub(crate) mod check;
pub(crate) mod extension;
pub(crate) mod fill;
pub(crate) mod format;
pub(crate) mod rows;
