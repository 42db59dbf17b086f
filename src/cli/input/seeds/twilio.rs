//! The accounts at Twilio of a configuration.

use std::collections::BTreeMap;

use crate::cli::input::secret_sources::sandbox_account;
use crate::cli::local_sandbox::TWILIO;
use crate::config::Configuration;
use crate::model::{Address, Kind, Resource, Router};
use crate::provider::AccountReference;
use crate::sandbox::{Seed, SeedAccount, SeedApplication, SeedNumber, SeedShortCode};

/// A number that a fresh sandbox holds in addition to the declared ones.
const UNDECLARED: &str = "+15005550199";

/// The seed of a file, and accounts for those that only the configuration names. They hold nothing,
/// unless `is_filled`: then they hold the declared numbers as bought from Twilio, one more, and the
/// applications that are named by their SIDs. A number that the configuration may buy is not yet
/// bought there.
pub(super) fn seed(configuration: &Configuration, file: Seed, is_filled: bool) -> Seed {
    let mut seed = file;
    let providers = configuration.providers.iter();
    for (name, provider) in providers.filter(|(_, one)| one.declared().kind() == TWILIO) {
        let sid = account_sid(provider.declared().account());
        let declared = provider.declared().resources(name, &sid);
        let applications = named_by_id(provider.declared().router(), &declared);
        let numbers = declared
            .into_iter()
            .filter(|(address, number)| address.kind() == Kind::Number && !number.obtainable);
        let numbers = numbers.filter_map(|(_, number)| Some(String::from(number.key?)));
        let known = seed.accounts.iter().position(|account| account.sid == sid);
        let at = known.unwrap_or(seed.accounts.len());
        if known.is_none() {
            seed.accounts.push(SeedAccount {
                sid,
                ..SeedAccount::default()
            });
        }
        if let Some(account) = seed.accounts.get_mut(at).filter(|_| is_filled) {
            for number in numbers {
                // A short code is no phone number, and Twilio lists it apart.
                if number.starts_with('+') {
                    account.numbers.push(bought(number));
                } else {
                    account.short_codes.push(SeedShortCode {
                        short_code: number,
                        ..SeedShortCode::default()
                    });
                }
            }
            for application in applications {
                let mut there = account.applications.iter();
                if !there.any(|one| one.sid == application.sid) {
                    account.applications.push(application);
                }
            }
        }
    }
    if let Some(account) = seed.accounts.first_mut().filter(|_| is_filled) {
        account.numbers.push(bought(UNDECLARED.to_owned()));
    }
    seed
}

/// The applications that the configuration names by their SIDs, which only exist if the sandbox
/// begins with them.
fn named_by_id(router: &dyn Router, declared: &[(Address, Resource)]) -> Vec<SeedApplication> {
    let mut named: BTreeMap<&str, &str> = BTreeMap::new();
    for (address, resource) in declared {
        match (address.kind(), &resource.id) {
            (Kind::Handler(_), Some(sid)) => {
                let name = resource.key.as_deref().unwrap_or(sid);
                named.insert(sid, name);
            }
            (Kind::Number, _) => {
                let links = router.links().iter();
                for sid in links.filter_map(|link| resource.fields.get(link.field).as_text()) {
                    named.entry(sid).or_insert(sid);
                }
            }
            _ => {}
        }
    }
    let application = |(sid, name): (&str, &str)| SeedApplication {
        friendly_name: name.to_owned(),
        sid: Some(sid.to_owned()),
        ..SeedApplication::default()
    };
    named.into_iter().map(application).collect()
}

/// A number as it comes from Twilio's console.
fn bought(phone_number: String) -> SeedNumber {
    SeedNumber {
        phone_number,
        ..SeedNumber::default()
    }
}

/// The account's SID in the sandbox.
pub(super) fn account_sid(reference: AccountReference) -> String {
    match reference {
        AccountReference::Literal(sid) => sid,
        AccountReference::Variable(name) => sandbox_account(&name),
    }
}
