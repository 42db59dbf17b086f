//! `/phoneNumbers`: list, get, and the change of capabilities.

use std::cmp::min;

use sandbox_server::{Answer, Reply, Request, ids};
use serde_json::{Value, json};

use crate::api::body::read_json;
use crate::api::error::error;
use crate::numbers::operations;
use crate::store::resource::{Number, Resource};
use crate::store::state::State;

/// Size of a page if none is named, and the largest.
const PAGE: usize = 100;

/// A page of the numbers of `resource`.
pub(crate) fn list(resource: &Resource, request: &Request) -> Answer {
    let count = |name: &str, default: usize| match request.query(name) {
        None => Ok(default),
        Some(text) => text.parse().map_err(|_| {
            request.breaks(format!("{name} is {text:?}"));
            error(
                400,
                "BadRequest",
                format!("The value of '{name}' is not valid."),
            )
        }),
    };
    let (skip, top) = (count("skip", 0)?, count("top", PAGE)?);
    if top == 0 || top > PAGE {
        request.breaks(format!(
            "top is {top}; how many are allowed is not documented"
        ));
    }
    let top = min(top.max(1), PAGE);
    let numbers = resource.numbers.values().skip(skip).take(top);
    let mut page = json!({"phoneNumbers": numbers.map(view).collect::<Vec<_>>()});
    let next = skip + top;
    if let (true, Some(page)) = (next < resource.numbers.len(), page.as_object_mut()) {
        let version = request.query("api-version").unwrap_or_default();
        let link = format!(
            "{}/phoneNumbers?skip={next}&top={top}&api-version={version}",
            request.base()
        );
        page.insert("nextLink".to_owned(), link.into());
    }
    Ok(Reply::bytes(200, page.to_string().into_bytes()))
}

/// One number.
pub(crate) fn get(resource: &Resource, request: &Request, phone: &str) -> Answer {
    let number = find(resource, request, phone)?;
    Ok(Reply::bytes(200, view(number).to_string().into_bytes()))
}

/// `PATCH …/capabilities`: a long-running operation.
pub(crate) fn patch(state: &mut State, request: &Request, key: &str, phone: &str) -> Answer {
    let body = read_json(request, "application/merge-patch+json")?;
    let known = ["none", "inbound", "outbound", "inbound+outbound"];
    for (name, value) in body.as_object().into_iter().flatten() {
        let is_known = value.as_str().is_some_and(|value| known.contains(&value));
        if !["sms", "calling"].contains(&name.as_str()) || !is_known {
            request.breaks(format!("the capability {name} is set to {value}"));
            let message = format!("The capability '{name}' is not valid.");
            return Err(error(400, "BadRequest", message));
        }
    }
    let Some(resource) = state.resources.get_mut(key) else {
        return Err(error(404, "NotFound", "There is no such resource"));
    };
    find(resource, request, phone)?;
    if let Some(number) = resource.numbers.get_mut(phone) {
        let value = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        number.sms = value("sms").unwrap_or_else(|| number.sms.clone());
        number.calling = value("calling").unwrap_or_else(|| number.calling.clone());
    }
    let kind = "updatePhoneNumberCapabilities";
    Ok(operations::begin(state, request, key, phone, kind))
}

/// The number `phone`, or 404.
pub(crate) fn find<'a>(
    resource: &'a Resource,
    request: &Request,
    phone: &str,
) -> Result<&'a Number, Reply> {
    if request.path.contains('+') {
        request.breaks("the + of a phone number is not encoded in the path");
    }
    resource.numbers.get(phone).ok_or_else(|| {
        error(
            404,
            "NotFound",
            format!("The phone number {phone} was not found for this resource."),
        )
    })
}

/// A number as the data plane writes it.
pub(crate) fn view(number: &Number) -> Value {
    let digits = number.phone_number.trim_start_matches('+');
    // Any day of a year, the same for a number on every machine.
    let day = ids::guid(&["purchased", digits])
        .bytes()
        .map(u32::from)
        .sum::<u32>()
        % 28
        + 1;
    let amount = if number.kind == "tollFree" { 2.0 } else { 1.0 };
    json!({
        "id": digits,
        "phoneNumber": number.phone_number,
        "countryCode": number.country_code,
        "phoneNumberType": number.kind,
        "capabilities": {"calling": number.calling, "sms": number.sms},
        "assignmentType": number.assignment_type,
        "purchaseDate": format!("2026-02-{day:02}T09:00:00Z"),
        "cost": {"amount": amount, "currencyCode": "USD", "billingFrequency": "monthly"},
    })
}
