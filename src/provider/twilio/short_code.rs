//! The SIDs of short codes. Pure.

use super::sid::{Sid, SidKind};

/// Marks the SID of a short code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShortCodeKind {}

impl SidKind for ShortCodeKind {
    const PREFIX: &'static str = "SC";
    const NOUN: &'static str = "a short code";
}

/// The SID of a short code.
pub(super) type ShortCodeSid = Sid<ShortCodeKind>;
