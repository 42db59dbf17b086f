//! Texts that are copied often and changed never.

use std::collections::HashSet;

/// A text. A short one is kept in place and a long one is shared, so a copy costs no memory: names,
/// identifiers and URLs are copied from state to state for each of many thousand numbers.
pub type Text = smol_str::SmolStr;

/// Texts that were seen before, so that equal ones share their memory. An account with many thousand
/// numbers has few different URLs.
#[derive(Debug, Default)]
pub struct Texts(HashSet<Text>);

impl Texts {
    /// Puts the text that was seen first in the place of an equal one.
    pub fn share(&mut self, text: &mut Text) {
        if !text.is_heap_allocated() {
            return;
        }
        match self.0.get(text) {
            Some(known) => text.clone_from(known),
            None => drop(self.0.insert(text.clone())),
        }
    }
}
