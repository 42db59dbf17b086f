//! Findings and the words that they share.

use super::super::rows::{KeywordRow, NumberRow, ProviderRow};
use crate::model::{
    Address, Code, Counterpart, CounterpartCode, Disagreement, Finding, RecordReference,
};
use crate::yaml::shown;

/// The table of SMS providers.
const PROVIDERS: &str = "msdyn_channelinstanceaccount";
/// The table of phone numbers.
const NUMBERS: &str = "msdyn_channelinstance";
/// The table of keywords.
const KEYWORDS: &str = "msdynmkt_keyword";

/// The most names that one sentence lists.
const LISTED: usize = 3;

/// Returns a finding of the code's severity, without a row and without values.
pub(super) fn report(
    code: CounterpartCode,
    address: &Address,
    summary: impl Into<String>,
    help: impl Into<String>,
) -> Disagreement {
    let code = Code::from(code);
    Disagreement::plain(Finding {
        severity: code.severity(),
        code,
        address: Some(address.clone()),
        key: None,
        summary: summary.into(),
        help: help.into(),
        blocks: false,
    })
}

/// The address of Dynamics 365 as a whole.
pub(super) fn whole() -> Address {
    Address::Counterpart {
        system: Counterpart::DYNAMICS,
        of: None,
    }
}

/// Returns the reference to an SMS provider's row.
pub(super) fn provider_record(row: &ProviderRow) -> RecordReference {
    record(PROVIDERS, &row.id, row.name.clone())
}

/// Returns the reference to a phone number's row.
pub(super) fn number_record(row: &NumberRow) -> RecordReference {
    record(NUMBERS, &row.id, row.name.clone())
}

/// Returns the reference to a keyword's row.
pub(super) fn keyword_record(row: &KeywordRow) -> RecordReference {
    record(KEYWORDS, &row.id, Some(row.name.clone()))
}

fn record(table: &str, id: &str, name: Option<String>) -> RecordReference {
    RecordReference {
        table: table.to_owned(),
        id: id.to_owned(),
        name,
    }
}

/// Returns the name of an SMS provider's row for a sentence.
pub(super) fn provider_name(row: &ProviderRow) -> String {
    name(row.name.as_deref(), &row.id)
}

/// Returns the name of a phone number's row for a sentence.
pub(super) fn number_name(row: &NumberRow) -> String {
    name(row.name.as_deref(), &row.id)
}

/// Returns a row's name for a sentence; its id if it has no name.
fn name(name: Option<&str>, id: &str) -> String {
    quoted(name.filter(|name| !name.trim().is_empty()).unwrap_or(id))
}

/// Returns a text for a sentence: cut, without control characters, in backticks.
pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", shown(text))
}

/// Returns a count with its noun: `1 number`, `2 numbers`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// Returns texts as a list for a sentence: `a, b and c`. A long list is cut.
pub(super) fn listed<T: Into<String>>(all: impl IntoIterator<Item = T>) -> String {
    let mut all: Vec<String> = all.into_iter().map(Into::into).collect();
    let more = all.len().saturating_sub(LISTED);
    if more > 0 {
        all.truncate(LISTED);
        all.push(format!("{more} more"));
    }
    match all.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
