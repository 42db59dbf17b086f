//! The declared numbers of a provider and the rows of Dynamics 365 for them.

use super::super::rows::{Cell, Extent, NumberRow, ProviderRow};
use super::Options;
use super::agreeing::agreeing_number;
use super::gathered::{Gathered, is_clean};
use super::index::Index;
use super::kind::{SenderKind, service_sid};
use super::number_row;
use super::providers::Matching;
use super::report::{number_name, number_record, provider_name, quoted, report};
use crate::counterpart::{OurNumber, OurProvider, Presence};
use crate::model::{CounterpartCode, Disagreement, NumberRecord, NumberSight};

/// Compares each declared number with its rows.
pub(super) fn compare(
    ours: &OurProvider,
    kind: SenderKind,
    matching: &Matching<'_>,
    index: &Index<'_>,
    options: Options,
    found: &mut Gathered,
) {
    let extent = index.environment.numbers.extent;
    if extent == Extent::Unread {
        return;
    }
    for number in &ours.numbers {
        let rows = index.numbers(&number.contact);
        let sight = match (chosen(rows, matching.row), extent) {
            (Some(row), _) => {
                let mut reports = place(number, row, matching, index);
                reports.extend(number_row::compare(number, kind, row, rows, index, options));
                if is_clean(&reports) {
                    found.agreed.numbers += 1;
                    found.agrees(&number.address, || agreeing_number(row, options));
                }
                found.disagreements.extend(reports);
                NumberSight::There(known(row, index.provider_of(row)))
            }
            (None, Extent::Everything) => {
                found.disagreements.push(missing(number, matching.row));
                NumberSight::Absent
            }
            (None, Extent::Visible | Extent::Unread) => {
                found.unseen.numbers += 1;
                NumberSight::NotVisible
            }
        };
        found.numbers.insert(number.address.clone(), sight);
    }
}

/// The row to compare: one under the provider's own row if there is one, an active one if there is one.
fn chosen<'a>(rows: &[&'a NumberRow], provider: Option<&ProviderRow>) -> Option<&'a NumberRow> {
    let rank = |row: &NumberRow| (!is_under(row, provider), !row.active);
    rows.iter().copied().min_by_key(|row| rank(row))
}

fn is_under(row: &NumberRow, provider: Option<&ProviderRow>) -> bool {
    provider.is_some_and(|provider| row.provider.as_deref() == Some(provider.id.as_str()))
}

fn known(row: &NumberRow, provider: Option<&ProviderRow>) -> NumberRecord {
    let group = provider.and_then(|provider| match service_sid(provider) {
        Cell::Read(sid) => sid.map(str::to_owned),
        Cell::Hidden => None,
    });
    NumberRecord {
        id: row.id.clone(),
        name: row.name.clone(),
        provider: provider.and_then(|provider| provider.name.clone()),
        group,
        active: row.active && provider.is_none_or(|provider| provider.active),
    }
}

/// D1: no row has the number.
fn missing(number: &OurNumber, provider: Option<&ProviderRow>) -> Disagreement {
    let summary = format!(
        "{} is not a phone number of any SMS provider of Dynamics 365",
        quoted(&number.contact)
    );
    let provider = provider.map_or_else(|| "the SMS provider".to_owned(), provider_name);
    let help = format!(
        "add it in Dynamics 365 under SMS providers > {provider} > Phone numbers; until then, users cannot choose it as a sender, and replies to it start no journey"
    );
    Disagreement {
        field: Some("msdyn_contactpoint".to_owned()),
        declared: Some(number.contact.clone()),
        ..report(
            CounterpartCode::NumberMissing,
            &number.address,
            summary,
            help,
        )
    }
}

/// D2 and D7: where the row is, and whether the account has the number.
fn place(
    number: &OurNumber,
    row: &NumberRow,
    matching: &Matching<'_>,
    index: &Index<'_>,
) -> Vec<Disagreement> {
    let Some(provider) = matching.row else {
        return Vec::new();
    };
    let contact = quoted(&number.contact);
    if !is_under(row, Some(provider)) {
        return vec![elsewhere(number, row, provider, index.provider_of(row))];
    }
    if number.in_account != Presence::Absent || !matching.same_account {
        return Vec::new();
    }
    let provider = provider_name(provider);
    vec![Disagreement {
        record: Some(number_record(row)),
        field: Some("msdyn_contactpoint".to_owned()),
        declared: Some(number.contact.clone()),
        theirs: row.contact_point.clone(),
        since: row.modified.clone(),
        ..report(
            CounterpartCode::NumberNotInAccount,
            &number.address,
            format!(
                "{contact} is a phone number of {provider} in Dynamics 365, and it is not in the account: every text from it fails"
            ),
            format!(
                "remove {} from {provider} in Dynamics 365, or find out who released the number",
                number_name(row)
            ),
        )
    }]
}

fn elsewhere(
    number: &OurNumber,
    row: &NumberRow,
    expected: &ProviderRow,
    actual: Option<&ProviderRow>,
) -> Disagreement {
    let contact = quoted(&number.contact);
    let expected = provider_name(expected);
    let summary = match (actual, row.provider.as_deref()) {
        (Some(actual), _) => {
            let theirs = provider_name(actual);
            format!(
                "Dynamics 365 has {contact} under the SMS provider {theirs}, but it is declared for {expected}: texts from it are sent with the account and the credentials of {theirs}"
            )
        }
        (None, Some(_)) => format!(
            "Dynamics 365 has {contact} under an SMS provider that was not read, but it is declared for {expected}: texts from it are sent with other credentials"
        ),
        (None, None) => format!(
            "Dynamics 365 has {contact} under no SMS provider, but it is declared for {expected}: nothing says with which credentials texts from it are sent"
        ),
    };
    Disagreement {
        record: Some(number_record(row)),
        field: Some("_msdyn_channelinstanceaccountid_value".to_owned()),
        theirs: actual
            .and_then(|actual| actual.name.clone())
            .or_else(|| row.provider.clone()),
        since: row.modified.clone(),
        ..report(
            CounterpartCode::AnotherProvider,
            &number.address,
            summary,
            format!(
                "in Dynamics 365, remove {} where it is, and add {contact} under SMS providers > {expected} > Phone numbers; if it is right where it is, declare it under the provider with that account",
                number_name(row)
            ),
        )
    }
}
