//! The id of a Communication Services resource in Azure Resource Manager. Pure.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::codes::AzureCode;
use crate::model::{Invalid, is_guid};
use crate::yaml::shown;

/// The words of an id that are the same in each, in their places.
const WORDS: [(usize, &str); 5] = [
    (1, "subscriptions"),
    (3, "resourceGroups"),
    (5, "providers"),
    (6, "Microsoft.Communication"),
    (7, "communicationServices"),
];

/// The id of a Communication Services resource, as it was written. Azure compares ids without regard
/// to case (docs/azure.md: Conventions).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ResourceId(String);

impl ResourceId {
    /// The format in the schema.
    pub const FORMAT: &'static str = "azure-resource-id";

    /// Parses an id.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let parts: Vec<&str> = text.split('/').collect();
        let fits = parts.len() == 9
            && parts[0].is_empty()
            && WORDS
                .iter()
                .all(|(at, word)| parts[*at].eq_ignore_ascii_case(word))
            && is_guid(parts[2])
            && [4, 8].iter().all(|at| is_name(parts[*at]));
        if fits {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new(
            AzureCode::InvalidResourceId,
            format!(
                "`{}` is not the id of a Communication Services resource",
                shown(text)
            ),
            "copy it from the resource in the Azure portal, under Properties: /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.Communication/communicationServices/NAME",
        ))
    }

    /// The id as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id in lower case, by which it is compared and recorded.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The Azure subscription that holds the resource.
    pub fn subscription(&self) -> &str {
        self.part(2)
    }

    /// The resource group.
    pub fn group(&self) -> &str {
        self.part(4)
    }

    /// The resource's name.
    pub fn name(&self) -> &str {
        self.part(8)
    }

    fn part(&self, at: usize) -> &str {
        self.0.split('/').nth(at).unwrap_or_default()
    }
}

/// Whether a text can be the name of a resource or of a group. Azure's own rules are narrower; this
/// one keeps the id one path.
fn is_name(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || b"-_.()".contains(&b);
    (1..=90).contains(&text.len()) && text.bytes().all(letter)
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ResourceId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl JsonSchema for ResourceId {
    fn schema_name() -> Cow<'static, str> {
        "AzureResourceId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": Self::FORMAT,
            "pattern": "^/[Ss][Uu][Bb][Ss][Cc][Rr][Ii][Pp][Tt][Ii][Oo][Nn][Ss]/[0-9a-fA-F-]{36}/[^/]+/[^/]+/[^/]+/[^/]+/[^/]+/[^/]+$",
            "description": "The id of a Communication Services resource in Azure.",
            "examples": ["/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.Communication/communicationServices/contoso-sms"],
            "errorMessage": "Copy the resource's id from the Azure portal, under Properties: /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.Communication/communicationServices/NAME."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ResourceId;

    const ID: &str = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.Communication/communicationServices/contoso-sms";

    #[test]
    fn an_id_has_its_parts_in_any_case_of_letters() {
        for text in [ID, &ID.to_ascii_lowercase(), &ID.to_ascii_uppercase()] {
            let id = ResourceId::parse(text).unwrap();
            assert_eq!(id.as_str(), text);
            assert_eq!(id.folded(), ID.to_ascii_lowercase());
            assert!(id.name().eq_ignore_ascii_case("contoso-sms"));
            assert!(id.group().eq_ignore_ascii_case("messaging"));
            assert!(id.subscription().starts_with("00000000-"));
        }
    }

    #[test]
    fn something_else_is_refused() {
        for text in [
            "",
            "contoso-sms",
            &ID[1..],
            &format!("{ID}/"),
            &format!("{ID}/providers/x"),
            &ID.replace("00000000-0000-4000-8000-000000000001", "main"),
            &ID.replace("Microsoft.Communication/", "Microsoft.EventGrid/"),
            &ID.replace("/messaging/", "//"),
            &ID.replace("contoso-sms", "contoso sms"),
            &ID.replace("contoso-sms", "a?b=c"),
        ] {
            let refused = ResourceId::parse(text).unwrap_err();
            assert_eq!(refused.code.as_str(), "E0309", "{text}");
        }
    }
}
