//! Texts by which Entra names things: tenants and applications. Pure.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::model::{FindingCode, Invalid, is_guid};
use crate::provider::Variable;
use crate::provider::text_type::text_type;
use crate::yaml::shown;

/// A tenant of Entra: its id, or one of its domain names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Tenant(String);

impl Tenant {
    /// The format in the schema.
    pub const FORMAT: &'static str = "entra-tenant";

    /// Parses a tenant's id or domain name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        let label = |label: &str| !label.is_empty() && label.bytes().all(letter);
        let domain = text.contains('.') && text.len() <= 253 && text.split('.').all(label);
        if is_guid(text) || domain {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            FindingCode::InvalidTenant,
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
    pub const FORMAT: &'static str = "entra-client-id";

    /// Parses an application's id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if is_guid(text) {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            FindingCode::InvalidTenant,
            format!("`{}` is not the id of an application", shown(text)),
            "write the application (client) id from the app registration, a GUID",
        ))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_type!(
    Tenant,
    "EntraTenant",
    "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9A-Za-z-]+([.][0-9A-Za-z-]+)+)$",
    "A tenant of Entra: its id or its domain name.",
    "11111111-0000-4000-8000-000000000001",
    "Write the tenant's id, a GUID, or its domain name."
);
text_type!(
    ClientId,
    "EntraClientId",
    "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    "The application (client) id of an app registration in Entra.",
    "22222222-0000-4000-8000-000000000001",
    "Write the application (client) id of the app registration, a GUID."
);
/// The tenant, or the environment variable that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected a tenant (its id or its domain name) or `{ env: NAME }`"
)]
#[schemars(rename = "EntraTenantOrVariable", extend("errorMessage" = "Write the tenant's id or domain name, or name the variable that holds it: { env: NAME }."))]
pub enum TenantRef {
    /// The tenant itself.
    Literal(Tenant),
    /// The environment variable that holds it.
    Variable(Variable),
}

/// The id of an application, or the environment variable that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected an application (client) id or `{ env: NAME }`"
)]
#[schemars(rename = "EntraClientIdOrVariable", extend("errorMessage" = "Write the application (client) id, a GUID, or name the variable that holds it: { env: NAME }."))]
pub enum ClientIdRef {
    /// The id itself.
    Literal(ClientId),
    /// The environment variable that holds it.
    Variable(Variable),
}

/// Checks a text in one of these formats; `None` for a valid text and for an unknown format.
pub fn check_format(format: &str, text: &str) -> Option<Invalid> {
    match format {
        Tenant::FORMAT => Tenant::parse(text).err(),
        ClientId::FORMAT => ClientId::parse(text).err(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ClientId, Tenant};

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
    }
}
