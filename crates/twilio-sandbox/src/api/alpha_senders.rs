//! The alphanumeric senders of a messaging service. They exist only there, and receive nothing.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::api::senders::service;
use crate::store::dates::iso8601;
use crate::store::service::{AlphaSender, Service, is_alpha_sender};
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Services/{service}/AlphaSenders", list),
    Route::new("POST", "/v1/Services/{service}/AlphaSenders", create),
    Route::new("GET", "/v1/Services/{service}/AlphaSenders/{sid}", fetch),
    Route::new(
        "DELETE",
        "/v1/Services/{service}/AlphaSenders/{sid}",
        delete,
    ),
];

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let service = service(request.account_in(state)?, request)?;
    let page = paging::page(request, &service.alpha_senders, |_| true)?;
    paging::list_v1(request, "alpha_senders", &page, |sender| {
        view(request, service, sender)
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let service = service(request.account_in(state)?, request)?;
    let sender = service.alpha_senders.get(request.param("sid"));
    let sender = sender.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &view(request, service, sender))
}

/// Adds a sender. Twilio allows one, and more where it has raised the limit. It does not document the code of the
/// refusal; 21716 is the sandbox's own choice.
fn create(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let sid = state.next_sid("AI", &request.account);
    let account = request.account_in(state)?;
    let service = service(account, request)?;
    let wanted = request.required("AlphaSender")?;
    if !is_alpha_sender(wanted) {
        let message = format!("AlphaSender is not valid: {wanted}");
        return Err(Refusal::bad(21709, message));
    }
    let mut there = service.alpha_senders.values();
    if there.any(|other| other.alpha_sender == wanted) {
        let message = "The Alpha Sender is already in the Messaging Service";
        return Err(Refusal::new(409, 21710, message));
    }
    let limit = account.alpha_senders_per_service;
    if service.alpha_senders.len() >= limit {
        let message = format!("The Messaging Service has {limit} Alpha Sender already");
        return Err(Refusal::bad(21716, message));
    }
    let sender = AlphaSender {
        sid,
        alpha_sender: wanted.to_owned(),
        date_created: request.now,
    };
    let reply = json_reply(201, &view(request, service, &sender))?;
    let services = &mut request.account_in_mut(state)?.services;
    if let Some(service) = services.get_mut(request.param("service")) {
        service.alpha_senders.insert(sender.sid.clone(), sender);
    }
    Ok(reply)
}

fn delete(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    service(request.account_in(state)?, request)?;
    let services = &mut request.account_in_mut(state)?.services;
    let service = services.get_mut(request.param("service"));
    let deleted = service.and_then(|service| service.alpha_senders.remove(request.param("sid")));
    deleted.ok_or_else(|| {
        let message = "The Alpha Sender is not in the Messaging Service";
        Refusal::new(404, 21711, message)
    })?;
    Ok(Reply::no_content())
}

fn view(request: &Request, service: &Service, sender: &AlphaSender) -> Value {
    json!({
        "sid": sender.sid,
        "account_sid": request.account,
        "service_sid": service.sid,
        "alpha_sender": sender.alpha_sender,
        "capabilities": ["SMS"],
        "date_created": iso8601(sender.date_created),
        "date_updated": iso8601(sender.date_created),
        "url": format!("{}/v1/Services/{}/AlphaSenders/{}", request.base, service.sid, sender.sid),
    })
}
