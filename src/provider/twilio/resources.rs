//! The resources of a declaration, with their addresses. Pure.
//!
//! The account itself is a resource too: only the registry stores it, under our own field names.

use super::application_address::application_address;
use super::declaration::{Declaration, Number};
use super::{application, number, service};
use crate::model::{Address, FieldLists, Fields, Name, Resource, Value};
use crate::provider::Purpose;

/// The URL that is called for every number without one of its own, as the registry stores it.
pub(super) const CALLBACK_URL: &str = "callback_url";
/// The method of that URL.
pub(super) const CALLBACK_METHOD: &str = "callback_method";

/// All resources: the provider, its numbers, its applications, its services.
pub(super) fn resources(
    declaration: &Declaration,
    provider: &Name,
    account: &str,
) -> Vec<(Address, Resource)> {
    // A number without digits is an error, and no object.
    let identified = |(_, number): &(&Name, &Number)| number.digits().is_some();
    let mut lists = FieldLists::default();
    let numbers = declaration.numbers.iter().filter(identified);
    let numbers = numbers.map(|(name, declared)| {
        let address = Address::Number {
            provider: provider.clone(),
            name: name.clone(),
        };
        (
            address,
            number::desired(provider, declaration, declared, &mut lists),
        )
    });
    let own = (
        Address::Provider(provider.clone()),
        account_resource(declaration, account),
    );
    let applications = declaration.applications.iter().map(|(name, declared)| {
        let address = application_address(provider, name);
        (address, application::desired(declared))
    });
    let services = declaration
        .messaging_services
        .iter()
        .map(|(name, declared)| {
            let address = Address::Group {
                collection: service::MESSAGING_SERVICES,
                provider: provider.clone(),
                name: name.clone(),
            };
            (address, service::desired(declaration, declared))
        });
    std::iter::once(own)
        .chain(numbers)
        .chain(applications)
        .chain(services)
        .collect()
}

/// The account as the registry stores it. Its address is all the identity it needs.
fn account_resource(declaration: &Declaration, account: &str) -> Resource {
    let mut fields = Fields::new();
    fields.insert("type", Value::text("twilio"));
    fields.insert("account_sid", Value::text(account));
    if let Some(description) = &declaration.description {
        fields.insert("description", Value::text(description));
    }
    if let Some(purpose) = &declaration.purpose {
        let words = purpose.iter().copied().map(Purpose::as_str);
        fields.insert("purpose", Value::List(words.map(str::to_owned).collect()));
    }
    if let Some(url) = &declaration.callback_url {
        fields.insert(CALLBACK_URL, Value::text(url.as_str()));
        let method = declaration.callback_method.unwrap_or_default();
        fields.insert(CALLBACK_METHOD, Value::text(method.as_str()));
    }
    Resource {
        id: None,
        key: None,
        fields,
        obtainable: false,
        on_purchase: Fields::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::resources;
    use crate::model::Name;
    use crate::provider::twilio::Declaration;

    #[test]
    fn the_provider_comes_first_and_in_our_words() {
        let declaration: Declaration = serde_json::from_value(serde_json::json!({
            "purpose": ["commercial", "transactional"],
            "callback_url": "https://a.example/sms",
            "numbers": { "b": { "phone_number": "+15017122661" }, "a": { "phone_number": "+15017122662" } }
        }))
        .unwrap();
        let provider = Name::parse("us").unwrap();
        let all = resources(&declaration, &provider, "AC1");
        let addresses: Vec<String> = all.iter().map(|(address, _)| address.to_string()).collect();
        assert_eq!(
            addresses,
            [
                "providers.us",
                "providers.us.numbers.a",
                "providers.us.numbers.b"
            ]
        );
        assert_eq!(
            all[0].1.fields.to_json().to_string(),
            r#"{"account_sid":"AC1","callback_method":"POST","callback_url":"https://a.example/sms","purpose":["transactional","commercial"],"type":"twilio"}"#
        );
        assert_eq!(all[1].1.key.as_deref(), Some("+15017122662"));
    }
}
