//! Twilio: what its keys in YAML mean, and the calls that bring an account there.
//!
//! No file outside this folder names a field or an identifier of Twilio's. Only `client` knows
//! HTTP, only `account` and `client` do I/O.

mod declaration;

use std::sync::Arc;

pub use declaration::{
    AccountSidRef, Declaration, HostLabel, Inbound, Incoming, MessagingService, Method, Number,
    Purpose, Variable,
};

use super::{Account, AccountReference, Declared, Misdeclared, Settings, Vault};
use crate::model::{Address, HttpsUrl, Name, Resource};

impl Declared for Declaration {
    fn kind(&self) -> &'static str {
        "twilio"
    }

    fn check(&self) -> Vec<Misdeclared> {
        Vec::new()
    }

    fn callbacks(&self) -> Vec<(String, &HttpsUrl)> {
        self.urls()
    }

    fn account(&self) -> AccountReference {
        match &self.account_sid {
            Some(AccountSidRef::Literal(sid)) => AccountReference::Literal(sid.to_string()),
            Some(AccountSidRef::Variable(variable)) => {
                AccountReference::Variable(variable.env.clone())
            }
            None => AccountReference::Variable("TWILIO_ACCOUNT_SID".to_owned()),
        }
    }

    fn resources(&self, _provider: &Name, _account: &str) -> Vec<(Address, Resource)> {
        Vec::new()
    }

    fn open(
        &self,
        _vault: &dyn Vault,
        _settings: &Settings,
    ) -> Result<Arc<dyn Account>, Vec<Misdeclared>> {
        Err(Vec::new())
    }
}
