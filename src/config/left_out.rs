//! What was left out of a tree with errors in it, so that its absence is not reported.

use std::collections::BTreeSet;

use crate::model::Name;
use crate::yaml;

/// The parts that were left out, by dotted paths.
#[derive(Default)]
pub(super) struct LeftOut {
    /// Wrong values, and the declared keys that misspelt keys were meant to be.
    pub paths: BTreeSet<String>,
    /// Maps that were read only in part.
    pub partial_maps: BTreeSet<String>,
}

impl LeftOut {
    /// Whether a value at this path may have been left out. Its absence can then not be reported.
    pub(super) fn may_include(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.split('.').collect();
        let above = |n: usize| parts.iter().take(n).copied().collect::<Vec<_>>().join(".");
        let gone = (1..=parts.len()).any(|n| self.paths.contains(&above(n)));
        let in_part = (0..parts.len()).any(|n| self.partial_maps.contains(&above(n)));
        gone || in_part || self.outside(&parts) || self.renamed(&parts)
    }

    /// Whether the key was left out because it was written one level too far out, beside the entry
    /// that it belongs to.
    fn outside(&self, parts: &[&str]) -> bool {
        let [above @ .., _, key] = parts else {
            return false;
        };
        self.paths.contains(&[above, &[*key]].concat().join("."))
    }

    /// Whether a number was left out because its name is invalid. The corrected name may be this
    /// one.
    fn renamed(&self, parts: &[&str]) -> bool {
        let [above @ .., "numbers", name] = parts else {
            return false;
        };
        let above = format!("{}.numbers.", above.join("."));
        let lost = self
            .paths
            .iter()
            .filter_map(|lost| lost.strip_prefix(&above));
        let mut no_names = lost.filter(|lost| Name::parse(lost).is_err());
        no_names.any(|lost| yaml::nearest(lost, [*name]).is_some())
    }
}
