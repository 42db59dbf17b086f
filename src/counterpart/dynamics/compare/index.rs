//! The rows by what they are found by, so that a number costs one look-up.

use std::collections::BTreeMap;

use super::super::rows::{Environment, NumberRow, ProviderRow};
use super::contact_point::{ContactPoint, Form};

/// The rows of an environment by id and by contact point.
pub(super) struct Index<'a> {
    /// What was read.
    pub(super) environment: &'a Environment,
    providers: BTreeMap<&'a str, &'a ProviderRow>,
    numbers: BTreeMap<ContactPoint, Vec<&'a NumberRow>>,
    /// Whether a row spells a number with its plus.
    pub(super) spells_plus: bool,
}

impl<'a> Index<'a> {
    /// Reads every row once.
    pub(super) fn of(environment: &'a Environment) -> Self {
        let rows = environment.providers.rows.iter();
        let providers = rows.map(|row| (row.id.as_str(), row)).collect();
        let mut numbers: BTreeMap<ContactPoint, Vec<&NumberRow>> = BTreeMap::new();
        let mut spells_plus = false;
        for row in &environment.numbers.rows {
            let spelled = row.contact_point.as_deref().unwrap_or_default();
            if let Some(contact) = ContactPoint::of(spelled) {
                spells_plus |= contact.form() == Form::Number && spelled.contains('+');
                numbers.entry(contact).or_default().push(row);
            }
        }
        Self {
            environment,
            providers,
            numbers,
            spells_plus,
        }
    }

    /// Returns the rows with this contact point, in the order of their ids.
    pub(super) fn numbers(&self, contact: &str) -> &[&'a NumberRow] {
        let contact = ContactPoint::of(contact);
        let rows = contact.and_then(|contact| self.numbers.get(&contact));
        rows.map_or(&[], Vec::as_slice)
    }

    /// Returns the row of the SMS provider with this id, if it was read.
    pub(super) fn provider(&self, id: &str) -> Option<&'a ProviderRow> {
        self.providers.get(id).copied()
    }

    /// Returns the row of the SMS provider that a number is under, if it was read.
    pub(super) fn provider_of(&self, number: &NumberRow) -> Option<&'a ProviderRow> {
        self.provider(number.provider.as_deref()?)
    }
}
