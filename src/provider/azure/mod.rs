//! Azure Communication Services: what its keys in YAML mean, and the calls that read and change the
//! event subscriptions of a resource.
//!
//! No file outside this folder names a field or an identifier of Azure's. The pure half is
//! `declaration`, `checks`, `resources`, `subscription`, `filter` and `route`. `open` prepares the
//! account half; `account` and `client` do the I/O. `wire` and `observed` turn Azure's JSON into
//! objects.

mod account;
mod answer;
mod body;
mod checks;
pub mod client;
mod codes;
pub mod connection_string;
mod declaration;
mod describe;
mod filter;
mod gates;
mod hosts;
mod identity;
mod matching;
mod not_covered;
mod observed;
mod open;
mod probe;
mod reception;
mod resource_id;
mod resources;
mod route;
mod said;
pub mod signature;
mod subscription;
mod subscription_name;
mod urls;
mod wire;

use std::sync::Arc;

pub use codes::AzureCode;
pub use declaration::{Declaration, Number, Subscription, Subscriptions};
pub use probe::Prober;
pub use resource_id::ResourceId;
pub use subscription::SUBSCRIPTIONS;
pub use subscription_name::SubscriptionName;

use super::{
    Account, AccountReference, Declared, IgnoreList, Misdeclared, Numbers, ProviderKind, Purpose,
    Settings, Vault, entra,
};
use crate::model::{Address, HttpsUrl, Invalid, Name, Percent, RequestRate, Resource, Router};
use subscription::Role;

/// The kind, as the table of kinds lists it.
pub const KIND: ProviderKind = ProviderKind {
    name: "azure",
    collections: &[SUBSCRIPTIONS],
    router: &route::AzureRouter,
    codes: AzureCode::KNOWN,
    check_format,
    describer: &describe::AzureDescriber,
};

/// Checks a text in a format that this kind's schema names; `None` for a valid text and for an
/// unknown format.
fn check_format(format: &str, text: &str) -> Option<Invalid> {
    match format {
        ResourceId::FORMAT => ResourceId::parse(text).err(),
        _ => entra::check_format(format, text)
            .or_else(|| subscription_name::check_format(format, text)),
    }
}

/// The words that are acted on, besides being delivered, each with what happens (docs/azure.md: Words).
const RESERVED: [(&str, &str); 4] = [
    ("STOP", "opts the sender out"),
    ("START", "opts the sender in again"),
    ("UNSTOP", "opts the sender in again"),
    ("HELP", "sends a help text if the number is a short code"),
];

impl Declared for Declaration {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn check(&self) -> Vec<Misdeclared> {
        checks::check(self)
    }

    fn check_names(&self, provider: &Name) -> Vec<Misdeclared> {
        checks::check_names(provider, self)
    }

    fn callbacks(&self) -> Vec<(String, &HttpsUrl)> {
        let of = |role: Role| Some((role.url_key().to_owned(), role.url(self)?));
        let mut all: Vec<_> = Role::ALL.into_iter().filter_map(of).collect();
        all.sort();
        all
    }

    fn account(&self) -> AccountReference {
        AccountReference::Literal(self.resource_id.folded())
    }

    fn written_account(&self) -> Option<String> {
        Some(self.resource_id.as_str().to_owned())
    }

    fn owns_account(&self) -> bool {
        true
    }

    fn credentials(&self) -> String {
        open::credentials(self)
    }

    fn resources(&self, provider: &Name, account: &str) -> Vec<(Address, Resource)> {
        resources::resources(self, provider, account)
    }

    fn written_at(&self, address: &Address, field: &str) -> Option<String> {
        resources::written_at(self, address, field)
    }

    fn digits(&self) -> Box<dyn Iterator<Item = (&Name, &str)> + '_> {
        let numbers = self.numbers.iter();
        Box::new(numbers.filter_map(|(name, number)| Some((name, number.digits()?))))
    }

    fn at_counterpart(&self) -> Option<&str> {
        self.dynamics.as_ref().map(|it| it.provider.as_str())
    }

    fn reserved_words(&self) -> &'static [(&'static str, &'static str)] {
        &RESERVED
    }

    fn mass_change(&self) -> Option<Percent> {
        self.mass_change_percent
    }

    fn request_rate(&self) -> Option<RequestRate> {
        self.requests_per_second
    }

    fn is_commercial(&self) -> bool {
        let purpose = self.purpose.as_ref();
        purpose.is_some_and(|purpose| purpose.contains(&Purpose::Commercial))
    }

    fn ignore_lists(&self, provider: &Name) -> Vec<IgnoreList<'_>> {
        resources::ignore_lists(self, provider)
    }

    fn router(&self) -> &'static dyn Router {
        &route::AzureRouter
    }

    fn open(
        &self,
        vault: &dyn Vault,
        settings: &Settings,
    ) -> Result<Arc<dyn Account>, Vec<Misdeclared>> {
        let account = open::open(self, vault, settings)?;
        Ok(account)
    }

    fn numbers(
        &self,
        _vault: &dyn Vault,
        _settings: &Settings,
    ) -> Result<Arc<dyn Numbers>, Vec<Misdeclared>> {
        Err(vec![Misdeclared::new(
            AzureCode::NumbersInPortal,
            "",
            "Switchboard neither searches for, buys nor releases numbers at Azure",
            "use the Azure portal: Phone numbers, in the Communication Services resource",
        )])
    }
}
