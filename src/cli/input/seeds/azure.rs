//! The resources at Azure of a configuration.

use azure_sandbox::{Seed, SeedNumber, SeedResource};

use crate::cli::local_sandbox::AZURE;
use crate::config::Configuration;
use crate::model::Kind;

/// A number that the first resource of a fresh sandbox has in addition to the declared ones.
const UNDECLARED: &str = "+15005550198";

/// The seed of a file, and the declared resources that it does not have. If the file has no resource
/// at all, they have their declared numbers, and the first one has one more; otherwise nothing.
pub(super) fn seed(configuration: &Configuration, file: Seed) -> Seed {
    let mut seed = file;
    let is_filled = seed.resources.is_empty();
    for (name, provider) in &configuration.providers {
        let declared = provider.declared();
        let written = declared.written_account();
        let Some(id) = written.filter(|_| declared.kind() == AZURE) else {
            continue;
        };
        let is_it = |one: &SeedResource| one.resource_id.eq_ignore_ascii_case(&id);
        let at = seed.resources.iter().position(is_it);
        let at = at.unwrap_or_else(|| {
            seed.resources.push(SeedResource {
                resource_id: id.clone(),
                ..SeedResource::default()
            });
            seed.resources.len() - 1
        });
        let Some(resource) = seed.resources.get_mut(at).filter(|_| is_filled) else {
            continue;
        };
        let all = declared.resources(name, &id).into_iter();
        let numbers = all.filter(|(address, _)| address.kind() == Kind::Number);
        let keys = numbers.filter_map(|(_, number)| Some(number.key?.to_string()));
        // Azure lists no short codes.
        for digits in keys.filter(|key| key.starts_with('+')) {
            add(resource, digits);
        }
    }
    if let Some(first) = seed.resources.first_mut().filter(|_| is_filled) {
        add(first, UNDECLARED.to_owned());
    }
    seed
}

/// Adds a number that the resource does not have.
fn add(resource: &mut SeedResource, digits: String) {
    let mut there = resource.numbers.iter();
    let is_there = there.any(|one| match one {
        SeedNumber::Digits(own) => *own == digits,
        SeedNumber::Map(map) => map.phone_number == digits,
    });
    if !is_there {
        resource.numbers.push(SeedNumber::Digits(digits));
    }
}
