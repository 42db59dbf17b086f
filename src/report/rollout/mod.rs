//! A rollout in words: what its waves did, what was seen meanwhile, and how it ended. `apply` and
//! `registry history` share them.

pub mod outcome;
pub(in crate::report) mod parts;
pub mod progress;
pub(in crate::report) mod sentences;
pub(in crate::report) mod waves;

#[cfg(test)]
pub(in crate::report) mod sample;
#[cfg(test)]
mod tests;
