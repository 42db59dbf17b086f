//! What a comparison has found so far.

use std::collections::BTreeMap;

use crate::counterpart::MissingKeyword;
use crate::model::{Address, Agreed, Disagreement, NumberSight, Resource, Severity};

/// What the parts of a comparison add to.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The findings, in no particular order.
    pub(super) disagreements: Vec<Disagreement>,
    /// The counts of what agrees.
    pub(super) agreed: Agreed,
    /// What agrees, by the counterpart's addresses.
    pub(super) agreeing: BTreeMap<Address, Resource>,
    /// What is known about each declared number.
    pub(super) numbers: BTreeMap<Address, NumberSight>,
    /// The declared keywords that can be created.
    pub(super) missing_keywords: Vec<MissingKeyword>,
    /// What was looked for among rows that may not all be visible, and was not seen.
    pub(super) unseen: Unseen,
}

/// Counts of what was not seen where not every row is visible.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unseen {
    pub(super) providers: usize,
    pub(super) numbers: usize,
    pub(super) keywords: usize,
}

impl Gathered {
    /// Returns the findings by address, then by code, then by what they are about.
    pub(super) fn sorted(&mut self) -> Vec<Disagreement> {
        let mut all = std::mem::take(&mut self.disagreements);
        all.sort_by(|one, other| place(one).cmp(&place(other)));
        all
    }
}

/// Where a finding is in the order of a report.
fn place(one: &Disagreement) -> impl Ord {
    let finding = &one.finding;
    let row = one.record.as_ref().map(|record| record.id.as_str());
    let about = (one.written_at.as_deref(), row, finding.summary.as_str());
    (finding.address.as_ref(), finding.code, about)
}

/// Whether none of the findings is more than a note.
pub(super) fn is_clean(all: &[Disagreement]) -> bool {
    all.iter().all(|one| one.finding.severity == Severity::Note)
}
