//! D14: numbers that the account and Dynamics 365 have, and the configuration does not.

use super::super::rows::ProviderRow;
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
