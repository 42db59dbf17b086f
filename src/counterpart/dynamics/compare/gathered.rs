//! What a comparison has found so far.

use std::collections::BTreeMap;

use crate::counterpart::MissingKeyword;
use crate::model::{Address, Agreed, Counterpart, Disagreement, NumberSight, Resource, Severity};

/// What the parts of a comparison add to.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The findings, in no particular order.
    pub(super) disagreements: Vec<Disagreement>,
    /// The counts of what agrees.
    pub(super) agreed: Agreed,
    /// What agrees, by the counterpart's addresses, if an apply will record it.
    pub(super) agreeing: Option<BTreeMap<Address, Resource>>,
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
    /// Nothing yet. `recording` says whether an apply will record what agrees.
    pub(super) fn new(recording: bool) -> Self {
        Self {
            agreeing: recording.then(BTreeMap::new),
            ..Self::default()
        }
    }

    /// Adds a row that agrees with what is declared at this address, if it will be recorded.
    pub(super) fn agrees(&mut self, with: &Address, row: impl FnOnce() -> Resource) {
        if let Some(agreeing) = &mut self.agreeing {
            agreeing.insert(with.at_counterpart(Counterpart::DYNAMICS), row());
        }
    }

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
