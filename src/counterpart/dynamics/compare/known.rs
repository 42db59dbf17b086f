//! What an import can take over: SMS providers with their numbers, and keywords.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rows::{Cell, Environment, Extension, Extent, NumberRow, ProviderRow};
use super::contact_point::{ContactPoint, Form};
use super::kind::account_sid;
use super::report::{counted, number_name, provider_name, quoted};
use crate::counterpart::{Known, KnownNumber, KnownProvider, NotRead, PHONE_NUMBERS};
use crate::model::Keyword;

/// The longest alphanumeric sender.
const LONGEST_NAME: usize = 11;
/// The fewest digits of a short code.
const SHORTEST_CODE: usize = 3;

/// Returns what can be taken over of what was read.
pub(super) fn known(environment: &Environment) -> Known {
    let mut unplaced = Vec::new();
    let mut under: BTreeMap<&str, Vec<&NumberRow>> = BTreeMap::new();
    for row in &environment.numbers.rows {
        let provider = row.provider.as_deref().unwrap_or_default();
        under.entry(provider).or_default().push(row);
    }
    let mut rows: Vec<&ProviderRow> = environment.providers.rows.iter().collect();
    rows.sort_by_key(|row| (row.name.as_deref().unwrap_or_default(), row.id.as_str()));
    let mut providers = Vec::new();
    for row in rows {
        let numbers = under.remove(row.id.as_str()).unwrap_or_default();
        if let Extension::Other(table) = &row.extension {
            // Numbers that are not visible are not counted.
            let all_visible = environment.numbers.extent == Extent::Everything;
            let counted = all_visible.then(|| counted(numbers.len(), "phone number"));
            let counted = counted.map(|count| format!(", with {count}"));
            unplaced.push(format!(
                "{} is an SMS provider of another type ({}){}: Switchboard does not manage it",
                provider_name(row),
                quoted(table),
                counted.unwrap_or_default()
            ));
            continue;
        }
        let numbers = known_numbers(row, numbers, &mut unplaced);
        providers.push(known_provider(row, numbers));
    }
    for row in under.into_values().flatten() {
        unplaced.push(format!(
            "the phone number {} is under no SMS provider that was read: declare it under a provider yourself",
            number_name(row)
        ));
    }
    let keywords = known_keywords(environment, &mut unplaced);
    let organization = environment.organization.as_ref();
    let unread = environment.obstacles.iter().map(|one| NotRead {
        code: one.code,
        summary: one.summary.clone(),
        help: one.help.clone(),
    });
    Known {
        organization_id: organization.map(|one| one.id.clone()),
        providers,
        keywords,
        unplaced,
        unread: unread.collect(),
        partly_visible: partly_visible(environment),
    }
}

/// The lists of which some rows may not be visible.
fn partly_visible(environment: &Environment) -> Vec<&'static str> {
    let keywords = environment.keywords.as_ref();
    let lists = [
        ("SMS providers", Some(environment.providers.extent)),
        (PHONE_NUMBERS, Some(environment.numbers.extent)),
        ("keywords", keywords.map(|list| list.extent)),
    ];
    let partly = lists
        .into_iter()
        .filter(|(_, extent)| *extent == Some(Extent::Visible));
    partly.map(|(name, _)| name).collect()
}

fn known_provider(row: &ProviderRow, numbers: Vec<KnownNumber>) -> KnownProvider {
    let account = match account_sid(row) {
        Cell::Read(sid) => sid.map(str::to_owned),
        Cell::Hidden => None,
    };
    let description = row.description.as_deref().map(str::trim);
    KnownProvider {
        name: row.name.clone().unwrap_or_else(|| row.id.clone()),
        description: description
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
        kind: match row.extension {
            Extension::Twilio { .. } => Some("twilio"),
            Extension::Azure => Some("azure"),
            Extension::Other(_) | Extension::None | Extension::Unread => None,
        },
        account,
        active: row.active,
        numbers,
    }
}

/// The numbers of one SMS provider, by contact point. An active row comes before an inactive one.
fn known_numbers(
    provider: &ProviderRow,
    mut rows: Vec<&NumberRow>,
    unplaced: &mut Vec<String>,
) -> Vec<KnownNumber> {
    rows.sort_by_key(|row| (!row.active, row.id.as_str()));
    let mut numbers: BTreeMap<ContactPoint, KnownNumber> = BTreeMap::new();
    for row in rows {
        let spelled = row.contact_point.as_deref().unwrap_or_default();
        let Some(contact) = ContactPoint::of(spelled).filter(is_sender) else {
            unplaced.push(format!(
                "the contact point {} of the phone number {} of {} is neither a phone number nor a short code nor an alphanumeric sender: correct it in Dynamics 365, or declare the number yourself",
                quoted(spelled),
                number_name(row),
                provider_name(provider)
            ));
            continue;
        };
        if numbers.contains_key(&contact) {
            unplaced.push(format!(
                "{} of {} has the contact point {} a second time: keep one of them in Dynamics 365",
                number_name(row),
                provider_name(provider),
                quoted(contact.as_str())
            ));
            continue;
        }
        let name = row.name.as_deref().map(str::trim);
        let name = name
            .filter(|name| !name.is_empty() && ContactPoint::of(name).as_ref() != Some(&contact));
        let number = KnownNumber {
            contact: contact.as_str().to_owned(),
            name: name.map(str::to_owned),
        };
        numbers.insert(contact, number);
    }
    numbers.into_values().collect()
}

/// Whether texts can be sent from a contact point.
fn is_sender(contact: &ContactPoint) -> bool {
    let text = contact.as_str();
    match contact.form() {
        Form::Number => !text.starts_with("+0"),
        Form::ShortCode => (SHORTEST_CODE..=6).contains(&text.len()),
        Form::Name => {
            let allowed = |b: u8| b.is_ascii_alphanumeric() || b" -+_&".contains(&b);
            let plain = text.bytes().all(allowed);
            let lettered = text.bytes().any(|b| b.is_ascii_alphabetic());
            (1..=LONGEST_NAME).contains(&text.len()) && plain && lettered
        }
    }
}

fn known_keywords(environment: &Environment, unplaced: &mut Vec<String>) -> Vec<Keyword> {
    let mut keywords = BTreeSet::new();
    for row in environment.keywords.iter().flat_map(|list| &list.rows) {
        match Keyword::parse(&row.name) {
            // Of two spellings, the first stays.
            Ok(word) => {
                keywords.insert(word);
            }
            Err(why) => unplaced.push(format!(
                "{why}, so it cannot be declared: replace it in Dynamics 365 with one word of letters and digits"
            )),
        }
    }
    keywords.into_iter().collect()
}
