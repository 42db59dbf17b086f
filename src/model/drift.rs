//! Drift: live settings that are not as the last apply left them. Plain data; the sentences come
//! from the reports, the times from the registry.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Address, Aspect, Comparison, Difference, Expected, Finding, Impact, Obstacle, Route, Scope,
    Text, Unmanaged,
};

// The doc comments are descriptions in the JSON Schema of drift documents.

/// The drift status of a recorded resource.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "StatusWord")]
pub enum DriftStatus {
    /// It is as recorded.
    InSync,
    /// It differs from the record.
    Modified,
    /// It is no longer in the account.
    Missing,
    /// It, or what decides who answers, could not be read.
    Unchecked,
    /// It has only differences that `.switchboardignore` expects.
    Ignored,
    /// It is as the last apply left it, but another object answers its texts.
    Unconverged,
}

impl DriftStatus {
    /// The word in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InSync => "in_sync",
            Self::Modified => "modified",
            Self::Missing => "missing",
            Self::Unchecked => "unchecked",
            Self::Ignored => "ignored",
            Self::Unconverged => "unconverged",
        }
    }
}

/// Who should answer for a number by the record, and who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteSight {
    /// The route by the record.
    pub recorded: Route,
    /// The route now; `None` if it is not known or the number is not there.
    pub observed: Option<Route>,
    /// The route that was applied, if the last apply left another one.
    pub wanted: Option<Route>,
    /// Whether a group decides that did not decide when the last apply ended.
    pub by_newcomer: bool,
}

impl RouteSight {
    /// Returns the sight of a route that is not known now.
    pub fn unseen(recorded: Route) -> Self {
        Self {
            recorded,
            observed: None,
            wanted: None,
            by_newcomer: false,
        }
    }

    /// Whether the same URL is called with the same method, and not by a newcomer; `None` if that
    /// is not known. A password plays no part, because the record does not hold it. If a password
    /// changed, the field that holds it differs.
    pub fn as_recorded(&self) -> Option<bool> {
        let observed = self.observed.as_ref()?;
        Some(self.recorded.shows_like(observed) && !self.by_newcomer)
    }
}

/// A group whose numbers are answered in another way than recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTheWay {
    /// The group's identifier.
    pub id: String,
    /// The group's name.
    pub name: String,
    /// The address that the group is recorded under, if it is recorded.
    pub address: Option<Address>,
    /// The address that declares the group, if it is declared and not recorded yet.
    pub pending: Option<Address>,
    /// The other address that the configuration puts the number in, if there is one.
    pub wanted: Option<Address>,
    /// Whether the configuration declares the group.
    pub declared: bool,
    /// What a number may lose if it leaves the group, in a clause that begins with `leaving`.
    pub loss_on_leaving: Option<&'static str>,
    /// The group as an obstacle, if it will still answer in the number's place after an apply.
    pub obstacle: Option<Obstacle>,
    /// The YAML that would declare the group so that the number answers by itself.
    pub declaration: String,
}

/// One recorded resource that lives at a provider, compared with what is observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drifted {
    /// The address of the resource.
    pub address: Address,
    /// The identifier: as observed, else as recorded.
    pub id: Option<Text>,
    /// The natural key.
    pub key: Option<Text>,
    /// The drift status.
    pub status: DriftStatus,
    /// The differences from the record, including those that are expected.
    pub differences: Vec<Difference>,
    /// Who answers; `None` where the record does not say who should.
    pub route: Option<Arc<RouteSight>>,
    /// The group that the number is in, if the group is the reason for another route.
    pub group: Option<InTheWay>,
    /// Whether something about it could not be read.
    pub unread: bool,
    /// Whether the configuration still declares it.
    pub declared: bool,
    /// Whether the configuration asks for something that is not applied yet.
    pub pending: bool,
    /// Where the resource is now, in words, if it is missing here.
    pub elsewhere: Option<String>,
    /// The YAML that would declare the resource as it is now, if there is such YAML.
    pub accept: Option<String>,
}

impl Drifted {
    /// Returns the differences that count.
    pub fn counted(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|one| one.ignored.is_none())
    }

    /// Returns the differences that are expected.
    pub fn ignored(&self) -> impl Iterator<Item = (&Difference, &Expected)> {
        let expected = |one: &'_ Difference| one.ignored.is_some();
        self.differences
            .iter()
            .filter(move |one| expected(one))
            .filter_map(|one| Some((one, one.ignored.as_ref()?)))
    }

    /// Returns the worst impact; `None` if nothing that counts differs.
    pub fn impact(&self) -> Option<Impact> {
        self.counted().map(|one| one.impact).max()
    }

    /// Returns when the first difference was seen: of those that count, if there are any.
    pub fn first_seen(&self) -> Option<Timestamp> {
        let counted = self.counted().filter_map(|one| one.since).min();
        counted.or_else(|| self.differences.iter().filter_map(|one| one.since).min())
    }

    /// Whether the resource drifted.
    pub fn is_drift(&self) -> bool {
        matches!(
            self.status,
            DriftStatus::Modified | DriftStatus::Missing | DriftStatus::Unconverged
        )
    }

    /// Whether something other than the number's own fields decides who answers now.
    pub fn is_shadowed(&self) -> bool {
        self.counted().any(|one| one.aspect == Aspect::Route)
    }
}

/// The counts of a drift: resources per status, and what else is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DriftSummary {
    /// Resources as recorded.
    pub in_sync: usize,
    /// Resources that are not as recorded.
    pub modified: usize,
    /// Resources that are not there any more.
    pub missing: usize,
    /// Resources that were not read.
    pub unchecked: usize,
    /// Numbers and receivers of texts in the accounts that are not in the configuration.
    pub unmanaged: usize,
    /// Addresses for which the configuration asks for something that is not applied yet.
    pub pending: usize,
    /// Resources as the last apply left them, whose texts are answered in another way than
    /// declared.
    pub unconverged: usize,
    /// Differences, not resources, that `.switchboardignore` expects.
    pub ignored: usize,
}

/// What is counted and not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unlisted {
    /// Numbers that are neither recorded nor declared.
    pub unmanaged: usize,
    /// Addresses whose configuration is not applied yet.
    pub pending: usize,
    /// Recorded rows of a counterpart that was not read.
    pub rows: usize,
}

/// The live state compared with what the last apply left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The project and environment.
    pub scope: Scope,
    /// Everything recorded that lives at a provider, in the order of addresses.
    pub resources: Vec<Drifted>,
    /// What is in the accounts, neither recorded nor declared.
    pub unmanaged: Vec<Unmanaged>,
    /// Addresses whose configuration is not applied yet: new, changed, or to be forgotten.
    pub pending: Vec<Address>,
    /// The findings to report.
    pub findings: Vec<Finding>,
    /// Whether everything recorded could be read. An incomplete drift is never called in sync.
    pub complete: bool,
    /// What is counted and not in these lists, as in a drift that was read from a document without
    /// them.
    pub unlisted: Unlisted,
    /// Whether no apply ever recorded anything, so that there is nothing to compare with. Such a
    /// drift is not complete either.
    pub unapplied: bool,
    /// The comparison with the counterpart, if one was made. Its recorded rows that no longer agree
    /// are among the resources.
    pub comparison: Option<Comparison>,
}

impl Drift {
    /// Returns a drift in which nothing was looked at yet, which is not complete.
    pub fn unseen(scope: Scope) -> Self {
        Self {
            scope,
            resources: Vec::new(),
            unmanaged: Vec::new(),
            pending: Vec::new(),
            findings: Vec::new(),
            complete: false,
            unlisted: Unlisted::default(),
            unapplied: false,
            comparison: None,
        }
    }

    /// Returns the counts.
    pub fn summary(&self) -> DriftSummary {
        let loose = self.unmanaged.iter();
        let mut summary = DriftSummary {
            unmanaged: self.unlisted.unmanaged
                + loose
                    .filter(|one| one.object.kind.counts_if_unmanaged())
                    .count(),
            pending: self.unlisted.pending + self.pending.len(),
            ..DriftSummary::default()
        };
        for one in &self.resources {
            summary.ignored += one.ignored().count();
            match one.status {
                DriftStatus::InSync => summary.in_sync += 1,
                DriftStatus::Modified => summary.modified += 1,
                DriftStatus::Missing => summary.missing += 1,
                DriftStatus::Unchecked => summary.unchecked += 1,
                DriftStatus::Unconverged => summary.unconverged += 1,
                DriftStatus::Ignored => {}
            }
        }
        summary
    }

    /// Whether anything drifted.
    pub fn drifted(&self) -> bool {
        self.resources.iter().any(Drifted::is_drift)
    }

    /// Returns what drifted, the worst first, otherwise in the order of addresses.
    pub fn worst_first(&self) -> Vec<&Drifted> {
        let mut drifted: Vec<&Drifted> = self.resources.iter().filter(|r| r.is_drift()).collect();
        drifted.sort_by_key(|one| std::cmp::Reverse(one.impact()));
        drifted
    }
}
