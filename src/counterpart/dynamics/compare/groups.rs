//! D5 and D6: the messaging service that an SMS provider of Dynamics 365 sends through. With a
//! service as sender, the service decides where replies go.

use super::super::rows::{Cell, ProviderRow};
use super::kind::service_sid;
use super::report::{counted, listed, provider_name, provider_record, quoted, report};
use crate::counterpart::{OurGroup, OurProvider};
use crate::model::{Address, CounterpartCode, Disagreement};

/// Compares the service of a row with the services of the account that the row uses.
pub(super) fn compare(ours: &OurProvider, row: &ProviderRow) -> Option<Disagreement> {
    let address = Address::Provider(ours.name.clone());
    let declared: Vec<&OurGroup> = ours
        .groups
        .iter()
        .filter(|one| one.address.is_some())
        .collect();
    let (code, summary, help, theirs) = match service_sid(row) {
        Cell::Hidden => return None,
        Cell::Read(None) if declared.is_empty() => return None,
        Cell::Read(None) => (
            CounterpartCode::AnotherGroup,
            format!(
                "{} of Dynamics 365 sends through no messaging service, and {} declared: {}",
                provider_name(row),
                if declared.len() == 1 {
                    "one is"
                } else {
                    "several are"
                },
                names(&declared),
            ),
            format!(
                "enter the SID of the messaging service in {} if texts should be sent through it; if not, `ignore` the finding with the reason",
                provider_name(row)
            ),
            None,
        ),
        Cell::Read(Some(sid)) => {
            let (code, summary, help) = named(ours, row, &declared, sid)?;
            (code, summary, help, Some(sid.to_owned()))
        }
    };
    let ids = declared.iter().filter_map(|one| one.id.clone());
    let ids: Vec<String> = ids.collect();
    Some(Disagreement {
        record: Some(provider_record(row)),
        field: Some("msdynmkt_messagingservicesid".to_owned()),
        declared: (!ids.is_empty()).then(|| ids.join(", ")),
        theirs,
        ..report(code, &address, summary, help)
    })
}

/// What is wrong with the service that a row names.
fn named(
    ours: &OurProvider,
    row: &ProviderRow,
    declared: &[&OurGroup],
    sid: &str,
) -> Option<(CounterpartCode, String, String)> {
    let group = ours
        .groups
        .iter()
        .find(|one| one.id.as_deref() == Some(sid));
    let name = group.and_then(|one| one.name.as_deref());
    let sender = format!(
        "{} of Dynamics 365 sends through the messaging service {}{}",
        provider_name(row),
        quoted(sid),
        name.map(|name| format!(" ({})", quoted(name)))
            .unwrap_or_default()
    );
    if let Some(group) = group {
        if group.answers_callback == Some(false) {
            return Some((
                CounterpartCode::GroupRoutesElsewhere,
                format!("{sender}, which does not pass replies to the callback URL"),
                "set the inbound URL of the messaging service to the callback URL, or let it leave the decision to its numbers; replies do not reach Dynamics 365 until then".to_owned(),
            ));
        }
        if group.address.is_some() {
            return None;
        }
    } else if ours.groups_read {
        return Some((
            CounterpartCode::GroupNotInAccount,
            format!("{sender}, which is not in the account: every text fails"),
            format!(
                "enter the SID of a messaging service of the account in {}, or none",
                provider_name(row)
            ),
        ));
    } else if declared.iter().any(|one| one.id.is_none()) {
        // The account was not read: the service may be a declared one whose identifier is not known.
        return None;
    }
    let (but, instead) = if declared.is_empty() {
        (String::new(), String::new())
    } else {
        let them = names(declared);
        (
            format!(
                "; declared {} {them}",
                if declared.len() == 1 { "is" } else { "are" }
            ),
            format!(", or enter the SID of {them} in {}", provider_name(row)),
        )
    };
    Some((
        CounterpartCode::AnotherGroup,
        format!("{sender}, which is not declared{but}"),
        format!("declare the messaging service, because it decides where replies go{instead}"),
    ))
}

/// The names of declared services for a sentence.
fn names(declared: &[&OurGroup]) -> String {
    let named = declared.iter().filter_map(|one| {
        let address = one.address.as_ref()?;
        Some(quoted(one.name.as_deref().unwrap_or(address.name())))
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        return counted(declared.len(), "messaging service");
    }
    listed(named)
}
