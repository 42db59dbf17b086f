//! The numbers of a messaging service. A number is in at most one service; removing it from a service does not release
//! it. Short codes are in `short_code_senders`, alphanumeric senders in `alpha_senders`.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::account::Account;
use crate::store::dates::iso8601;
use crate::store::number::Capabilities;
use crate::store::phone;
use crate::store::service::{Sender, Service};
use crate::store::sid;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Services/{service}/PhoneNumbers", list),
    Route::new("POST", "/v1/Services/{service}/PhoneNumbers", attach),
    Route::new("GET", "/v1/Services/{service}/PhoneNumbers/{sid}", fetch),
    Route::new(
        "DELETE",
        "/v1/Services/{service}/PhoneNumbers/{sid}",
        detach,
    ),
];

/// How many numbers a service may have (Twilio: 21714, the default limit).
const FULL: usize = 400;

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let service = service(account, request)?;
    let page = paging::page(request, &service.senders, |_| true)?;
    paging::list_v1(request, "phone_numbers", &page, |sender| {
        view(request, account, service, sender)
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let service = service(account, request)?;
    let sender = service.senders.get(request.param("sid"));
    let sender = sender.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &view(request, account, service, sender))
}

fn attach(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let service = service(account, request)?;
    let wanted = request.required("PhoneNumberSid")?;
    let number = account
        .numbers
        .get(wanted)
        .filter(|_| sid::is_sid(wanted, "PN"));
    let number = number.ok_or_else(|| {
        Refusal::bad(
            21421,
            format!("PhoneNumberSid is not a number of this account: {wanted}"),
        )
    })?;
    held(account, service, |other| other.senders.contains_key(wanted))?;
    if !number.capabilities.sms && !number.capabilities.mms {
        return Err(Refusal::bad(
            21715,
            "The Phone Number can send neither SMS nor MMS",
        ));
    }
    if service.senders.len() >= FULL {
        return Err(Refusal::new(
            412,
            21714,
            format!("The Messaging Service has {FULL} numbers already"),
        ));
    }
    let sender = Sender {
        sid: wanted.to_owned(),
        date_created: request.now,
    };
    let reply = json_reply(201, &view(request, account, service, &sender))?;
    let services = &mut request.account_in_mut(state)?.services;
    if let Some(service) = services.get_mut(request.param("service")) {
        service.senders.insert(sender.sid.clone(), sender);
    }
    Ok(reply)
}

fn detach(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    service(request.account_in(state)?, request)?;
    let services = &mut request.account_in_mut(state)?.services;
    let service = services.get_mut(request.param("service"));
    let detached = service.and_then(|service| service.senders.remove(request.param("sid")));
    detached.ok_or_else(|| {
        Refusal::new(
            404,
            21711,
            "The Phone Number is not in the Messaging Service",
        )
    })?;
    Ok(Reply::no_content())
}

/// Refuses a sender that a service holds already (Twilio: 21710 for this one, 21712 for another).
pub(crate) fn held(
    account: &Account,
    service: &Service,
    holds: impl Fn(&Service) -> bool,
) -> Result<(), Refusal> {
    match account.services.values().find(|other| holds(other)) {
        Some(holder) if holder.sid == service.sid => {
            let message = "Phone Number or Short Code is already in the Messaging Service.";
            Err(Refusal::new(409, 21710, message))
        }
        Some(holder) => {
            let message = format!(
                "Phone Number is associated with another Messaging Service ({})",
                holder.sid
            );
            Err(Refusal::new(409, 21712, message))
        }
        None => Ok(()),
    }
}

/// The service in the path (Twilio: 21701 if it does not exist).
pub(crate) fn service<'a>(account: &'a Account, request: &Request) -> Result<&'a Service, Refusal> {
    let service = account.services.get(request.param("service"));
    service.ok_or_else(|| Refusal::new(404, 21701, "The Messaging Service does not exist"))
}

fn view(request: &Request, account: &Account, service: &Service, sender: &Sender) -> Value {
    let number = account.numbers.get(&sender.sid);
    let phone = number.map(|number| number.phone_number.as_str());
    json!({
        "sid": sender.sid,
        "account_sid": request.account,
        "service_sid": service.sid,
        "phone_number": phone,
        "country_code": phone.and_then(phone::country_of),
        "capabilities": number.map_or_else(Vec::new, |number| named(number.capabilities)),
        "date_created": iso8601(sender.date_created),
        "date_updated": iso8601(sender.date_created),
        "url": format!("{}/v1/Services/{}/PhoneNumbers/{}", request.base, service.sid, sender.sid),
    })
}

/// Capabilities as this API writes them: a list of words, unlike the object of the number itself.
fn named(capabilities: Capabilities) -> Vec<&'static str> {
    let Capabilities {
        sms,
        mms,
        voice,
        fax,
    } = capabilities;
    let words = [(sms, "SMS"), (mms, "MMS"), (voice, "Voice"), (fax, "Fax")];
    words
        .into_iter()
        .filter_map(|(has, word)| has.then_some(word))
        .collect()
}
