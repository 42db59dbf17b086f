//! Contradictions in a seed.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use sandbox_server::is_loopback;
use url::Url;

use crate::arm::route::{Route, find};
use crate::seed::format::{Seed, SeedNumber, SeedResource};

/// Refuses a seed that contradicts itself; the error names the object.
pub(crate) fn check(seed: &Seed) -> Result<()> {
    let mut ids = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for resource in &seed.resources {
        let id = &resource.resource_id;
        ensure!(
            matches!(find(id, ToOwned::to_owned), Some(Route::Source(_))),
            "{id:?} is not the id of a Communication Services resource: /subscriptions/…/resourceGroups/…/providers/Microsoft.Communication/communicationServices/NAME"
        );
        ensure!(ids.insert(id.to_lowercase()), "{id} is in the seed twice");
        for key in &resource.access_keys {
            ensure!(
                keys.insert(key),
                "{id}: an access key belongs to two resources"
            );
        }
        numbers(resource)?;
        let mut names = BTreeSet::new();
        for subscription in &resource.subscriptions {
            let name = &subscription.name;
            ensure!(!name.is_empty(), "{id}: a subscription has no name");
            ensure!(
                names.insert(name.to_lowercase()),
                "{id}: the subscription {name} is in the seed twice"
            );
        }
    }
    for (prefix, to) in &seed.deliver {
        let url = Url::parse(to).ok();
        ensure!(
            url.is_some_and(|url| url.scheme() == "http" && is_loopback(&url)),
            "deliver: {to:?} is not an address on this machine such as \"http://127.0.0.1:8081\""
        );
        ensure!(
            prefix.starts_with("https://"),
            "deliver: {prefix:?} is not the beginning of a webhook's address"
        );
    }
    Ok(())
}

fn numbers(resource: &SeedResource) -> Result<()> {
    let id = &resource.resource_id;
    let mut seen = BTreeSet::new();
    for number in &resource.numbers {
        let phone = match number {
            SeedNumber::Digits(phone) => phone,
            SeedNumber::Map(map) => &map.phone_number,
        };
        let digits = phone.strip_prefix('+').unwrap_or_default();
        ensure!(
            (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()),
            "{id}: {phone:?} is not a number such as \"+15017122661\""
        );
        ensure!(seen.insert(phone), "{id}: {phone} is in the seed twice");
    }
    Ok(())
}
