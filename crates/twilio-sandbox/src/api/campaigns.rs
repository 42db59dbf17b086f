//! A2P campaigns of a messaging service (`Compliance/Usa2p`): the registration that US carriers require for local
//! numbers. Read only: campaigns come from the seed, because no rehearsal registers one.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::account::Account;
use crate::store::campaign::Campaign;
use crate::store::dates::iso8601;
use crate::store::service::Service;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Services/{service}/Compliance/Usa2p", list),
    Route::new(
        "GET",
        "/v1/Services/{service}/Compliance/Usa2p/{sid}",
        fetch,
    ),
];

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let service = service(request.account_in(state)?, request)?;
    let page = paging::page(request, &service.campaigns, |_| true)?;
    paging::list_v1(request, "compliance", &page, |campaign| {
        view(request, service, campaign)
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let service = service(request.account_in(state)?, request)?;
    let campaign = service.campaigns.get(request.param("sid"));
    let campaign = campaign.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &view(request, service, campaign))
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
