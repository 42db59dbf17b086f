//! What a comparison says about one number, in the documents and the sentences of `explain`. Doc
//! comments on the documents are descriptions in JSON Schemas.

use schemars::JsonSchema;
use serde::Serialize;

use super::SYSTEM;
use super::make::{PlaceOf, finding};
use super::shape::ComparisonFinding;
use crate::model::{Address, Comparison, NumberRecord, NumberSight};
use crate::report::text::escape::neutral;

/// What Dynamics 365 keeps about one number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "NumberComparison")]
pub struct NumberDocument {
    /// The organisation's id; left out if it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<String>,
    /// The environment's id, which is not the organisation's; left out if it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    environment_id: Option<String>,
    /// The environment's URL.
    url: String,
    /// The environment's name; left out if it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Whether everything was read that the comparison needs.
    complete: bool,
    /// The number of requests, those for tokens included.
    reads: u64,
    /// What it knows about the number; left out if its numbers could not be read, or the number is not declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<SightDocument>,
    /// The findings about the number.
    findings: Vec<ComparisonFinding>,
    /// Whether the number is declared: only those are compared.
    #[serde(skip)]
    declared: bool,
}

/// What Dynamics 365 knows about a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Sight")]
struct SightDocument {
    /// Whether it has the number. `not_visible`: no row was seen, and the application does not see every row.
    state: SightState,
    /// The row's id; left out without a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// The name of the number there; left out if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The name of the provider that the number is under; left out if it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<String>,
    /// The identifier of the group of numbers that this provider sends through; left out if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    /// Whether the rows of the number and of its provider are active; left out without a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    active: Option<bool>,
}

/// Whether Dynamics 365 has a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SightState {
    /// It has a row for it.
    There,
    /// It has none.
    Absent,
    /// No row was seen, and the application does not see every row.
    NotVisible,
}

impl NumberDocument {
    /// What to do about the findings that are not only notes.
    pub(in crate::report) fn helps(&self) -> impl Iterator<Item = &str> {
        let all = self.findings.iter();
        let counted = all.filter(|one| one.severity != "note");
        counted.map(|one| one.help.as_str())
    }

    /// What a comparison says about the number at an address. The address is `None` for a number that
    /// is not declared.
    pub fn of(comparison: &Comparison, address: Option<&Address>, place: &PlaceOf<'_>) -> Self {
        let about = |of: Option<&Address>| match (of, address) {
            (Some(Address::Counterpart { of: Some(of), .. }), Some(address)) => **of == *address,
            (of, Some(address)) => of == Some(address),
            (_, None) => false,
        };
        let findings = comparison.disagreements.iter();
        let findings = findings.filter(|one| about(one.finding.address.as_ref()));
        Self {
            organization_id: comparison.organization_id.clone(),
            environment_id: comparison.environment_id.clone(),
            url: comparison.url.clone(),
            name: comparison.name.clone(),
            complete: comparison.complete,
            reads: comparison.reads,
            number: address
                .and_then(|address| comparison.numbers.get(address))
                .map(sight),
            findings: findings.map(|one| finding(one, place)).collect(),
            declared: address.is_some(),
        }
    }

    /// The findings about the number.
    pub(in crate::report) fn findings(&self) -> &[ComparisonFinding] {
        &self.findings
    }

    /// What the counterpart knows about the number, in a sentence without its full stop.
    pub(in crate::report) fn sentence(&self) -> String {
        let system = SYSTEM.title();
        let Some(number) = &self.number else {
            return if self.declared {
                format!("whether {system} has this number could not be read")
            } else {
                format!("{system} is compared with declared numbers only")
            };
        };
        match number.state {
            SightState::Absent => format!("{system} does not have this number"),
            SightState::NotVisible => {
                format!("in {system}, this number is not visible to the application")
            }
            SightState::There => known(number),
        }
    }
}

fn sight(sight: &NumberSight) -> SightDocument {
    let without = |state| SightDocument {
        state,
        id: None,
        name: None,
        provider: None,
        group: None,
        active: None,
    };
    match sight {
        NumberSight::Absent => without(SightState::Absent),
        NumberSight::NotVisible => without(SightState::NotVisible),
        NumberSight::There(NumberRecord {
            id,
            name,
            provider,
            group,
            active,
        }) => SightDocument {
            state: SightState::There,
            id: Some(id.clone()),
            name: name.clone(),
            provider: provider.clone(),
            group: group.clone(),
            active: Some(*active),
        },
    }
}

fn known(number: &SightDocument) -> String {
    let mut text = format!("{} knows this number", SYSTEM.title());
    if let Some(name) = &number.name {
        text.push_str(&format!(" as \"{}\"", neutral(name)));
    }
    if let Some(provider) = &number.provider {
        text.push_str(&format!(" under \"{}\"", neutral(provider)));
    }
    if number.active == Some(false) {
        text.push_str(", where it is inactive");
    }
    if let Some(group) = &number.group {
        text.push_str(&format!(
            ", and sends through {}, so that service decides where replies go",
            neutral(group)
        ));
    }
    text
}
