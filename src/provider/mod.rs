//! The interface to the providers. Each kind of provider is a folder here; only this file names the
//! kinds.
//!
//! The interface has two halves. The *pure* half ([`Declared`]) knows the kind's YAML keys and
//! rules and turns a declaration into resources. The *account* half ([`Account`]) makes the calls.
//!
//! Expected flow: a declaration is read and checked; `open` gives an account; the account is read
//! once, in bulk; each planned change is one `write`, and one `join` for each member that joins a
//! group.
//!
//! Guarantees: `read` never reports an object as absent that it could not read; `write` sends only
//! the named fields and returns what the provider answered; no error or log holds a credential.
//!
//! Assumptions: the caller writes one object at a time per address, decides what to write, and
//! compares the answer with what it asked for.

mod account;
mod account_reference;
mod account_status;
mod alerts;
mod at_counterpart;
mod audit;
pub mod azure;
pub mod codes;
mod contact;
pub(crate) mod credentials;
mod describe;
mod directory;
mod ending;
pub mod entra;
mod error;
mod ignored;
pub(crate) mod key_like;
mod kind;
mod managed;
mod misdeclared;
pub(crate) mod missing;
mod named;
pub(crate) mod null_is_empty;
mod numbers;
mod prices;
mod purpose;
mod reading;
mod request_span;
mod settings;
mod tagged;
mod tally;
mod text_type;
pub mod twilio;
mod variable;
mod vault;
mod write;
pub(crate) mod yes_or_no;

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

pub use crate::http::Limits;
pub use account::Account;
pub use account_reference::AccountReference;
pub use account_status::{
    AccountStatus, Callback, Gate, Gated, Probed, Sender, SenderGroup, TakersAsked,
};
pub use alerts::{AlertLog, AlertQuery};
pub use at_counterpart::AtCounterpart;
pub use audit::{AuditLog, AuditQuery};
pub use contact::Contact;
pub use describe::{
    AccountKeys, Caution, Described, Describer, Held, Holding, OwnCallback, Shared, Unwritten,
};
pub use directory::{Directory, ListedAccount};
pub use error::{Failure, ProviderError, VendorCode};
pub use ignored::{IgnoreList, Ignored, IgnoredCode, misplaced};
pub use kind::ProviderKind;
pub use managed::{Extent, Managed};
pub use misdeclared::Misdeclared;
pub use numbers::{NumberType, Numbers, Released, Wanted};
pub use prices::Priced;
pub use purpose::Purpose;
pub use reading::{Partly, Reading};
pub use request_span::note_answer;
pub use settings::Settings;
pub use tally::Tally;
pub use variable::Variable;
pub(crate) use vault::source_of;
pub use vault::{AccountKey, Vault};
pub use write::{Join, Operation, Write, Written};

use crate::model::{
    Address, Collection, HttpsUrl, Invalid, Name, Percent, RequestRate, Resource, Router, Silence,
};

// Each kind has its line here. The variant in kebab case is the kind's name in YAML.
tagged::kinds! {
    /// A Twilio account.
    Twilio(twilio),
    /// A Communication Services resource at Azure.
    Azure(azure),
}

/// A declared provider of any kind.
#[derive(Debug, Clone)]
pub struct Declaration(Arc<dyn Declared>);

impl JsonSchema for Declaration {
    fn schema_name() -> Cow<'static, str> {
        BuiltIn::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        BuiltIn::json_schema(generator)
    }
}

impl Declaration {
    /// A declaration of a kind that YAML does not need to know.
    pub fn new(declared: impl Declared + 'static) -> Self {
        Self(Arc::new(declared))
    }

    /// The pure half of the declared provider's kind.
    pub fn declared(&self) -> &dyn Declared {
        self.0.as_ref()
    }

    /// All errors in the declaration and in its `ignore` lists, beyond its shape.
    pub fn check(&self, provider: &Name) -> Vec<Misdeclared> {
        let mut found = self.0.check();
        found.extend(self.0.check_names(provider));
        let lists = self.0.ignore_lists(provider);
        found.extend(lists.iter().flat_map(IgnoreList::check));
        found
    }

    /// The findings that the declaration silences.
    pub fn silences(&self, provider: &Name) -> Vec<Silence> {
        let lists = self.0.ignore_lists(provider);
        lists.iter().flat_map(IgnoreList::silences).collect()
    }
}

/// The kinds of providers that YAML can name.
pub fn kinds() -> impl Iterator<Item = &'static ProviderKind> {
    KINDS.iter().copied()
}

/// The kind of this name.
pub fn kind(name: &str) -> Option<&'static ProviderKind> {
    kinds().find(|kind| kind.name == name)
}

/// The collections in which providers declare groups and handlers.
pub fn collections() -> Vec<Collection> {
    kinds().flat_map(|kind| kind.collections).copied().collect()
}

/// Checks a text in a format that a schema names; `None` for a valid text and an unknown format.
pub fn check_format(format: &str, text: &str) -> Option<Invalid> {
    kinds().find_map(|kind| (kind.check_format)(format, text))
}

/// The pure half: the meaning of a declaration. No I/O; callers pass in what it needs from outside.
pub trait Declared: fmt::Debug + Send + Sync {
    /// The kind's name, as in `type: twilio`.
    fn kind(&self) -> &'static str;

    /// All errors in the declaration itself, beyond its shape and its `ignore` lists, in one call.
    fn check(&self) -> Vec<Misdeclared>;

    /// The errors in the declaration that follow from the provider's name.
    fn check_names(&self, _provider: &Name) -> Vec<Misdeclared> {
        Vec::new()
    }

    /// The declared callback URLs, each with its path under the provider.
    fn callbacks(&self) -> Vec<(String, &HttpsUrl)>;

    /// The declared account, in words: a SID, or the variable that holds it. No request is made.
    fn account(&self) -> AccountReference;

    /// The account as it was written, if it was, and if [`Self::account`] has another form of it.
    fn written_account(&self) -> Option<String> {
        None
    }

    /// Whether no other provider may use the same account, because settings of the whole account
    /// follow from the declaration.
    fn owns_account(&self) -> bool {
        false
    }

    /// The source of the credentials for messages, such as a variable's name: what the user must
    /// replace when the account no longer accepts them. Never a value.
    fn credentials(&self) -> String;

    /// Everything declared, as resources, including the provider itself. `account` is the account's
    /// resolved identifier. The provider's own resource has it in the field `account` (Twilio's in
    /// `account_sid`), so that the registry knows each group's account.
    fn resources(&self, provider: &Name, account: &str) -> Vec<(Address, Resource)>;

    /// The path, below the provider, of the key that decides a field's value; `None` if none can.
    fn written_at(&self, address: &Address, field: &str) -> Option<String>;

    /// The declared numbers: the name of each, and its phone number or the digits of its short code.
    fn digits(&self) -> Box<dyn Iterator<Item = (&Name, &str)> + '_>;

    /// The name of this provider at the counterpart, if it is declared.
    fn at_counterpart(&self) -> Option<&str> {
        None
    }

    /// The words that the provider answers by itself, each with what it does with them.
    fn reserved_words(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The share of the recorded resources under it that may change at once, if its changes are
    /// judged separately.
    fn mass_change(&self) -> Option<Percent> {
        None
    }

    /// The most requests per second to the account, if the declaration sets it.
    fn request_rate(&self) -> Option<RequestRate> {
        None
    }

    /// Whether promotions are declared to be sent through the provider.
    fn is_commercial(&self) -> bool {
        false
    }

    /// The `ignore` lists of the provider and of everything under it.
    fn ignore_lists(&self, _provider: &Name) -> Vec<IgnoreList<'_>> {
        Vec::new()
    }

    /// How this kind of provider decides what answers a text.
    fn router(&self) -> &'static dyn Router;

    /// Opens the account: finds the credentials and prepares a client. Sends nothing yet.
    fn open(
        &self,
        vault: &dyn Vault,
        settings: &Settings,
    ) -> Result<Arc<dyn Account>, Vec<Misdeclared>>;

    /// Opens the account for commands that handle numbers by hand. An apply never holds this.
    fn numbers(
        &self,
        vault: &dyn Vault,
        settings: &Settings,
    ) -> Result<Arc<dyn Numbers>, Vec<Misdeclared>>;
}

/// A future that a trait object returns.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

#[cfg(test)]
mod tests {
    use super::{Declaration, kind, kinds};

    #[test]
    fn yaml_names_each_kind_as_the_table_does() {
        let schema = serde_json::to_value(schemars::schema_for!(Declaration)).unwrap();
        let variants = schema["oneOf"].as_array().unwrap().iter();
        let words: Vec<&str> = variants
            .map(|variant| variant["properties"]["type"]["const"].as_str().unwrap())
            .collect();
        let names: Vec<&str> = kinds().map(|kind| kind.name).collect();
        assert_eq!(words, names);
        assert!(names.iter().all(|name| kind(name).is_some()));
    }
}
