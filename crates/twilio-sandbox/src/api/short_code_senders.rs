//! The short codes of a messaging service. Like a number, a short code is in at most one service.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::api::senders::{held, service};
use crate::store::account::Account;
use crate::store::dates::iso8601;
use crate::store::service::{Sender, Service};
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Services/{service}/ShortCodes", list),
    Route::new("POST", "/v1/Services/{service}/ShortCodes", attach),
    Route::new("GET", "/v1/Services/{service}/ShortCodes/{sid}", fetch),
    Route::new("DELETE", "/v1/Services/{service}/ShortCodes/{sid}", detach),
];

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let service = service(account, request)?;
    let page = paging::page(request, &service.short_codes, |_| true)?;
    paging::list_v1(request, "short_codes", &page, |sender| {
        view(request, account, service, sender)
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let service = service(account, request)?;
    let sender = service.short_codes.get(request.param("sid"));
    let sender = sender.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &view(request, account, service, sender))
}

fn attach(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let service = service(account, request)?;
    let wanted = request.required("ShortCodeSid")?;
    if !account.short_codes.contains_key(wanted) {
        let message = format!("ShortCodeSid is not a short code of this account: {wanted}");
        return Err(Refusal::bad(21421, message));
    }
    held(account, service, |other| {
        other.short_codes.contains_key(wanted)
    })?;
    let sender = Sender {
        sid: wanted.to_owned(),
        date_created: request.now,
    };
    let reply = json_reply(201, &view(request, account, service, &sender))?;
    let services = &mut request.account_in_mut(state)?.services;
    if let Some(service) = services.get_mut(request.param("service")) {
        service.short_codes.insert(sender.sid.clone(), sender);
    }
    Ok(reply)
}

fn detach(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    service(request.account_in(state)?, request)?;
    let services = &mut request.account_in_mut(state)?.services;
    let service = services.get_mut(request.param("service"));
    let detached = service.and_then(|service| service.short_codes.remove(request.param("sid")));
    detached.ok_or_else(|| {
        let message = "The Short Code is not in the Messaging Service";
        Refusal::new(404, 21711, message)
    })?;
    Ok(Reply::no_content())
}

fn view(request: &Request, account: &Account, service: &Service, sender: &Sender) -> Value {
    let code = account.short_codes.get(&sender.sid);
    json!({
        "sid": sender.sid,
        "account_sid": request.account,
        "service_sid": service.sid,
        "short_code": code.map(|code| code.short_code.as_str()),
        // A short code belongs to one country; those of the sandbox belong to the United States.
        "country_code": "US",
        "capabilities": ["SMS", "MMS"],
        "date_created": iso8601(sender.date_created),
        "date_updated": iso8601(sender.date_created),
        "url": format!("{}/v1/Services/{}/ShortCodes/{}", request.base, service.sid, sender.sid),
    })
}
