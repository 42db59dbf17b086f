//! What could not be read, and what may exist among rows that the user does not see.

use super::super::rows::{Environment, Extent};
use super::Options;
use super::gathered::{Gathered, Unseen};
use super::report::{counted, listed, report, whole};
use crate::counterpart::Ours;
use crate::model::{CounterpartCode, Disagreement, Severity};

/// Adds what the read itself reports, and the token's column if everyone can read it.
pub(super) fn compare(environment: &Environment, found: &mut Gathered) {
    let obstacles = environment.obstacles.iter().map(|one| {
        let mut one = report(one.code, &whole(), one.summary.as_str(), one.help.as_str());
        one.finding.severity = Severity::Error;
        one
    });
    found.disagreements.extend(obstacles);
    let notes = environment.notes.iter().map(|one| {
        let mut one = report(one.code, &whole(), one.summary.as_str(), one.help.as_str());
        one.finding.severity = Severity::Note;
        one
    });
    found.disagreements.extend(notes);
    if environment.token_is_secured == Some(false) {
        found.disagreements.push(Disagreement {
            field: Some("msdynmkt_authtoken".to_owned()),
            ..report(
                CounterpartCode::TokenReadable,
                &whole(),
                "the column with Twilio's Auth Token is not secured: everyone who may read SMS providers can read the token",
                "ask an administrator of the environment to enable column security for `msdynmkt_authtoken` of the table `msdynmkt_twiliochannelinstanceaccount`",
            )
        });
    }
}

/// Returns the finding that some rows may not be visible, once everything else is compared.
pub(super) fn partly_visible(
    environment: &Environment,
    options: Options,
    ours: &Ours,
    unseen: Unseen,
) -> Option<Disagreement> {
    let lists = [
        (
            "SMS providers",
            Some(environment.providers.extent),
            !ours.providers.is_empty(),
        ),
        (
            "phone numbers",
            Some(environment.numbers.extent),
            !ours.providers.is_empty(),
        ),
        (
            "keywords",
            environment.keywords.as_ref().map(|list| list.extent),
            options.keywords,
        ),
    ];
    let partly: Vec<&str> = lists
        .iter()
        .filter(|(_, extent, needed)| *needed && *extent == Some(Extent::Visible))
        .map(|(name, ..)| *name)
        .collect();
    if partly.is_empty() {
        return None;
    }
    let counts = [
        (unseen.providers, "provider"),
        (unseen.numbers, "declared number"),
        (unseen.keywords, "keyword"),
    ];
    let total = unseen.providers + unseen.numbers + unseen.keywords;
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, noun)| counted(*count, noun)).collect();
    let mut help =
        "give the application user a role that reads these tables at organization level".to_owned();
    if total > 0 {
        let verb = if total == 1 { "was" } else { "were" };
        help = format!("{help}; {} {verb} not visible", listed(counts));
    }
    Some(report(
        CounterpartCode::PartlyVisible,
        &whole(),
        format!(
            "the user may not see all {} of Dynamics 365, so nothing among them is reported as missing",
            listed(partly)
        ),
        help,
    ))
}
