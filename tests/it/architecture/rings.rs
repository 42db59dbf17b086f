//! Rings of files that are excused from the rule, each with its reason. There is none: a change
//! that needs an entry here cuts the ring instead.

/// Files that import each other in a ring, and why.
pub struct Ring {
    pub files: &'static [&'static str],
    pub reason: &'static str,
}

pub const RINGS: &[Ring] = &[];
