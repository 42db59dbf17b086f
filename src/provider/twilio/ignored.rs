//! The `ignore` entries of a declaration, with their addresses. Pure.

use super::declaration::Declaration;
use super::service::MESSAGING_SERVICES;
use crate::model::{Address, Kind, Name, Silence};
use crate::provider::{Ignored, Misdeclared, misplaced};

/// Reports entries that can silence nothing where they are, and entries that are there twice. Part
/// of `checks`.
pub(super) fn check(declaration: &Declaration, found: &mut Vec<Misdeclared>) {
    let mut at = |path: String, kind: Kind, all: &[Ignored]| {
        found.extend(misplaced(all, kind).into_iter().map(|(index, why)| {
            let path = format!("{path}ignore.{index}.code");
            Misdeclared::new(why.code, path, why.summary, why.help)
        }));
    };
    at(String::new(), Kind::Provider, &declaration.ignore);
    for (name, number) in &declaration.numbers {
        at(format!("numbers.{name}."), Kind::Number, &number.ignore);
    }
    for (name, service) in &declaration.messaging_services {
        let path = format!("messaging_services.{name}.");
        at(path, Kind::Group(MESSAGING_SERVICES), &service.ignore);
    }
}

/// Every `ignore` under a provider: its own, its numbers', its services'.
pub(super) fn silences(declaration: &Declaration, provider: &Name) -> Vec<Silence> {
    let own = Address::Provider(provider.clone());
    let number = |name: &Name| Address::Number {
        provider: provider.clone(),
        name: name.clone(),
    };
    let of_numbers = declaration
        .numbers
        .iter()
        .map(|(name, declared)| (number(name), &declared.ignore));
    let services = declaration
        .messaging_services
        .iter()
        .flat_map(|(name, service)| {
            let address = Address::Group {
                collection: MESSAGING_SERVICES,
                provider: provider.clone(),
                name: name.clone(),
            };
            let numbers: Vec<Address> = service.numbers.iter().map(number).collect();
            let all = service.ignore.iter();
            all.map(move |ignored| Silence {
                numbers: numbers.clone(),
                ..ignored.at(&address)
            })
        });
    let at = |(address, all): (Address, &Vec<Ignored>)| -> Vec<Silence> {
        all.iter().map(|ignored| ignored.at(&address)).collect()
    };
    std::iter::once((own, &declaration.ignore))
        .chain(of_numbers)
        .flat_map(at)
        .chain(services)
        .collect()
}
