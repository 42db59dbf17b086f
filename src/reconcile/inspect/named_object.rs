//! The check of a declared object that is found by its name: a messaging service or an application.
//! Pure.

use super::evidence::{Bench, Evidence};
use super::fields::differing;
use crate::model::{Action, Address, FindingCode, Resource, Sight, Verdict};

/// A declared messaging service or application.
pub(super) fn check(
    evidence: &Evidence<'_>,
    bench: &mut Bench<'_>,
    address: &Address,
    object: &Resource,
) {
    let name = object.key.as_deref().or(object.id.as_deref());
    let title = title_of(address, name.unwrap_or(address.name()));
    let finding = evidence.finding(address);
    let change = evidence
        .plan
        .changes
        .iter()
        .find(|change| change.address == *address);
    let (verdict, detail) = match (evidence.observed.sight(address), finding, change) {
        (Sight::Unread, _, _) => (
            Verdict::Skipped,
            format!("the {}s could not be read", address.kind()),
        ),
        (_, Some(finding), _) if finding.code != FindingCode::Namesakes => {
            (Verdict::Failed, finding.summary.clone())
        }
        (Sight::Absent, _, _) => (Verdict::Failed, "not in the account yet".to_owned()),
        (Sight::Seen(_), _, Some(change)) if change.action == Action::Update => (
            Verdict::Failed,
            format!("{} not as declared", differing(change)),
        ),
        (Sight::Seen(_), Some(finding), _) => (Verdict::Warning, finding.summary.clone()),
        (Sight::Seen(_), None, _) => (Verdict::Passed, "as declared".to_owned()),
    };
    let id = if address.kind().is_group() {
        "service"
    } else {
        "application"
    };
    let check = bench.note(id, Some(address), title, (verdict, detail));
    if matches!(verdict, Verdict::Failed | Verdict::Warning) {
        check.code = finding.map(|finding| finding.code);
        check.advice = Some(finding.map_or_else(
            || "`switchboard plan` shows what differs, `switchboard apply` corrects it".to_owned(),
            |finding| finding.help.clone(),
        ));
    }
}

/// The heading of the check: the kind of object with a capital, and its name.
fn title_of(address: &Address, name: &str) -> String {
    let kind = address.kind().to_string();
    let mut letters = kind.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    format!("{}{} {name}", first.unwrap_or_default(), letters.as_str())
}
