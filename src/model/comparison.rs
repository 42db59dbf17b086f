//! The result of a comparison with a counterpart: what agrees, what does not, and what could not be
//! read. Plain data.

use std::collections::BTreeMap;

use super::{Address, Counterpart, CounterpartCode, Finding, Severity};

/// A comparison of the configuration and the accounts with the records of a counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The counterpart.
    pub system: Counterpart,
    /// The environment's URL: scheme and host.
    pub url: String,
    /// The organisation's id, if it was read.
    pub organization_id: Option<String>,
    /// The environment's id, which is another one, if it was read.
    pub environment_id: Option<String>,
    /// The environment's name for people, if it was read.
    pub name: Option<String>,
    /// Whether everything was read that the comparison needs. Rows that the user may not see do
    /// not make it incomplete: what may be among them is called not visible.
    pub complete: bool,
    /// Requests made, those for tokens included.
    pub reads: u64,
    /// The number of things that agree.
    pub agreed: Agreed,
    /// What does not agree, and what could not be compared, in the order of places.
    pub disagreements: Vec<Disagreement>,
    /// What the counterpart knows about each declared number. A number is absent if the list of
    /// numbers was not read.
    pub numbers: BTreeMap<Address, NumberSight>,
}

/// The number of things that agree on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreed {
    /// Providers.
    pub providers: usize,
    /// Numbers.
    pub numbers: usize,
    /// Keywords.
    pub keywords: usize,
    /// Whether each callback URL that names an organisation names this one, and one does.
    pub organization: bool,
}

/// One finding of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The finding. Its address is that of the declared object, or the counterpart's.
    pub finding: Finding,
    /// The dotted YAML path to point at, where that is not the address.
    pub written_at: Option<String>,
    /// The row that it is about, if it is about one.
    pub record: Option<RecordReference>,
    /// What differs, in the counterpart's words: a column.
    pub field: Option<String>,
    /// The declared value.
    pub declared: Option<String>,
    /// The value in the provider's account.
    pub account: Option<String>,
    /// The counterpart's value.
    pub theirs: Option<String>,
    /// When the row was last changed (RFC 3339), if that is known.
    pub since: Option<String>,
    /// Whether it is about something that is not declared, which reports list on request only.
    pub unmanaged: bool,
}

impl Disagreement {
    /// Returns a finding without a row and without values.
    pub fn plain(finding: Finding) -> Self {
        Self {
            finding,
            written_at: None,
            record: None,
            field: None,
            declared: None,
            account: None,
            theirs: None,
            since: None,
            unmanaged: false,
        }
    }
}

/// A row of a counterpart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordReference {
    /// The table's logical name.
    pub table: String,
    /// The row's id.
    pub id: String,
    /// The row's name for people.
    pub name: Option<String>,
}

/// What a counterpart knows about a declared number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberSight {
    /// It has a row for it.
    There(NumberRecord),
    /// It has none.
    Absent,
    /// No row was seen, and the user does not see every row.
    NotVisible,
}

/// A counterpart's row for a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRecord {
    /// The row's id.
    pub id: String,
    /// The name for people.
    pub name: Option<String>,
    /// The name of the counterpart's provider that the number is under.
    pub provider: Option<String>,
    /// The identifier of the group of numbers that this provider sends through.
    pub group: Option<String>,
    /// Whether the number's row and its provider's row are active.
    pub active: bool,
}

impl Comparison {
    /// Whether a finding is an error.
    pub fn errored(&self) -> bool {
        let mut all = self.disagreements.iter();
        all.any(|one| one.finding.severity == Severity::Error)
    }

    /// The findings that say what could not be read.
    pub fn causes(&self) -> impl Iterator<Item = &Finding> {
        let all = self.disagreements.iter().map(|one| &one.finding);
        all.filter(|finding| finding.code.is_one_of(&CounterpartCode::UNREAD))
    }

    /// Returns what reports list: everything, without what is not declared unless that was asked for.
    pub fn listed(&self, unmanaged: bool) -> impl Iterator<Item = &Disagreement> {
        let all = self.disagreements.iter();
        all.filter(move |one| unmanaged || !one.unmanaged)
    }
}
