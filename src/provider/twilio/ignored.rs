//! What a declaration does not want to hear of, with the addresses it stands at. Pure.

use super::declaration::Declaration;
use crate::model::{Address, Ignored, Name, Silence};

/// Every `ignore` under a provider: its own, its numbers', its services'.
pub(super) fn silences(declaration: &Declaration, provider: &Name) -> Vec<Silence> {
    let own = Address::Provider(provider.clone());
    let numbers = declaration.numbers.iter().map(|(name, number)| {
        let address = Address::Number {
            provider: provider.clone(),
            name: name.clone(),
        };
        (address, &number.ignore)
    });
    let services = declaration
        .messaging_services
        .iter()
        .map(|(name, service)| {
            let address = Address::MessagingService {
                provider: provider.clone(),
                name: name.clone(),
            };
            (address, &service.ignore)
        });
    let at = |(address, all): (Address, &Vec<Ignored>)| -> Vec<Silence> {
        all.iter().map(|ignored| ignored.at(&address)).collect()
    };
    std::iter::once((own, &declaration.ignore))
        .chain(numbers)
        .chain(services)
        .flat_map(at)
        .collect()
}
