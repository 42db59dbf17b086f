//! Messaging services (messaging v1): list, read, create, change, delete. Their numbers are in `senders`,
//! their short codes in `short_code_senders`, their alphanumeric senders in `alpha_senders`, their campaigns in
//! `campaigns`.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::parameters::{check_flag, check_method, check_name, check_url};
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::campaign::Campaign;
use crate::store::dates::iso8601;
use crate::store::method::Method;
use crate::store::service::Service;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Services", list),
    Route::new("POST", "/v1/Services", create),
    Route::new("GET", "/v1/Services/{service}", fetch),
    Route::new("POST", "/v1/Services/{service}", update),
    Route::new("DELETE", "/v1/Services/{service}", delete),
];

/// The accepted use cases (Twilio: 21713 for any other).
const USE_CASES: [&str; 6] = [
    "notifications",
    "marketing",
    "verification",
    "discussion",
    "poll",
    "undeclared",
];

type Text = fn(&mut Service) -> &mut String;
type Verb = fn(&mut Service) -> &mut Method;
type Flag = fn(&mut Service) -> &mut bool;

const URLS: [(&str, Text); 3] = [
    ("InboundRequestUrl", |s| &mut s.inbound_request_url),
    ("FallbackUrl", |s| &mut s.fallback_url),
    ("StatusCallback", |s| &mut s.status_callback),
];

const METHODS: [(&str, Verb); 2] = [
    ("InboundMethod", |s| &mut s.inbound_method),
    ("FallbackMethod", |s| &mut s.fallback_method),
];

const FLAGS: [(&str, Flag); 7] = [
    ("StickySender", |s| &mut s.sticky_sender),
    ("MmsConverter", |s| &mut s.mms_converter),
    ("SmartEncoding", |s| &mut s.smart_encoding),
    ("FallbackToLongCode", |s| &mut s.fallback_to_long_code),
    ("AreaCodeGeomatch", |s| &mut s.area_code_geomatch),
    ("SynchronousValidation", |s| &mut s.synchronous_validation),
    ("UseInboundWebhookOnNumber", |s| {
        &mut s.use_inbound_webhook_on_number
    }),
];

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let page = paging::page(request, &account.services, |_| true)?;
    paging::list_v1(request, "services", &page, |service| view(request, service))
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let service = account.services.get(request.param("service"));
    let service = service.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &view(request, service))
}

fn create(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let name = request.required("FriendlyName")?;
    let sid = state.next_sid("MG", &request.account);
    let mut service = Service::new(sid.clone(), name.to_owned(), request.now);
    apply(request, &mut service)?;
    let reply = json_reply(201, &view(request, &service))?;
    request.account_in_mut(state)?.services.insert(sid, service);
    Ok(reply)
}

fn update(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in_mut(state)?;
    let service = account.services.get_mut(request.param("service"));
    let service = service.ok_or_else(|| Refusal::not_found(&request.path))?;
    let mut changed = service.clone();
    apply(request, &mut changed)?;
    changed.date_updated = request.now;
    *service = changed;
    json_reply(200, &view(request, service))
}

/// Deletes a service. Its numbers stay in the account and use their own webhooks again.
fn delete(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in_mut(state)?;
    let deleted = account.services.remove(request.param("service"));
    deleted.ok_or_else(|| Refusal::not_found(&request.path))?;
    Ok(Reply::no_content())
}

/// Applies the form's settings to `service`. Only named settings change; a blank value clears one.
fn apply(request: &Request, service: &mut Service) -> Result<(), Refusal> {
    if let Some(name) = request
        .field("FriendlyName")
        .filter(|name| !name.is_empty())
    {
        check_name(name)?;
        name.clone_into(&mut service.friendly_name);
    }
    for (name, of) in URLS {
        if let Some(value) = request.field(name) {
            check_url(name, value)?;
            value.clone_into(of(service));
        }
    }
    for (name, of) in METHODS {
        if let Some(value) = request.field(name) {
            *of(service) = check_method(name, value)?;
        }
    }
    for (name, of) in FLAGS {
        if let Some(value) = request.field(name) {
            *of(service) = check_flag(name, value)?;
        }
    }
    if let Some(value) = request.field("ValidityPeriod") {
        let seconds = value
            .parse()
            .ok()
            .filter(|seconds| (1..=36_000).contains(seconds));
        service.validity_period = seconds.ok_or_else(|| {
            Refusal::parameter(format!("ValidityPeriod is not from 1 to 36000: {value}"))
        })?;
    }
    if let Some(value) = request.field("Usecase") {
        if !USE_CASES.contains(&value) {
            return Err(Refusal::bad(
                21713,
                format!("Usecase is not valid: {value}"),
            ));
        }
        value.clone_into(&mut service.usecase);
    }
    if let Some(value) = request.field("ScanMessageContent") {
        if !matches!(value, "inherit" | "enable" | "disable") {
            return Err(Refusal::parameter(format!(
                "ScanMessageContent is not valid: {value}"
            )));
        }
        value.clone_into(&mut service.scan_message_content);
    }
    Ok(())
}

fn view(request: &Request, service: &Service) -> Value {
    let unset = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let url = format!("{}/v1/Services/{}", request.base, service.sid);
    let registered = service.campaigns.values().any(Campaign::is_verified);
    json!({
        "sid": service.sid,
        "account_sid": request.account,
        "friendly_name": service.friendly_name,
        "inbound_request_url": unset(&service.inbound_request_url),
        "inbound_method": service.inbound_method,
        "fallback_url": unset(&service.fallback_url),
        "fallback_method": service.fallback_method,
        "status_callback": unset(&service.status_callback),
        "sticky_sender": service.sticky_sender,
        "mms_converter": service.mms_converter,
        "smart_encoding": service.smart_encoding,
        "scan_message_content": service.scan_message_content,
        "fallback_to_long_code": service.fallback_to_long_code,
        "area_code_geomatch": service.area_code_geomatch,
        "synchronous_validation": service.synchronous_validation,
        "validity_period": service.validity_period,
        "usecase": service.usecase,
        "us_app_to_person_registered": registered,
        "use_inbound_webhook_on_number": service.use_inbound_webhook_on_number,
        "date_created": iso8601(service.date_created),
        "date_updated": iso8601(service.date_updated),
        "url": url,
        "links": {
            "alpha_senders": format!("{url}/AlphaSenders"),
            "channel_senders": format!("{url}/ChannelSenders"),
            "destination_alpha_senders": format!("{url}/DestinationAlphaSenders"),
            "messages": format!("{url}/Messages"),
            "phone_numbers": format!("{url}/PhoneNumbers"),
            "short_codes": format!("{url}/ShortCodes"),
            "us_app_to_person": format!("{url}/Compliance/Usa2p"),
            "us_app_to_person_usecases": format!("{url}/Compliance/Usa2p/Usecases"),
        },
    })
}
