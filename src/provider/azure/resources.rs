//! The resources of a declaration, with their addresses, and the keys that decide their fields. Pure.

use super::KIND;
use super::declaration::{Declaration, Number};
use super::route::FRIENDLY_NAME;
use super::subscription::{Role, SUBSCRIPTIONS, URL, desired};
use crate::model::{Address, FieldLists, Fields, Name, Resource, Value};
use crate::provider::{IgnoreList, Purpose};

/// The account, under the name by which the registry finds each group's.
const ACCOUNT: &str = "account";

/// All resources: the provider, its numbers, its event subscriptions.
pub(super) fn resources(
    declaration: &Declaration,
    provider: &Name,
    account: &str,
) -> Vec<(Address, Resource)> {
    let mut lists = FieldLists::default();
    let own = Resource {
        fields: account_fields(declaration, account),
        ..Resource::default()
    };
    let mut all = vec![(Address::Provider(provider.clone()), own)];
    let numbers = declaration.numbers.iter();
    // A number without digits is an error, and no object.
    let numbers = numbers.filter_map(|(name, number)| Some((name, number, number.digits()?)));
    all.extend(numbers.map(|(name, number, digits)| {
        let address = Address::Number {
            provider: provider.clone(),
            name: name.clone(),
        };
        (
            address,
            Resource::keyed(digits, number_fields(number, &mut lists)),
        )
    }));
    all.extend(desired(provider, declaration));
    all
}

fn number_fields(number: &Number, lists: &mut FieldLists) -> Fields {
    let mut fields = Fields::new();
    if let Some(name) = &number.friendly_name {
        fields.insert(FRIENDLY_NAME, Value::text(name.clone()));
    }
    lists.share(&mut fields, FRIENDLY_NAME);
    fields
}

/// The account as the registry stores it.
fn account_fields(declaration: &Declaration, account: &str) -> Fields {
    let mut fields = Fields::new();
    fields.insert("type", Value::text(KIND.name));
    fields.insert(ACCOUNT, Value::text(account));
    if let Some(description) = &declaration.description {
        fields.insert("description", Value::text(description));
    }
    if let Some(purpose) = &declaration.purpose {
        let words = purpose.iter().copied().map(Purpose::as_str);
        fields.insert("purpose", Value::List(words.map(str::to_owned).collect()));
    }
    for role in Role::ALL {
        if let Some(url) = role.url(declaration) {
            fields.insert(role.url_key(), Value::text(url.text().clone()));
        }
    }
    fields
}

/// See [`crate::provider::Declared::written_at`].
pub(super) fn written_at(
    declaration: &Declaration,
    address: &Address,
    field: &str,
) -> Option<String> {
    match address {
        Address::Provider(_) if field == ACCOUNT => Some("resource_id".to_owned()),
        Address::Provider(_) => Some(field.to_owned()),
        Address::Keyword(_) | Address::Counterpart { .. } => None,
        Address::Number { name, .. } => {
            let number = declaration.numbers.get(name)?;
            let declared = field == FRIENDLY_NAME && number.friendly_name.is_some();
            declared.then(|| format!("numbers.{name}.{FRIENDLY_NAME}"))
        }
        Address::Group { name, .. } => {
            let role = Role::named(name.as_str())?;
            (field == URL).then(|| role.url_key().to_owned())
        }
    }
}

/// Every `ignore` list under a provider: its own, its numbers', its event subscriptions'.
pub(super) fn ignore_lists<'a>(
    declaration: &'a Declaration,
    provider: &Name,
) -> Vec<IgnoreList<'a>> {
    let address_of = |name: &Name| Address::Number {
        provider: provider.clone(),
        name: name.clone(),
    };
    let own = IgnoreList {
        address: Address::Provider(provider.clone()),
        path: String::new(),
        entries: &declaration.ignore,
        numbers: Vec::new(),
    };
    let numbers = declaration.numbers.iter();
    let numbers = numbers.filter(|(_, number)| !number.ignore.is_empty());
    let numbers = numbers.map(|(name, number)| IgnoreList {
        address: address_of(name),
        path: format!("numbers.{name}"),
        entries: &number.ignore,
        numbers: Vec::new(),
    });
    let subscriptions = Role::ALL.into_iter().filter_map(|role| {
        Some(IgnoreList {
            address: role.address(provider)?,
            path: format!("{SUBSCRIPTIONS}.{}", role.word()),
            entries: &role.settings(declaration)?.ignore,
            numbers: declaration.numbers.keys().map(address_of).collect(),
        })
    });
    std::iter::once(own)
        .chain(numbers)
        .chain(subscriptions)
        .filter(|list| !list.entries.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{resources, written_at};
    use crate::model::Name;
    use crate::provider::azure::Declaration;

    #[test]
    fn a_subscription_is_declared_by_its_url() {
        let declaration: Declaration = serde_json::from_value(json!({
            "resource_id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/m/providers/Microsoft.Communication/communicationServices/c",
            "callback_url": "https://a.example/sms?code=1",
            "delivery_report_url": "https://a.example/reports",
            "subscriptions": { "incoming": { "name": "dynamics-incoming" } },
            "numbers": {
                "line": { "phone_number": "+18885550123", "friendly_name": "Line" },
                "code": { "short_code": "123456" }
            }
        }))
        .unwrap();
        let provider = Name::parse("eu").unwrap();
        let all = resources(&declaration, &provider, "the account");
        let shown: Vec<String> = all
            .iter()
            .map(|(address, one)| {
                let key = one.key.as_deref().unwrap_or_default();
                format!("{address} {key} {}", one.fields.to_json())
            })
            .collect();
        let fields = |url: &str, of: &str| {
            format!(
                r#"{{"endpoint_url":"{url}","event_delivery_schema":"EventGridSchema","filter":null,"included_event_types":["Microsoft.Communication.{of}"],"provisioning_state":"Succeeded"}}"#
            )
        };
        assert_eq!(
            shown,
            [
                r#"providers.eu  {"account":"the account","callback_url":"https://a.example/sms?code=1","delivery_report_url":"https://a.example/reports","type":"azure"}"#.to_owned(),
                "providers.eu.numbers.code 123456 {}".to_owned(),
                r#"providers.eu.numbers.line +18885550123 {"friendly_name":"Line"}"#.to_owned(),
                format!(
                    "providers.eu.subscriptions.delivery-reports eu-delivery-reports {}",
                    fields("https://a.example/reports", "SMSDeliveryReportReceived")
                ),
                format!(
                    "providers.eu.subscriptions.incoming dynamics-incoming {}",
                    fields("https://a.example/sms?code=1", "SMSReceived")
                ),
            ]
        );
        let at = |address: usize, field: &str| written_at(&declaration, &all[address].0, field);
        assert_eq!(at(0, "account").as_deref(), Some("resource_id"));
        assert_eq!(
            at(2, "friendly_name").as_deref(),
            Some("numbers.line.friendly_name")
        );
        assert_eq!(
            at(3, "endpoint_url").as_deref(),
            Some("delivery_report_url")
        );
        assert_eq!(at(4, "provisioning_state"), None);
    }
}
