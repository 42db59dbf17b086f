//! The format of a seed, which the crate's README describes.
//!
//! Everything can be left out; what is left out is the same on every machine. Unknown keys are refused.

use sandbox_server::Fault;
use sandbox_server::entra::Federated;
use serde::Deserialize;

use crate::store::settings::Settings;

/// Everything a fresh sandbox holds.
///
/// ```yaml
/// providers:
///   - name: US
///     account_sid: AC00000000000000000000000000000001
///     numbers: ["+15017122661"]
/// keywords: [JOIN]
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// The tenant of all apps.
    pub tenant_id: Option<String>,
    /// The environment's URL, for which tokens are issued besides the sandbox's own: scheme and host only.
    pub url: Option<String>,
    /// App registrations; one if left out.
    pub apps: Vec<SeedApp>,
    /// The organisation and its environment.
    pub organization: SeedOrganization,
    /// SMS providers.
    pub providers: Vec<SeedProvider>,
    /// Keywords.
    pub keywords: Vec<SeedKeyword>,
    /// How the sandbox behaves.
    pub settings: Settings,
    /// Faults to inject, in the order in which they are tried.
    pub faults: Vec<Fault>,
}

/// An app registration with its application user.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedApp {
    /// Its id.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<String>,
    /// Id of its application user.
    pub user_id: Option<String>,
    /// Name or id of the user's business unit; the one at the top if left out.
    pub unit: Option<String>,
    /// Whose assertions it accepts; those of a cluster if left out.
    pub federated: Option<Vec<Federated>>,
}

/// The organisation and its environment.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedOrganization {
    /// Id of the organisation.
    pub id: Option<String>,
    /// Id of the environment.
    pub environment_id: Option<String>,
    /// Id of the business unit at the top.
    pub business_unit_id: Option<String>,
    /// The name that people see.
    pub friendly_name: Option<String>,
    /// The unique name.
    pub unique_name: Option<String>,
    /// The name in the URL.
    pub url_name: Option<String>,
}

/// An SMS provider: a row, and the row of its extension.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedProvider {
    /// Its name.
    pub name: String,
    /// `twilio` if left out; `byoacs` for Azure; `custom` for a channel that is not Microsoft's.
    #[serde(default = "twilio")]
    pub kind: String,
    /// Its description.
    #[serde(default)]
    pub description: Option<String>,
    /// The account at Twilio.
    #[serde(default)]
    pub account_sid: Option<String>,
    /// The Messaging Service at Twilio.
    #[serde(default)]
    pub messaging_service_sid: Option<String>,
    /// False for an inactive row.
    #[serde(default = "yes")]
    pub active: bool,
    /// False if it has no extension.
    #[serde(default = "yes")]
    pub extension: bool,
    /// Name or id of its business unit; the one at the top if left out.
    #[serde(default)]
    pub unit: Option<String>,
    /// Its numbers.
    #[serde(default)]
    pub numbers: Vec<SeedNumber>,
    /// So many numbers more, from +15017120000 on.
    #[serde(default)]
    pub more_numbers: u32,
}

/// A number: its contact point, or a map.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum SeedNumber {
    /// The contact point, in any spelling.
    Point(String),
    /// With more about it.
    Map(SeedNumberMap),
}

/// A number with more about it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedNumberMap {
    /// The contact point, in any spelling.
    pub contact_point: String,
    /// The friendly name; the contact point if left out.
    #[serde(default)]
    pub name: Option<String>,
    /// Its type; derived from the contact point if left out.
    #[serde(default, rename = "type")]
    pub kind: Option<NumberType>,
    /// False for an inactive row.
    #[serde(default = "yes")]
    pub active: bool,
    /// False if it has no extension.
    #[serde(default = "yes")]
    pub extension: bool,
    /// The kind of its extension; its provider's if left out.
    #[serde(default)]
    pub extension_kind: Option<String>,
    /// Name or id of the application that uses it; none if left out.
    #[serde(default)]
    pub consuming_application: Option<String>,
    /// Name or id of its business unit; its provider's if left out.
    #[serde(default)]
    pub unit: Option<String>,
}

/// The type of a number. Azure has no `geo`; a number of which that is derived has none there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberType {
    /// 723270000 at Twilio.
    Geo,
    /// 723270001 at Twilio, 698540001 at Azure.
    ShortCode,
    /// 723270002 at Twilio, 698540000 at Azure.
    TollFree,
    /// 723270003 at Twilio, 698540002 at Azure.
    Alphanumeric,
}

/// A keyword: its word, or a map.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum SeedKeyword {
    /// The word.
    Word(String),
    /// With more about it.
    Map(SeedKeywordMap),
}

/// A keyword with more about it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedKeywordMap {
    /// The word.
    pub name: String,
    /// Its id.
    #[serde(default)]
    pub id: Option<String>,
    /// False for `statecode` 1.
    #[serde(default = "yes")]
    pub active: bool,
    /// Name or id of its business unit; the one at the top if left out.
    #[serde(default)]
    pub unit: Option<String>,
}

fn yes() -> bool {
    true
}

fn twilio() -> String {
    "twilio".to_owned()
}

impl SeedProvider {
    /// An active provider with an extension of its kind, and nothing else.
    pub fn new(name: impl Into<String>, kind: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: kind.into(),
            description: None,
            account_sid: None,
            messaging_service_sid: None,
            active: true,
            extension: true,
            unit: None,
            numbers: Vec::new(),
            more_numbers: 0,
        }
    }
}

impl SeedNumberMap {
    /// An active number with an extension of its provider's kind, and nothing else.
    pub fn new(contact_point: impl Into<String>) -> Self {
        Self {
            contact_point: contact_point.into(),
            name: None,
            kind: None,
            active: true,
            extension: true,
            extension_kind: None,
            consuming_application: None,
            unit: None,
        }
    }
}

impl SeedNumber {
    /// The contact point.
    pub(crate) fn point(&self) -> &str {
        match self {
            Self::Point(point) => point,
            Self::Map(map) => &map.contact_point,
        }
    }

    /// As a map.
    pub(crate) fn whole(&self) -> SeedNumberMap {
        match self {
            Self::Map(map) => map.clone(),
            Self::Point(point) => SeedNumberMap::new(point),
        }
    }
}

impl SeedKeyword {
    /// As a map.
    pub(crate) fn whole(&self) -> SeedKeywordMap {
        match self {
            Self::Map(map) => map.clone(),
            Self::Word(word) => SeedKeywordMap {
                name: word.clone(),
                id: None,
                active: true,
                unit: None,
            },
        }
    }
}
