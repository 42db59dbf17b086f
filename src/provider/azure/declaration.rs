//! What YAML says under `providers.NAME` when its `type` is `azure`: the shape, declared once.
//!
//! Reading, the JSON Schema, editor completion and the reference come from these types; the doc
//! comments are what users read there. Rules about more than one field are in `checks`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Deserialize;

use super::not_covered::{NUMBER_KEYS, PROVIDER_KEYS, not_covered};
use super::resource_id::ResourceId;
use super::subscription_name::SubscriptionName;
use crate::model::{E164, HttpsUrl, Name, Percent, RequestRate, SecretReference, ShortCode, Text};
use crate::provider::entra::{ClientId, Tenant};
use crate::provider::named::named;
use crate::provider::null_is_empty::{null_is_empty, null_is_no_entry};
use crate::provider::{AtCounterpart, Ignored, Purpose};

/// A Communication Services resource at Azure: its credentials, where incoming texts and delivery reports go, and its numbers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AzureProvider", extend("x-not-covered" = not_covered(PROVIDER_KEYS)))]
pub struct Declaration {
    /// What this resource is for, in a few words.
    #[schemars(length(max = 100), example = &"EU marketing texts")]
    pub description: Option<String>,
    /// Which kinds of message are sent through this resource.
    #[schemars(length(min = 1), example = ["commercial"])]
    pub purpose: Option<BTreeSet<Purpose>>,
    /// The resource's id in Azure, as the portal shows it under Properties.
    pub resource_id: ResourceId,
    /// A reference to one of the resource's connection strings, with which its numbers are read. If omitted, `ACS_CONNECTION_STRING` is used where it is set, else a token from Entra.
    #[schemars(extend("x-variable" = "ACS_CONNECTION_STRING", "x-example" = "connection_string: { env: ACS_CONNECTION_STRING }"))]
    pub connection_string: Option<SecretReference>,
    /// The tenant of the application that reads and changes event subscriptions; `AZURE_TENANT_ID` if omitted.
    #[schemars(extend("x-variable" = "AZURE_TENANT_ID"))]
    pub tenant_id: Option<Tenant>,
    /// The id of that application; `AZURE_CLIENT_ID` if omitted.
    #[schemars(extend("x-variable" = "AZURE_CLIENT_ID"))]
    pub client_id: Option<ClientId>,
    /// A reference to a secret of that application. If omitted, `AZURE_CLIENT_SECRET`, `AZURE_FEDERATED_TOKEN_FILE` or the id-token of a GitHub job is used, in this order.
    #[schemars(extend("x-variable" = "AZURE_CLIENT_SECRET", "x-example" = "client_secret: { env: AZURE_CLIENT_SECRET }"))]
    pub client_secret: Option<SecretReference>,
    /// The URL that receives the incoming texts to all numbers of the resource.
    pub callback_url: Option<HttpsUrl>,
    /// The URL that receives the delivery reports of outgoing messages.
    pub delivery_report_url: Option<HttpsUrl>,
    /// The names of the event subscriptions; only needed to name some that exist.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<Subscriptions>", extend("x-example" = "subscriptions:\n  incoming: { name: dynamics-incoming }"))]
    pub subscriptions: Subscriptions,
    /// The SMS provider of Dynamics 365 that sends through this resource. Only needed where the resource alone does not say which one it is.
    #[schemars(extend("x-example" = "dynamics: { provider: ACS EU }"))]
    pub dynamics: Option<AtCounterpart>,
    /// The percentage of this provider's recorded objects that a plan may change or forget before `apply --auto-approve` requires `--allow-mass-change`. If set, this provider is judged on its own; all other providers and the keywords are judged together, at 30.
    pub mass_change_percent: Option<Percent>,
    /// The most requests per second to this resource: reads, writes and retries. If omitted, there is no cap until Azure answers that requests are too many. Processes that share a registry keep to it together.
    pub requests_per_second: Option<RequestRate>,
    /// The resource's numbers to manage, each under a name of your choice.
    #[serde(default, deserialize_with = "null_is_no_entry")]
    #[schemars(
        schema_with = "named::<Number>",
        extend("x-example" = "numbers:\n  support:\n    phone_number: \"+18885550123\"\n    friendly_name: Support")
    )]
    pub numbers: BTreeMap<Name, Number>,
    /// Findings to suppress for this resource or any of its numbers, each with a reason.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<Vec<Ignored>>")]
    pub ignore: Vec<Ignored>,
}

/// The event subscriptions that deliver the resource's events.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AzureSubscriptions")]
pub struct Subscriptions {
    /// The event subscription that delivers incoming texts to `callback_url`.
    #[schemars(extend("x-example" = "incoming: { name: dynamics-incoming }"))]
    pub incoming: Option<Subscription>,
    /// The event subscription that delivers delivery reports to `delivery_report_url`.
    #[serde(rename = "delivery-reports")]
    #[schemars(extend("x-example" = "delivery-reports: { name: dynamics-reports }"))]
    pub delivery_reports: Option<Subscription>,
}

/// An event subscription.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AzureSubscription")]
pub struct Subscription {
    /// Its name in Azure. If omitted, it is the provider's name and `-incoming` or `-delivery-reports`.
    pub name: Option<SubscriptionName>,
    /// Findings to suppress for this event subscription, each with a reason.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<Vec<Ignored>>", extend("x-example" = "ignore: [{ code: W0776, reason: it is replaced in time }]"))]
    pub ignore: Vec<Ignored>,
}

/// A phone number or a short code that the resource has.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AzureNumber", extend("x-not-covered" = not_covered(NUMBER_KEYS)))]
pub struct Number {
    /// The phone number in E.164 format, always in quotes: YAML reads an unquoted one as an integer and drops the plus. A short code has `short_code` instead.
    #[serde(default)]
    #[schemars(with = "E164")]
    pub phone_number: Option<E164>,
    /// The digits of a short code, instead of `phone_number`. Azure's stable API lists no short codes, so it is not checked.
    #[serde(default)]
    #[schemars(with = "ShortCode")]
    pub short_code: Option<ShortCode>,
    /// A name for people. Azure has none for numbers, so only the registry and the reports hold it.
    #[schemars(length(min = 1, max = 100), example = &"Support")]
    #[schemars(with = "Option<String>")]
    pub friendly_name: Option<Text>,
    /// Findings to suppress for this number, each with a reason.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<Vec<Ignored>>", extend("x-example" = "ignore: [{ code: W0778, reason: the number is verified }]"))]
    pub ignore: Vec<Ignored>,
}

impl Number {
    /// The number in E.164, or the digits of the short code; `None` if neither is declared, which is
    /// an error.
    pub(super) fn digits(&self) -> Option<&str> {
        let number = self.phone_number.as_ref().map(E164::as_str);
        number.or_else(|| self.short_code.as_ref().map(ShortCode::as_str))
    }
}
