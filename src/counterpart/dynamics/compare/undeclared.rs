//! D14: numbers that the account and Dynamics 365 have, and the configuration does not. Numbers that
//! only Dynamics 365 has.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rows::{NumberRow, ProviderRow};
use super::contact_point::{ContactPoint, Form};
use super::gathered::Gathered;
use super::index::Index;
use super::report::{number_record, provider_name, quoted, report};
use crate::counterpart::OurProvider;
use crate::model::{Address, CounterpartCode, Disagreement};

/// Adds a note for each such number of a provider that has a row.
pub(super) fn compare(
    ours: &OurProvider,
    provider: &ProviderRow,
    index: &Index<'_>,
    found: &mut Gathered,
) {
    let address = Address::Provider(ours.name.clone());
    for contact in &ours.undeclared {
        let rows = index.numbers(contact).iter();
        let id = Some(provider.id.as_str());
        let Some(row) = rows.min_by_key(|row| (row.provider.as_deref() != id, !row.active)) else {
            continue;
        };
        let under = match index.provider_of(row) {
            Some(provider) => format!(" under {}", provider_name(provider)),
            None => String::new(),
        };
        found.disagreements.push(Disagreement {
            record: Some(number_record(row)),
            account: Some(contact.clone()),
            theirs: row.contact_point.clone(),
            unmanaged: true,
            ..report(
                CounterpartCode::Undeclared,
                &address,
                format!(
                    "{} is in the account and in Dynamics 365{under}, and is not declared",
                    quoted(contact)
                ),
                "declare it; `import --from-dynamics` writes the declaration",
            )
        });
    }
}

/// Adds a warning for each number that Dynamics 365 offers under a provider's row, and that is neither
/// declared nor in the provider's account. An account does not list every short code and name, and
/// Dynamics 365 does not offer an inactive row.
pub(super) fn unknown(
    ours: &OurProvider,
    provider: &ProviderRow,
    index: &Index<'_>,
    found: &mut Gathered,
) {
    let Some(known) = &ours.known_numbers else {
        return;
    };
    let of = |text: &String| ContactPoint::of(text);
    let known: BTreeSet<ContactPoint> = known.iter().filter_map(of).collect();
    let mut offered: BTreeMap<ContactPoint, &NumberRow> = BTreeMap::new();
    for row in &index.environment.numbers.rows {
        let under = row.provider.as_deref() == Some(provider.id.as_str());
        let spelled = row.contact_point.as_deref().filter(|_| under && row.active);
        let contact = spelled.and_then(ContactPoint::of);
        if let Some(contact) = contact.filter(|contact| contact.form() == Form::Number) {
            offered.entry(contact).or_insert(row);
        }
    }
    offered.retain(|contact, _| !known.contains(contact));
    let name = provider_name(provider);
    let address = Address::Provider(ours.name.clone());
    found
        .disagreements
        .extend(offered.into_values().map(|row| {
            let spelled = row.contact_point.as_deref().unwrap_or_default();
            let contact = quoted(spelled);
            Disagreement {
                record: Some(number_record(row)),
                field: Some("msdyn_contactpoint".to_owned()),
                theirs: row.contact_point.clone(),
                since: row.modified.clone(),
                ..report(
                    CounterpartCode::UnknownNumber,
                    &address,
                    format!(
                        "Dynamics 365 offers {contact} under {name}, but the number is neither in the account nor declared: texts from it fail"
                    ),
                    format!(
                        "remove it under SMS providers > {name} > Phone numbers; if it should send, buy or port it, and declare it"
                    ),
                )
            }
        }));
}
