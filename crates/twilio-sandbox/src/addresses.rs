//! Address configurations of Conversations (`/v1/Configuration/Addresses`): the addresses whose texts may open a
//! conversation. Read only: they are seeded. What they do with a text is not simulated, because Twilio's documentation
//! contradicts itself about it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::Refusal;
use super::paging;
use super::reply::Reply;
use super::request::Request;
use super::routes::Route;
use super::state::{State, iso8601};

/// The routes of this resource.
pub(super) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Configuration/Addresses", list),
    Route::new("GET", "/v1/Configuration/Addresses/{sid}", fetch),
];

/// Twilio's largest page of this list.
const LARGEST_PAGE: usize = 50;

/// What a conversation that a text opens is connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AutoCreationKind {
    /// A URL.
    Webhook,
    /// A Studio flow.
    Studio,
    /// Nothing in particular.
    #[default]
    Default,
}

/// Whether and how a text opens a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutoCreation {
    /// Whether it does; it does when left out.
    #[serde(default = "on")]
    pub enabled: bool,
    /// `default` when left out.
    #[serde(default)]
    pub r#type: AutoCreationKind,
    /// The URL of the kind `webhook`.
    #[serde(default)]
    pub webhook_url: Option<String>,
    /// The flow of the kind `studio`.
    #[serde(default)]
    pub studio_flow_sid: Option<String>,
}

impl Default for AutoCreation {
    fn default() -> Self {
        Self {
            enabled: true,
            r#type: AutoCreationKind::Default,
            webhook_url: None,
            studio_flow_sid: None,
        }
    }
}

fn on() -> bool {
    true
}

fn sms() -> String {
    "sms".to_owned()
}

/// One address configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AddressConfiguration {
    pub(super) sid: String,
    pub(super) address: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) friendly_name: Option<String>,
    pub(super) auto_creation: AutoCreation,
    pub(super) date_created: Timestamp,
}

/// An address configuration in a seed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedAddress {
    /// The number or short code.
    pub address: String,
    /// Derived from account, type and address when left out.
    #[serde(default)]
    pub sid: Option<String>,
    /// `sms` when left out.
    #[serde(default = "sms", rename = "type")]
    pub kind: String,
    /// None when left out.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// Enabled, of the kind `default`, when left out.
    #[serde(default)]
    pub auto_creation: AutoCreation,
}

impl SeedAddress {
    pub(super) fn grow(&self, account: &str, now: Timestamp) -> AddressConfiguration {
        let derived = || super::sid::derive("IG", &[account, &self.kind, &self.address]);
        AddressConfiguration {
            sid: self.sid.clone().unwrap_or_else(derived),
            address: self.address.clone(),
            kind: self.kind.clone(),
            friendly_name: self.friendly_name.clone(),
            auto_creation: self.auto_creation.clone(),
            date_created: now,
        }
    }
}

impl AddressConfiguration {
    /// Whether a text to this number may open a conversation.
    pub(super) fn may_take(&self, phone: &str) -> bool {
        self.kind == "sms" && self.address == phone && self.auto_creation.enabled
    }
}

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = state.account(request)?;
    let kind = request.query("Type");
    let page = paging::page_within(request, &account.addresses, LARGEST_PAGE, |address| {
        kind.is_none_or(|kind| address.kind == kind)
    })?;
    paging::list_v1(request, "address_configurations", &page, |address| {
        view(request, address)
    })
}

/// By its SID, or by the address itself.
fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = state.account(request)?;
    let wanted = request.param("sid");
    let mut all = account.addresses.values();
    let found = all.find(|one| one.sid == wanted || one.address == wanted);
    let found = found.ok_or_else(|| Refusal::not_found(&request.path))?;
    Reply::json(200, &view(request, found))
}

fn view(request: &Request, one: &AddressConfiguration) -> Value {
    let automatic = &one.auto_creation;
    let mut creation = json!({"enabled": automatic.enabled, "type": automatic.r#type});
    match automatic.r#type {
        AutoCreationKind::Webhook => {
            creation["webhook_url"] = automatic.webhook_url.clone().into();
            creation["webhook_method"] = "POST".into();
            creation["webhook_filters"] = json!(["onMessageAdded"]);
        }
        AutoCreationKind::Studio => {
            creation["studio_flow_sid"] = automatic.studio_flow_sid.clone().into();
            creation["studio_retry_count"] = 3.into();
        }
        AutoCreationKind::Default => {}
    }
    json!({
        "sid": one.sid,
        "account_sid": request.account,
        "type": one.kind,
        "address": one.address,
        "friendly_name": one.friendly_name,
        "address_country": null,
        "auto_creation": creation,
        "date_created": iso8601(one.date_created),
        "date_updated": iso8601(one.date_created),
        "url": format!("{}/v1/Configuration/Addresses/{}", request.base, one.sid),
    })
}
