//! The result of reading an account in bulk. Plain data.

use super::ProviderError;
use crate::model::{Level, Object};

/// The objects that a read found in an account.
#[derive(Debug, Default)]
pub struct Reading {
    /// The objects, in the order of their keys.
    pub objects: Vec<Object>,
    /// What could not be read, and whether part of it was.
    pub failed: Vec<(Level, ProviderError, Partly)>,
    /// The objects that do not exist and that the first create in the account makes in addition, each
    /// in words. Each is one more write.
    pub prerequisites: Vec<String>,
    /// How many HTTP requests were made, including repeated ones.
    pub reads: u64,
}

/// Whether a failed read had returned some objects before it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Partly {
    /// Some objects were read.
    Some,
    /// No object was read.
    None,
}
