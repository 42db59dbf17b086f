//! Twilio's identifiers: two capitals for the kind, then 32 hex digits.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::codes::TwilioCode;
use crate::model::Invalid;

/// The kind of an identifier. The prefix belongs to the kind, so a service's SID is refused where
/// an account's is required.
pub trait SidKind: Clone + Ord + fmt::Debug {
    /// The two capitals (docs/twilio.md: SIDs).
    const PREFIX: &'static str;
    /// The kind's noun in messages.
    const NOUN: &'static str;
}

/// An identifier of kind `K`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sid<K: SidKind>(String, PhantomData<K>);

impl<K: SidKind> Sid<K> {
    /// Parses an identifier of this kind.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.strip_prefix(K::PREFIX);
        if digits.is_some_and(|d| d.len() == 32 && d.bytes().all(|b| b.is_ascii_hexdigit())) {
            return Ok(Self(text.to_owned(), PhantomData));
        }
        if text.contains(['"', '\'']) {
            return Err(Invalid::new(
                TwilioCode::InvalidSid,
                format!("this is not the SID of {}: it holds quotes", K::NOUN),
                "remove the quotes inside the quotes: one pair is YAML's, another would be part of the SID",
            ));
        }
        Err(Invalid::new(
            TwilioCode::InvalidSid,
            format!("this is not the SID of {}", K::NOUN),
            format!(
                "it starts with {} and has 32 hex digits after it; copy it from the Twilio console",
                K::PREFIX
            ),
        ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<K: SidKind> fmt::Display for Sid<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<K: SidKind> TryFrom<String> for Sid<K> {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl<K: SidKind> From<Sid<K>> for String {
    fn from(sid: Sid<K>) -> Self {
        sid.0
    }
}

impl<K: SidKind> JsonSchema for Sid<K> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}Sid", K::PREFIX).into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": format!("sid-{}", K::PREFIX),
            "x-acronym": "SID",
            "errorMessage": format!("Write the SID of {} as the Twilio console shows it: {} and 32 hex digits.", K::NOUN, K::PREFIX),
            "pattern": format!("^{}[0-9a-fA-F]{{32}}$", K::PREFIX),
            "description": format!("The SID of {}: {} and 32 hex digits.", K::NOUN, K::PREFIX),
            "examples": [format!("{}00000000000000000000000000000001", K::PREFIX)]
        })
    }
}

/// Marks the SID of an account or subaccount.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountKind {}

impl SidKind for AccountKind {
    const PREFIX: &'static str = "AC";
    const NOUN: &'static str = "an account";
}

/// Marks the SID of a messaging service.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessagingServiceKind {}

impl SidKind for MessagingServiceKind {
    const PREFIX: &'static str = "MG";
    const NOUN: &'static str = "a messaging service";
}

/// Marks the SID of a `TwiML` application.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApplicationKind {}

impl SidKind for ApplicationKind {
    const PREFIX: &'static str = "AP";
    const NOUN: &'static str = "a TwiML application";
}

/// Marks the SID of a regulatory bundle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BundleKind {}

impl SidKind for BundleKind {
    const PREFIX: &'static str = "BU";
    const NOUN: &'static str = "a regulatory bundle";
}

/// Marks the SID of an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressKind {}

impl SidKind for AddressKind {
    const PREFIX: &'static str = "AD";
    const NOUN: &'static str = "an address";
}

/// Marks the SID of an identity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentityKind {}

impl SidKind for IdentityKind {
    const PREFIX: &'static str = "RI";
    const NOUN: &'static str = "an identity";
}

/// Checks a text in one of the formats that [`Sid`] has in the schema.
pub(super) fn check_format(format: &str, text: &str) -> Option<Invalid> {
    match format {
        "sid-AC" => AccountSid::parse(text).err(),
        "sid-AD" => AddressSid::parse(text).err(),
        "sid-BU" => BundleSid::parse(text).err(),
        "sid-RI" => IdentitySid::parse(text).err(),
        "sid-AP" => ApplicationSid::parse(text).err(),
        "sid-MG" => MessagingServiceSid::parse(text).err(),
        _ => None,
    }
}

/// The SID of an account or subaccount.
pub(super) type AccountSid = Sid<AccountKind>;
/// The SID of a regulatory bundle.
pub(super) type BundleSid = Sid<BundleKind>;
/// The SID of an address.
pub(super) type AddressSid = Sid<AddressKind>;
/// The SID of an identity.
pub(super) type IdentitySid = Sid<IdentityKind>;
/// The SID of a `TwiML` application.
pub(super) type ApplicationSid = Sid<ApplicationKind>;
/// The SID of a messaging service.
pub(super) type MessagingServiceSid = Sid<MessagingServiceKind>;

#[cfg(test)]
mod tests {
    use super::{AccountSid, MessagingServiceSid};

    #[test]
    fn a_sid_of_another_kind_is_refused() {
        let account = "AC00000000000000000000000000000001";
        assert!(AccountSid::parse(account).is_ok());
        assert!(MessagingServiceSid::parse(account).is_err());
        assert!(AccountSid::parse("AC0000000000000000000000000000000g").is_err());
        assert!(AccountSid::parse("AC01").is_err());
    }
}
