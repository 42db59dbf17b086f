//! Twilio: what its keys in YAML mean, and the calls that read and change an account.
//!
//! No file outside this folder names a field or an identifier of Twilio's. `declaration`, `checks`,
//! `number`, `application`, `service` and `resources` are the pure half; a new setting of an object is
//! a line of its table in its file (see `settings`) and a key in `declaration`. `open`
//! prepares the account half, `account` and `client`; only these two do I/O. `hosts` and `answer`
//! make the client's pure decisions.

mod account;
mod alert;
mod alpha_sender;
mod answer;
mod application;
mod application_address;
mod application_declaration;
mod applications;
mod as_yaml;
mod available;
mod callbacks;
mod campaigns;
mod checks;
pub mod client;
mod codes;
mod conversations;
mod declaration;
mod declared_hosts;
mod describe;
mod event;
mod fallback;
mod gates;
mod handler;
mod host_label;
mod hosts;
mod identities;
mod identity;
mod ignored;
mod incoming;
mod keys;
mod members;
mod method;
mod no_effect;
mod not_covered;
mod number;
mod open;
mod own_route;
mod pairs;
mod prices;
mod probe;
mod reserved;
mod resources;
mod route;
mod sender_lists;
mod sender_sid;
mod service;
mod service_words;
mod settings;
mod several_senders;
mod short_code;
mod sid;
mod signature;
mod wire;
mod written;

use std::sync::Arc;

pub use account::TwilioAccount;
pub use alpha_sender::AlphaSender;
pub use application_address::APPLICATIONS;
pub use codes::TwilioCode;
pub use declaration::{AccountSidRef, Application, Declaration, Inbound, MessagingService, Number};
pub use host_label::HostLabel;
pub use hosts::Hosts;
pub use incoming::{ApplicationRef, Handler, Incoming, Word};
pub use method::Method;
pub use open::open;
pub use probe::{Prober, probe};
pub use sender_sid::SenderSid;
pub use service::MESSAGING_SERVICES;
pub use service_words::{Scan, Seconds, Usecase};
pub use signature::sign;

use super::{
    Account, AccountReference, Declared, IgnoreList, Misdeclared, Numbers, ProviderKind, Purpose,
    Settings, Vault,
};
use crate::model::{Address, HttpsUrl, Invalid, Name, Percent, RequestRate, Resource, Router};

/// The kind, as the table of kinds lists it.
pub const KIND: ProviderKind = ProviderKind {
    name: "twilio",
    collections: &[APPLICATIONS, MESSAGING_SERVICES],
    router: &route::TwilioRouter,
    codes: TwilioCode::KNOWN,
    check_format,
    describer: &describe::TwilioDescriber,
};

/// Checks a text in a format that this kind's schema names; `None` for a valid text and for an
/// unknown format.
fn check_format(format: &str, text: &str) -> Option<Invalid> {
    match format {
        ApplicationRef::FORMAT => ApplicationRef::parse(text).err(),
        AlphaSender::FORMAT => AlphaSender::parse(text).err(),
        _ => sid::check_format(format, text),
    }
}

impl Declared for Declaration {
    fn kind(&self) -> &'static str {
        KIND.name
    }

    fn at_counterpart(&self) -> Option<&str> {
        self.dynamics.as_ref().map(|it| it.provider.as_str())
    }

    fn reserved_words(&self) -> &'static [(&'static str, &'static str)] {
        &reserved::WORDS
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
        ignored::lists(self, provider)
    }

    fn digits(&self) -> Box<dyn Iterator<Item = (&Name, &str)> + '_> {
        let numbers = self.numbers.iter();
        Box::new(numbers.filter_map(|(name, number)| Some((name, number.digits()?))))
    }

    fn router(&self) -> &'static dyn Router {
        &route::TwilioRouter
    }

    fn check(&self) -> Vec<Misdeclared> {
        checks::check(self)
    }

    fn callbacks(&self) -> Vec<(String, &HttpsUrl)> {
        callbacks::callbacks(self)
    }

    fn written_at(&self, address: &Address, field: &str) -> Option<String> {
        written::written_at(self, address, field)
    }

    fn account(&self) -> AccountReference {
        match &self.account_sid {
            Some(AccountSidRef::Literal(sid)) => AccountReference::Literal(sid.to_string()),
            Some(AccountSidRef::Variable(variable)) => {
                AccountReference::Variable(variable.env.clone())
            }
            None => AccountReference::Variable(open::ACCOUNT_SID.to_owned()),
        }
    }

    fn credentials(&self) -> String {
        open::credentials(self)
    }

    fn resources(&self, provider: &Name, account: &str) -> Vec<(Address, Resource)> {
        resources::resources(self, provider, account)
    }

    fn open(
        &self,
        vault: &dyn Vault,
        settings: &Settings,
    ) -> Result<Arc<dyn Account>, Vec<Misdeclared>> {
        let account = open(self, vault, settings)?;
        Ok(account)
    }

    fn numbers(
        &self,
        vault: &dyn Vault,
        settings: &Settings,
    ) -> Result<Arc<dyn Numbers>, Vec<Misdeclared>> {
        let account = open(self, vault, settings)?;
        Ok(account)
    }
}
