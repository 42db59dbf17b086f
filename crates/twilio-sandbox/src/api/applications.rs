//! `TwiML` applications: sets of webhooks that a number can use instead of its own.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::parameters::{check_flag, check_method, check_name, check_url};
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::application::Application;
use crate::store::dates::rfc2822;
use crate::store::method::Method;
use crate::store::sid;
use crate::store::state::State;

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/Applications.json",
        list,
    ),
    Route::new(
        "POST",
        "/2010-04-01/Accounts/{account}/Applications.json",
        create,
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/Applications/{sid}.json",
        fetch,
    ),
    Route::new(
        "POST",
        "/2010-04-01/Accounts/{account}/Applications/{sid}.json",
        update,
    ),
    Route::new(
        "DELETE",
        "/2010-04-01/Accounts/{account}/Applications/{sid}.json",
        delete,
    ),
];

type Text = fn(&mut Application) -> &mut String;
type Verb = fn(&mut Application) -> &mut Method;
type Flag = fn(&mut Application) -> &mut bool;

const URLS: [(&str, Text); 7] = [
    ("SmsUrl", |a| &mut a.sms_url),
    ("SmsFallbackUrl", |a| &mut a.sms_fallback_url),
    ("SmsStatusCallback", |a| &mut a.sms_status_callback),
    ("MessageStatusCallback", |a| &mut a.message_status_callback),
    ("VoiceUrl", |a| &mut a.voice_url),
    ("VoiceFallbackUrl", |a| &mut a.voice_fallback_url),
    ("StatusCallback", |a| &mut a.status_callback),
];

const METHODS: [(&str, Verb); 5] = [
    ("SmsMethod", |a| &mut a.sms_method),
    ("SmsFallbackMethod", |a| &mut a.sms_fallback_method),
    ("VoiceMethod", |a| &mut a.voice_method),
    ("VoiceFallbackMethod", |a| &mut a.voice_fallback_method),
    ("StatusCallbackMethod", |a| &mut a.status_callback_method),
];

const FLAGS: [(&str, Flag); 2] = [
    ("VoiceCallerIdLookup", |a| &mut a.voice_caller_id_lookup),
    ("PublicApplicationConnectEnabled", |a| {
        &mut a.public_application_connect_enabled
    }),
];

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let name = request.query("FriendlyName");
    let page = paging::page(request, &account.applications, |application| {
        name.is_none_or(|name| application.friendly_name == name)
    })?;
    paging::list_2010(request, "applications", &page, |application| {
        view(&account.sid, application)
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let application = account.applications.get(request.param("sid"));
    let application = application.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &view(&account.sid, application))
}

fn create(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in_mut(state)?;
    // An apply updates applications while it creates others, so the number of writes so far would
    // make a SID that depends on their order.
    let taken = &account.applications;
    let derived = |nth: usize| sid::derive("AP", &[&request.account, "new", &nth.to_string()]);
    // One of these is free, because they are more than the applications.
    let sid = (taken.len()..=2 * taken.len())
        .map(derived)
        .find(|sid| !taken.contains_key(sid))
        .unwrap_or_default();
    // Twilio invents a name if none is given; here it is the SID.
    let mut application = Application::new(sid.clone(), sid, request.now);
    apply(request, &mut application)?;
    let reply = json_reply(201, &view(&account.sid, &application))?;
    account
        .applications
        .insert(application.sid.clone(), application);
    Ok(reply)
}

fn update(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in_mut(state)?;
    let application = account.applications.get_mut(request.param("sid"));
    let application = application.ok_or_else(|| Refusal::not_found(&request.path))?;
    let mut changed = application.clone();
    apply(request, &mut changed)?;
    changed.date_updated = request.now;
    *application = changed;
    json_reply(200, &view(&account.sid, application))
}

fn delete(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in_mut(state)?;
    let deleted = account.applications.remove(request.param("sid"));
    deleted.ok_or_else(|| Refusal::not_found(&request.path))?;
    Ok(Reply::no_content())
}

/// Applies the form's settings to `application`. Only named settings change; a blank value clears one.
fn apply(request: &Request, application: &mut Application) -> Result<(), Refusal> {
    if let Some(name) = request
        .field("FriendlyName")
        .filter(|name| !name.is_empty())
    {
        check_name(name)?;
        name.clone_into(&mut application.friendly_name);
    }
    for (name, of) in URLS {
        if let Some(value) = request.field(name) {
            check_url(name, value)?;
            value.clone_into(of(application));
        }
    }
    for (name, of) in METHODS {
        if let Some(value) = request.field(name) {
            *of(application) = check_method(name, value)?;
        }
    }
    for (name, of) in FLAGS {
        if let Some(value) = request.field(name) {
            *of(application) = check_flag(name, value)?;
        }
    }
    Ok(())
}

fn view(account: &str, application: &Application) -> Value {
    let unset = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    json!({
        "sid": application.sid,
        "account_sid": account,
        "friendly_name": application.friendly_name,
        "api_version": "2010-04-01",
        "sms_url": unset(&application.sms_url),
        "sms_method": application.sms_method,
        "sms_fallback_url": unset(&application.sms_fallback_url),
        "sms_fallback_method": application.sms_fallback_method,
        "sms_status_callback": unset(&application.sms_status_callback),
        "message_status_callback": unset(&application.message_status_callback),
        "voice_url": unset(&application.voice_url),
        "voice_method": application.voice_method,
        "voice_fallback_url": unset(&application.voice_fallback_url),
        "voice_fallback_method": application.voice_fallback_method,
        "voice_caller_id_lookup": application.voice_caller_id_lookup,
        "status_callback": unset(&application.status_callback),
        "status_callback_method": application.status_callback_method,
        "public_application_connect_enabled": application.public_application_connect_enabled,
        "date_created": rfc2822(application.date_created),
        "date_updated": rfc2822(application.date_updated),
        "uri": format!("/2010-04-01/Accounts/{account}/Applications/{}.json", application.sid),
    })
}
