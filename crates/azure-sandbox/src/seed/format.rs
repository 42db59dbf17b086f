//! The format of a seed, which the crate's README describes.
//!
//! Everything but a resource's id can be left out; what is left out is the same on every machine. Unknown keys are
//! refused.

use std::collections::BTreeMap;

use sandbox_server::Fault;
use sandbox_server::entra::Federated;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::store::grid::Provisioning;
use crate::store::settings::Settings;

/// Everything a fresh sandbox holds.
///
/// ```yaml
/// resources:
///   - resource_id: /subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/messaging/providers/Microsoft.Communication/communicationServices/contoso-sms
///     numbers: ["+18885550123"]
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seed {
    /// The tenant of all apps.
    pub tenant_id: Option<String>,
    /// Audiences for which tokens are issued, besides those of Azure itself.
    pub audiences: Vec<String>,
    /// App registrations; one if left out.
    pub apps: Vec<SeedApp>,
    /// A job on GitHub.
    pub github: SeedGitHub,
    /// Communication Services resources.
    pub resources: Vec<SeedResource>,
    /// How the sandbox behaves.
    pub settings: Settings,
    /// Faults to inject, in the order in which they are tried.
    pub faults: Vec<Fault>,
    /// Prefixes of webhook URLs, and the loopback URLs that are called instead.
    pub deliver: BTreeMap<String, String>,
}

/// An app registration.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedApp {
    /// Its id.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<String>,
    /// Its service principal, which the activity log shows as the caller.
    pub object_id: Option<String>,
    /// Names of the resources that it may use; all if empty.
    pub resources: Vec<String>,
    /// Whose assertions it accepts; GitHub's and those of a cluster if left out.
    pub federated: Option<Vec<Federated>>,
}

/// A job on GitHub.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedGitHub {
    /// The token with which the job requests its id-token.
    pub request_token: Option<String>,
    /// The subject of its id-token.
    pub subject: Option<String>,
}

/// A Communication Services resource.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedResource {
    /// ARM id.
    pub resource_id: String,
    /// Primary and secondary key.
    pub access_keys: Vec<String>,
    /// `<name>.communication.azure.com` if left out.
    pub host_name: Option<String>,
    /// `Europe` if left out.
    pub data_location: Option<String>,
    /// `Succeeded` if left out.
    pub provisioning_state: Option<String>,
    /// Its numbers.
    pub numbers: Vec<SeedNumber>,
    /// Its system topic; none if left out, unless it has subscriptions.
    pub topic: Option<SeedTopic>,
    /// The event subscriptions that exist already.
    pub subscriptions: Vec<SeedSubscription>,
}

/// A number: its digits, or a map.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum SeedNumber {
    /// E.164.
    Digits(String),
    /// With more about it.
    Map(SeedNumberMap),
}

/// A number with more about it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedNumberMap {
    /// E.164.
    pub phone_number: String,
    /// `tollFree`, `geographic` or `mobile`; derived from the number if left out.
    #[serde(default, rename = "type")]
    pub kind: Option<String>,
    /// `inbound+outbound` if left out.
    #[serde(default)]
    pub sms: Option<String>,
    /// `none` if left out.
    #[serde(default)]
    pub calling: Option<String>,
    /// `application` if left out.
    #[serde(default)]
    pub assignment_type: Option<String>,
    /// Derived from the number if left out.
    #[serde(default)]
    pub country_code: Option<String>,
}

/// A system topic.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedTopic {
    /// `<resource>-events` if left out.
    pub name: Option<String>,
    /// The resource's own if left out.
    pub resource_group: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// An event subscription that exists already.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedSubscription {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub under: Under,
    /// The URL of a webhook. `properties` can describe other destinations.
    pub endpoint_url: Option<String>,
    /// Event types; `Microsoft.Communication.` may be left out of each.
    pub event_types: Vec<String>,
    /// Further properties, as in the body of a PUT.
    pub properties: Map<String, Value>,
    /// `Succeeded` if left out.
    pub state: Option<Provisioning>,
}

/// Where an event subscription is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Under {
    /// Below the system topic.
    #[default]
    Topic,
    /// At the resource itself.
    Source,
}
