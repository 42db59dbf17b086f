//! The ways to put drifted resources back.

use std::collections::BTreeMap;

use crate::model::Address;

/// The remedies that are known already, by address.
pub type Given = BTreeMap<Address, Remedy>;

/// The way to put a resource back: a command, advice, or both.
#[derive(Debug, Clone)]
pub struct Remedy {
    /// The command.
    pub(in crate::report) command: Option<String>,
    /// Advice: what else to do or to know.
    pub(in crate::report) words: Option<String>,
    /// The YAML to declare, and the address to put it under.
    pub(in crate::report) declare: Option<(String, String)>,
}
