//! Rows that agree, as the registry records them. Drift compares later rows with these.

use super::super::rows::{KeywordRow, NumberRow, ProviderRow};
use super::Options;
use super::columns::{Columns, NAME};
use super::contact_point::ContactPoint;
use crate::model::{Fields, Resource, Text};

/// Returns an SMS provider's row for the record. Its key is its name.
pub(super) fn agreeing_provider(row: &ProviderRow) -> Resource {
    let key = row.name.as_deref().map(Text::new);
    resource(&row.id, key, Columns::of_provider(row).to_record())
}

/// Returns a phone number's row for the record. Its key is its canonical contact point, and its name
/// is recorded only where a different name is a warning.
pub(super) fn agreeing_number(row: &NumberRow, options: Options) -> Resource {
    let spelled = row.contact_point.as_deref().unwrap_or_default();
    let key = ContactPoint::of(spelled).map(|contact| Text::new(contact.as_str()));
    let columns = Columns::of_number(row);
    let columns = if options.same_names {
        columns
    } else {
        columns.without(NAME)
    };
    resource(&row.id, key, columns.to_record())
}

/// Returns a keyword's row for the record. Its key is the word in upper case.
pub(super) fn agreeing_keyword(row: &KeywordRow) -> Resource {
    let key = Text::new(row.name.to_ascii_uppercase());
    resource(&row.id, Some(key), Columns::of_keyword(row).to_record())
}

fn resource(id: &str, key: Option<Text>, fields: Fields) -> Resource {
    Resource {
        id: Some(Text::new(id)),
        key,
        fields,
        obtainable: false,
        on_purchase: Fields::new(),
    }
}
