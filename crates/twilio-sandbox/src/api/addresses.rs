//! Address configurations of Conversations (`/v1/Configuration/Addresses`): the addresses whose texts may open a
//! conversation. Read only: they come from the seed. Their effect on a text is not simulated, because Twilio's
//! documentation contradicts itself about it.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::address_configuration::{AddressConfiguration, AutoCreationKind};
use crate::store::dates::iso8601;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Configuration/Addresses", list),
    Route::new("GET", "/v1/Configuration/Addresses/{sid}", fetch),
];

/// Twilio's largest page of this list.
const LARGEST_PAGE: usize = 50;

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let kind = request.query("Type");
    let page = paging::page_within(request, &account.addresses, LARGEST_PAGE, |address| {
        kind.is_none_or(|kind| address.kind == kind)
    })?;
    paging::list_v1(request, "address_configurations", &page, |address| {
        view(request, address)
    })
}

/// Reads one by its SID or by its address.
fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let wanted = request.param("sid");
    let mut all = account.addresses.values();
    let found = all.find(|one| one.sid == wanted || one.address == wanted);
    let found = found.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &view(request, found))
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
