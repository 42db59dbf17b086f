//! Texts that Azure names things by: tenants, applications, event subscriptions. Pure.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::codes::AzureCode;
use super::resource_id::is_guid;
use crate::model::Invalid;
use crate::yaml::shown;

/// A tenant of Entra: its id, or one of its domain names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Tenant(String);

impl Tenant {
    /// The format in the schema.
    pub const FORMAT: &'static str = "azure-tenant";

    /// Parses a tenant's id or domain name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let label = |label: &str| !label.is_empty() && label.bytes().all(letter);
        let domain = text.contains('.') && text.len() <= 253 && text.split('.').all(label);
        if is_guid(text) || domain {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            AzureCode::InvalidTenant,
            format!("`{}` is not a tenant", shown(text)),
            "write the tenant's id, a GUID, or its domain name, such as contoso.onmicrosoft.com",
        ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The id of an application (service principal) in Entra: a GUID.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ClientId(String);

impl ClientId {
    /// The format in the schema.
    pub const FORMAT: &'static str = "azure-client-id";

    /// Parses an application's id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if is_guid(text) {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            AzureCode::InvalidTenant,
            format!("`{}` is not the id of an application", shown(text)),
            "write the application (client) id from the app registration, a GUID",
        ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of an event subscription: 3 to 64 letters, digits and hyphens (docs/azure.md: Event
/// subscriptions).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct SubscriptionName(String);

impl SubscriptionName {
    /// The format in the schema.
    pub const FORMAT: &'static str = "azure-event-subscription";
    /// The most characters of a name.
    pub const LONGEST: usize = 64;

    /// Parses a name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if (3..=Self::LONGEST).contains(&text.len()) && text.bytes().all(letter) {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            AzureCode::InvalidSubscriptionName,
            format!("`{}` is not the name of an event subscription", shown(text)),
            "write 3 to 64 letters, digits and hyphens",
        ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reading and schema of a type that holds one text in a format.
macro_rules! text_type {
    ($type:ident, $name:literal, $pattern:literal, $description:literal, $example:literal, $message:literal) => {
        impl TryFrom<String> for $type {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::parse(&text)
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "format": Self::FORMAT,
                    "pattern": $pattern,
                    "description": $description,
                    "examples": [$example],
                    "errorMessage": $message
                })
            }
        }
    };
}

text_type!(
    Tenant,
    "AzureTenant",
    "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9A-Za-z-]+([.][0-9A-Za-z-]+)+)$",
    "A tenant of Entra: its id or its domain name.",
    "11111111-0000-4000-8000-000000000001",
    "Write the tenant's id, a GUID, or its domain name."
);
text_type!(
    ClientId,
    "AzureClientId",
    "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    "The application (client) id of an app registration in Entra.",
    "22222222-0000-4000-8000-000000000001",
    "Write the application (client) id of the app registration, a GUID."
);
text_type!(
    SubscriptionName,
    "AzureEventSubscriptionName",
    "^[0-9A-Za-z-]{3,64}$",
    "The name of an event subscription.",
    "dynamics-incoming",
    "Write 3 to 64 letters, digits and hyphens."
);

/// Checks a text in one of these formats; `None` for a valid text and for an unknown format.
pub(super) fn check_format(format: &str, text: &str) -> Option<Invalid> {
    match format {
        Tenant::FORMAT => Tenant::parse(text).err(),
        ClientId::FORMAT => ClientId::parse(text).err(),
        SubscriptionName::FORMAT => SubscriptionName::parse(text).err(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientId, SubscriptionName, Tenant};

    #[test]
    fn each_text_has_its_form() {
        let guid = "11111111-0000-4000-8000-00000000000a";
        assert!(Tenant::parse(guid).is_ok() && Tenant::parse("contoso.onmicrosoft.com").is_ok());
        for wrong in [
            "",
            "contoso",
            "a..b",
            "contoso.com/x",
            "https://contoso.com",
        ] {
            assert!(Tenant::parse(wrong).is_err(), "{wrong}");
        }
        assert!(ClientId::parse(guid).is_ok());
        assert!(ClientId::parse("contoso.com").is_err());
        assert!(SubscriptionName::parse("dynamics-incoming").is_ok());
        for wrong in ["", "ab", "a_b_c", "a.b.c", &"a".repeat(65)] {
            assert!(SubscriptionName::parse(wrong).is_err(), "{wrong}");
        }
    }
}
