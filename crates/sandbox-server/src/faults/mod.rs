//! Faults: how they are written, which request each of them spoils, and which requests wait.

pub(crate) mod effect;
pub(crate) mod fault;
pub(crate) mod hold;
pub(crate) mod matching;
