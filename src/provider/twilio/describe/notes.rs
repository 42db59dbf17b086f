//! What an import says about the values that it leaves out, and about those to look at. Pure.

use crate::model::Address;
use crate::provider::{Caution, Unwritten, key_like};

/// What is said about an account besides its YAML, in the order of the YAML.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// What is not written.
    pub(super) unwritten: Vec<Unwritten>,
    /// What is written and must be looked at.
    pub(super) cautions: Vec<Caution>,
}

impl Notes {
    /// Records something that is not written: in the count, and as a comment.
    pub(super) fn leave_out(&mut self, address: Address, what: String, comments: &mut Vec<String>) {
        comments.push(format!("Not written: {what}."));
        self.unwritten.push(Unwritten { address, what });
    }

    /// Records a written URL, if its query string looks like a key: with a comment and a caution.
    pub(super) fn look_at(
        &mut self,
        address: &Address,
        key: &str,
        url: &str,
        comments: &mut Vec<String>,
    ) {
        let Some((comment, what)) = key_like::looked_at(key, url) else {
            return;
        };
        comments.push(comment);
        let address = address.clone();
        self.cautions.push(Caution { address, what });
    }
}
