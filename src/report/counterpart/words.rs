//! The sentences about a comparison that the formats share. Every text from outside is made harmless
//! here; the formats escape what is special to them.

use super::SYSTEM;
use super::shape::{AgreedCounts, ComparisonDocument, ComparisonFinding};
use crate::model::{Code, CounterpartCode};
use crate::report::text::escape::neutral;
use crate::report::text::json::rank;
use crate::report::text::plural::plural;
use crate::report::text::width::shortened;

/// The most reasons in one line.
const REASONS: usize = 3;
/// The longest reason, and the longest name of an environment, in characters.
const LONGEST: usize = 300;

/// The heading: the counterpart, its environment and the organisation.
pub(in crate::report) fn title(comparison: &ComparisonDocument) -> String {
    let name = comparison.name.as_ref().unwrap_or(&comparison.url);
    let organization = match &comparison.organization_id {
        Some(id) => format!(" (organisation {})", cut(id)),
        None => String::new(),
    };
    format!("{}: {}{organization}", SYSTEM.title(), cut(name))
}

/// What could not be compared, and what agrees.
pub(in crate::report) fn outcome(comparison: &ComparisonDocument) -> Vec<String> {
    let agreed = agreed(comparison);
    if comparison.complete {
        return vec![agreed];
    }
    let why = why(comparison);
    let system = SYSTEM.title();
    if is_unread(comparison) {
        return vec![format!("{system} could not be compared: {why}")];
    }
    vec![
        format!("{system} could be compared only in part: {why}"),
        agreed,
    ]
}

/// The heading and the outcome in one line, for formats that list the findings elsewhere; `None`
/// without a comparison.
pub(in crate::report) fn summary(comparison: Option<&ComparisonDocument>) -> Option<String> {
    let comparison = comparison?;
    let outcome = outcome(comparison).join("; ");
    Some(format!("{}: {outcome}.", title(comparison)))
}

/// Whether nothing could be compared.
pub(in crate::report) fn is_unread(comparison: &ComparisonDocument) -> bool {
    let nothing = comparison.agreed == AgreedCounts::default();
    let mut others = comparison.findings.iter().filter(|one| !is_cause(one));
    !comparison.complete
        && (comparison.organization_id.is_none() || nothing && others.next().is_none())
}

/// Whether a finding says that something could not be read.
pub(in crate::report) fn is_cause(finding: &ComparisonFinding) -> bool {
    CounterpartCode::UNREAD
        .iter()
        .any(|code| Code::from(*code).as_str() == finding.code)
}

/// The findings as reports list them: errors, warnings, notes, otherwise in the order of places.
pub(in crate::report) fn worst_first(comparison: &ComparisonDocument) -> Vec<&ComparisonFinding> {
    let mut all: Vec<&ComparisonFinding> = comparison.findings.iter().collect();
    all.sort_by_key(|one| rank(&one.severity));
    all
}

/// Where a finding's subject is declared: `FILE:LINE:COLUMN`.
pub(in crate::report) fn place(finding: &ComparisonFinding) -> Option<String> {
    let source = finding.source.as_ref()?;
    let place = format!("{}:{}:{}", source.file, source.line, source.column);
    Some(neutral(&place).into_owned())
}

/// What agrees, in words.
pub(super) fn agreed(comparison: &ComparisonDocument) -> String {
    let counts = comparison.agreed;
    let parts = [
        (counts.providers, "provider"),
        (counts.numbers, "number"),
        (counts.keywords, "keyword"),
    ];
    let mut parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| plural(count, noun))
        .collect();
    if counts.organization {
        parts.push("the organisation".to_owned());
    }
    match parts.as_slice() {
        [] if comparison.findings.is_empty() => "there is nothing to compare".to_owned(),
        [] => "agrees on nothing".to_owned(),
        [only] => format!("agrees on {only}"),
        [rest @ .., last] => format!("agrees on {} and {last}", rest.join(", ")),
    }
}

/// Why something could not be compared, each cause once.
pub(super) fn why(comparison: &ComparisonDocument) -> String {
    let mut causes: Vec<String> = Vec::new();
    for one in comparison.findings.iter().filter(|one| is_cause(one)) {
        let cause = cut(&one.summary);
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    if causes.is_empty() {
        return "not everything could be read".to_owned();
    }
    if let more @ 1.. = causes.len().saturating_sub(REASONS) {
        causes.truncate(REASONS);
        causes.push(format!("and {}", plural(more, "more cause")));
    }
    causes.join("; ")
}

fn cut(text: &str) -> String {
    shortened(&neutral(text), LONGEST).into_owned()
}
