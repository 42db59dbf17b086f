//! The `ignore` lists of a declaration, with their addresses. Pure.

use super::application_address::{APPLICATIONS, application_address};
use super::declaration::Declaration;
use super::service::MESSAGING_SERVICES;
use crate::model::{Address, Name};
use crate::provider::{IgnoreList, Ignored};

/// Every `ignore` list under a provider: its own, its numbers', its applications', its services'.
pub(super) fn lists<'a>(declaration: &'a Declaration, provider: &Name) -> Vec<IgnoreList<'a>> {
    let address_of = |name: &Name| Address::Number {
        provider: provider.clone(),
        name: name.clone(),
    };
    let some = |entries: &[Ignored]| !entries.is_empty();
    let own = IgnoreList {
        address: Address::Provider(provider.clone()),
        path: String::new(),
        entries: &declaration.ignore,
        numbers: Vec::new(),
    };
    // Few of many numbers have a list, and only those need an address.
    let numbers = declaration.numbers.iter();
    let numbers = numbers.filter(|(_, number)| some(&number.ignore));
    let numbers = numbers.map(|(name, number)| IgnoreList {
        address: address_of(name),
        path: format!("numbers.{name}"),
        entries: &number.ignore,
        numbers: Vec::new(),
    });
    let applications = declaration.applications.iter();
    let applications = applications.map(|(name, declared)| IgnoreList {
        address: application_address(provider, name),
        path: format!("{APPLICATIONS}.{name}"),
        entries: &declared.ignore,
        numbers: Vec::new(),
    });
    let services = declaration
        .messaging_services
        .iter()
        .map(|(name, service)| IgnoreList {
            address: Address::Group {
                collection: MESSAGING_SERVICES,
                provider: provider.clone(),
                name: name.clone(),
            },
            path: format!("{MESSAGING_SERVICES}.{name}"),
            entries: &service.ignore,
            numbers: service.numbers.iter().map(address_of).collect(),
        });
    std::iter::once(own)
        .chain(numbers)
        .chain(applications)
        .chain(services)
        .filter(|list| some(list.entries))
        .collect()
}
