//! The built-in sets of rules: policies that are read like any other.

use super::document::SetName;

/// The text of a set, as a policy.
pub fn text(name: SetName) -> &'static str {
    match name {
        SetName::Recommended => include_str!("sets/recommended.yaml"),
        SetName::InboundOnly => include_str!("sets/inbound-only.yaml"),
        SetName::Strict => include_str!("sets/strict.yaml"),
    }
}
