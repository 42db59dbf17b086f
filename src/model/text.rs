//! Texts that are copied often and changed never.

/// A text. A short one is kept in place and a long one is shared, so a copy costs no memory: names,
/// identifiers and URLs are copied from state to state for each of many thousand numbers.
pub type Text = smol_str::SmolStr;
