//! A2P campaigns of a messaging service (`Compliance/Usa2p`), which stand for the registration that US carriers
//! want of local numbers. Read only: they are seeded, because no client registers one in a rehearsal.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::accounts::Account;
use super::error::Refusal;
use super::paging;
use super::reply::Reply;
use super::request::Request;
use super::routes::Route;
use super::services::Service;
use super::state::{State, iso8601};

/// The routes of this resource.
pub(super) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Services/{service}/Compliance/Usa2p", list),
    Route::new(
        "GET",
        "/v1/Services/{service}/Compliance/Usa2p/{sid}",
        fetch,
    ),
];

/// The SID that Twilio gives nearly every campaign; it is unique within its service only.
pub(super) const USUAL_SID: &str = "QE2c6890da8086d771620e9b13fadeba0b";

/// A campaign.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Campaign {
    pub(super) sid: String,
    /// Twilio's words: `PENDING`, `IN_PROGRESS`, `VERIFIED`, `FAILED`.
    pub(super) status: String,
    pub(super) usecase: String,
    pub(super) brand_registration_sid: String,
    /// Why it failed, as Twilio's objects.
    #[serde(default)]
    pub(super) errors: Vec<Value>,
    pub(super) date_created: Timestamp,
}

impl Campaign {
    /// Whether carriers take its numbers' texts.
    pub(super) fn is_verified(&self) -> bool {
        self.status == "VERIFIED"
    }
}

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let service = service(state.account(request)?, request)?;
    let page = paging::page(request, &service.campaigns, |_| true)?;
    paging::list_v1(request, "compliance", &page, |campaign| {
        view(request, service, campaign)
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let service = service(state.account(request)?, request)?;
    let campaign = service.campaigns.get(request.param("sid"));
    let campaign = campaign.ok_or_else(|| Refusal::not_found(&request.path))?;
    Reply::json(200, &view(request, service, campaign))
}

fn service<'a>(account: &'a Account, request: &Request) -> Result<&'a Service, Refusal> {
    let service = account.services.get(request.param("service"));
    service.ok_or_else(|| Refusal::not_found(&request.path))
}

fn view(request: &Request, service: &Service, campaign: &Campaign) -> Value {
    let url = format!(
        "{}/v1/Services/{}/Compliance/Usa2p/{}",
        request.base, service.sid, campaign.sid
    );
    json!({
        "sid": campaign.sid,
        "account_sid": request.account,
        "messaging_service_sid": service.sid,
        "brand_registration_sid": campaign.brand_registration_sid,
        "campaign_status": campaign.status,
        "us_app_to_person_usecase": campaign.usecase,
        "campaign_id": campaign.is_verified().then_some("CSANDBX"),
        "description": "A campaign of the sandbox.",
        "message_flow": "People sign up in the sandbox.",
        "message_samples": ["This is the sandbox. Reply STOP to stop."],
        "has_embedded_links": true,
        "has_embedded_phone": false,
        "subscriber_opt_in": true,
        "age_gated": false,
        "direct_lending": false,
        "is_externally_registered": false,
        "rate_limits": null,
        "opt_in_message": "",
        "opt_out_message": "",
        "help_message": "",
        "opt_in_keywords": ["START"],
        "opt_out_keywords": ["STOP"],
        "help_keywords": ["HELP"],
        "errors": campaign.errors,
        "mock": false,
        "date_created": iso8601(campaign.date_created),
        "date_updated": iso8601(campaign.date_created),
        "url": url,
    })
}
