//! Short codes of an account: list, read, change. Twilio leases them by contract, so that no call buys or releases one.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::parameters::{check_method, check_name, check_url};
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::dates::rfc2822;
use crate::store::method::Method;
use crate::store::short_code::ShortCode;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/SMS/ShortCodes.json",
        list,
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/SMS/ShortCodes/{sid}.json",
        fetch,
    ),
    Route::new(
        "POST",
        "/2010-04-01/Accounts/{account}/SMS/ShortCodes/{sid}.json",
        update,
    ),
];

type Text = fn(&mut ShortCode) -> &mut String;
type Verb = fn(&mut ShortCode) -> &mut Method;

const URLS: [(&str, Text); 2] = [
    ("SmsUrl", |code| &mut code.sms_url),
    ("SmsFallbackUrl", |code| &mut code.sms_fallback_url),
];

const METHODS: [(&str, Verb); 2] = [
    ("SmsMethod", |code| &mut code.sms_method),
    ("SmsFallbackMethod", |code| &mut code.sms_fallback_method),
];

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let (name, digits) = (request.query("FriendlyName"), request.query("ShortCode"));
    let page = paging::page(request, &account.short_codes, |code| {
        name.is_none_or(|name| code.friendly_name == name)
            && digits.is_none_or(|digits| code.short_code.contains(digits))
    })?;
    paging::list_2010(request, "short_codes", &page, |code| {
        view(&account.sid, code)
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let code = account.short_codes.get(request.param("sid"));
    let code = code.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &view(&account.sid, code))
}

fn update(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in_mut(state)?;
    let code = account.short_codes.get_mut(request.param("sid"));
    let code = code.ok_or_else(|| Refusal::not_found(&request.path))?;
    let mut changed = code.clone();
    apply(request, &mut changed)?;
    changed.date_updated = request.now;
    *code = changed;
    json_reply(200, &view(&account.sid, code))
}

/// Applies the form's settings to `code`. Only named settings change; a blank value clears one.
fn apply(request: &Request, code: &mut ShortCode) -> Result<(), Refusal> {
    if let Some(name) = request
        .field("FriendlyName")
        .filter(|name| !name.is_empty())
    {
        check_name(name)?;
        name.clone_into(&mut code.friendly_name);
    }
    for (name, of) in URLS {
        if let Some(value) = request.field(name) {
            check_url(name, value)?;
            value.clone_into(of(code));
        }
    }
    for (name, of) in METHODS {
        if let Some(value) = request.field(name) {
            *of(code) = check_method(name, value)?;
        }
    }
    Ok(())
}

fn view(account: &str, code: &ShortCode) -> Value {
    let unset = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    json!({
        "sid": code.sid,
        "account_sid": account,
        "short_code": code.short_code,
        "friendly_name": code.friendly_name,
        "api_version": "2010-04-01",
        "sms_url": unset(&code.sms_url),
        "sms_method": code.sms_method,
        "sms_fallback_url": unset(&code.sms_fallback_url),
        "sms_fallback_method": code.sms_fallback_method,
        "date_created": rfc2822(code.date_created),
        "date_updated": rfc2822(code.date_updated),
        "uri": format!("/2010-04-01/Accounts/{account}/SMS/ShortCodes/{}.json", code.sid),
    })
}
