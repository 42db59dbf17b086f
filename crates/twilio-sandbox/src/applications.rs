//! `TwiML` applications: sets of webhooks that a number can point at instead of having its own.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::Refusal;
use super::paging;
use super::reply::Reply;
use super::request::Request;
use super::routes::Route;
use super::state::{State, rfc2822};
use super::webhooks::{Method, check_flag, check_method, check_name, check_url};

/// The routes of this resource.
pub(super) const ROUTES: &[Route] = &[
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

/// An application. Blank text is a setting that is not set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Application {
    pub(super) sid: String,
    pub(super) friendly_name: String,
    pub(super) sms_url: String,
    pub(super) sms_method: Method,
    pub(super) sms_fallback_url: String,
    pub(super) sms_fallback_method: Method,
    pub(super) sms_status_callback: String,
    pub(super) message_status_callback: String,
    pub(super) voice_url: String,
    pub(super) voice_method: Method,
    pub(super) voice_fallback_url: String,
    pub(super) voice_fallback_method: Method,
    pub(super) voice_caller_id_lookup: bool,
    pub(super) status_callback: String,
    pub(super) status_callback_method: Method,
    pub(super) public_application_connect_enabled: bool,
    pub(super) date_created: Timestamp,
    pub(super) date_updated: Timestamp,
}

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

impl Application {
    /// An application with a name and no settings.
    pub(super) fn new(sid: String, friendly_name: String, now: Timestamp) -> Self {
        Self {
            sid,
            friendly_name,
            sms_url: String::new(),
            sms_method: Method::Post,
            sms_fallback_url: String::new(),
            sms_fallback_method: Method::Post,
            sms_status_callback: String::new(),
            message_status_callback: String::new(),
            voice_url: String::new(),
            voice_method: Method::Post,
            voice_fallback_url: String::new(),
            voice_fallback_method: Method::Post,
            voice_caller_id_lookup: false,
            status_callback: String::new(),
            status_callback_method: Method::Post,
            public_application_connect_enabled: false,
            date_created: now,
            date_updated: now,
        }
    }
}

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = state.account(request)?;
    let name = request.query("FriendlyName");
    let page = paging::page(request, &account.applications, |application| {
        name.is_none_or(|name| application.friendly_name == name)
    })?;
    paging::list_2010(request, "applications", &page, |application| {
        view(&account.sid, application)
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = state.account(request)?;
    let application = account.applications.get(request.param("sid"));
    let application = application.ok_or_else(|| Refusal::not_found(&request.path))?;
    Reply::json(200, &view(&account.sid, application))
}

fn create(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let sid = state.next_sid("AP", &request.account);
    let account = state.account_mut(request)?;
    // Twilio makes a name up where none is given; the SID is as good as any.
    let mut application = Application::new(sid.clone(), sid, request.now);
    apply(request, &mut application)?;
    let reply = Reply::json(201, &view(&account.sid, &application))?;
    account
        .applications
        .insert(application.sid.clone(), application);
    Ok(reply)
}

fn update(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = state.account_mut(request)?;
    let application = account.applications.get_mut(request.param("sid"));
    let application = application.ok_or_else(|| Refusal::not_found(&request.path))?;
    let mut changed = application.clone();
    apply(request, &mut changed)?;
    changed.date_updated = request.now;
    *application = changed;
    Reply::json(200, &view(&account.sid, application))
}

fn delete(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = state.account_mut(request)?;
    let deleted = account.applications.remove(request.param("sid"));
    deleted.ok_or_else(|| Refusal::not_found(&request.path))?;
    Ok(Reply::no_content())
}

/// Puts the form's settings on `application`; only what is named changes, blank clears.
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
