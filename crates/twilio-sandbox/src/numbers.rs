//! Phone numbers that an account owns (`IncomingPhoneNumbers`): the record, and reading, changing and releasing.
//! How a number is written as JSON is in `number_view`; how settings are checked is in `number_settings`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::Refusal;
use super::number_settings;
use super::number_view::NumberView;
use super::paging;
use super::phone::{self, Kind};
use super::reply::Reply;
use super::request::Request;
use super::routes::Route;
use super::state::State;
use super::webhooks::Method;

/// The routes of this resource.
pub(super) const ROUTES: &[Route] = &[
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json",
        list,
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/Local.json",
        |state, request| list_kind(state, request, Kind::Local),
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/Mobile.json",
        |state, request| list_kind(state, request, Kind::Mobile),
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/TollFree.json",
        |state, request| list_kind(state, request, Kind::TollFree),
    ),
    Route::new(
        "GET",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json",
        fetch,
    ),
    Route::new(
        "POST",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json",
        update,
    ),
    Route::new(
        "DELETE",
        "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json",
        release,
    ),
];

/// What a number can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are Twilio's, each a switch of its own"
)]
pub struct Capabilities {
    /// Text messages.
    pub sms: bool,
    /// Messages with media.
    pub mms: bool,
    /// Calls.
    pub voice: bool,
    /// Faxes.
    pub fax: bool,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            sms: true,
            mms: true,
            voice: true,
            fax: false,
        }
    }
}

/// A number and all its settings. Blank text is a setting that is not set.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are Twilio's")]
pub(super) struct Number {
    pub(super) sid: String,
    pub(super) phone_number: String,
    pub(super) friendly_name: String,
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    pub(super) capabilities: Capabilities,
    /// `twilio`, or `hosted` while the number is still with another carrier.
    pub(super) origin: String,
    pub(super) sms_url: String,
    pub(super) sms_method: Method,
    pub(super) sms_fallback_url: String,
    pub(super) sms_fallback_method: Method,
    pub(super) sms_application_sid: String,
    #[serde(default, skip_serializing_if = "Calls::is_unset")]
    pub(super) calls: Calls,
    #[serde(default, skip_serializing_if = "Papers::is_unset")]
    pub(super) papers: Papers,
    pub(super) date_created: Timestamp,
    pub(super) date_updated: Timestamp,
}

/// What a number does with calls. Not this tool's business, and kept so that a test can see it left alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Calls {
    pub(super) voice_url: String,
    pub(super) voice_method: Method,
    pub(super) voice_fallback_url: String,
    pub(super) voice_fallback_method: Method,
    pub(super) voice_application_sid: String,
    pub(super) voice_caller_id_lookup: bool,
    pub(super) trunk_sid: String,
    pub(super) status_callback: String,
    pub(super) status_callback_method: Method,
}

impl Calls {
    fn is_unset(&self) -> bool {
        *self == Self::default()
    }
}

/// SIDs of what the authorities want to know of a number's holder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Papers {
    pub(super) address: String,
    pub(super) identity: String,
    pub(super) bundle: String,
    pub(super) emergency_address: String,
}

impl Papers {
    fn is_unset(&self) -> bool {
        *self == Self::default()
    }
}

impl Number {
    /// A number as Twilio's API gives it when nothing else is asked for: named after itself, no settings.
    pub(super) fn new(sid: String, phone_number: String, now: Timestamp) -> Self {
        Self {
            sid,
            friendly_name: phone::displayed(&phone_number),
            kind: phone::kind_of(&phone_number),
            phone_number,
            capabilities: Capabilities::default(),
            origin: "twilio".to_owned(),
            sms_url: String::new(),
            sms_method: Method::Post,
            sms_fallback_url: String::new(),
            sms_fallback_method: Method::Post,
            sms_application_sid: String::new(),
            calls: Calls::default(),
            papers: Papers::default(),
            date_created: now,
            date_updated: now,
        }
    }
}

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = state.account(request)?;
    let page = paging::page(request, &account.numbers, |number| wanted(request, number))?;
    paging::list_2010(request, "incoming_phone_numbers", &page, |number| {
        NumberView::of(&account.sid, number)
    })
}

/// The lists by kind leave out `type`, as Twilio's do.
fn list_kind(state: &mut State, request: &Request, kind: Kind) -> Result<Reply, Refusal> {
    let account = state.account(request)?;
    let page = paging::page(request, &account.numbers, |number| {
        number.kind == kind && wanted(request, number)
    })?;
    paging::list_2010(request, "incoming_phone_numbers", &page, |number| {
        NumberView::of(&account.sid, number).without_kind()
    })
}

/// Whether a number passes the list's filters. `Beta` never leaves anything out: no number here is new to Twilio.
fn wanted(request: &Request, number: &Number) -> bool {
    let name = request.query("FriendlyName");
    let phone = request.query("PhoneNumber");
    let origin = request.query("Origin");
    name.is_none_or(|name| number.friendly_name == name)
        && phone.is_none_or(|pattern| fits(pattern, &number.phone_number))
        && origin.is_none_or(|origin| number.origin == origin)
}

/// Twilio's pattern: any part of the number, `*` standing for one digit.
fn fits(pattern: &str, phone: &str) -> bool {
    let (pattern, phone) = (pattern.as_bytes(), phone.as_bytes());
    phone.windows(pattern.len().max(1)).any(|window| {
        window
            .iter()
            .zip(pattern)
            .all(|(digit, wanted)| wanted == digit || (*wanted == b'*' && digit.is_ascii_digit()))
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = state.account(request)?;
    let number = account.numbers.get(request.param("sid"));
    let number = number.ok_or_else(|| Refusal::not_found(&request.path))?;
    Reply::json(200, &NumberView::of(&account.sid, number))
}

fn update(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let sid = request.param("sid");
    let account = state.account(request)?;
    let number = account.numbers.get(sid);
    let mut number = number
        .ok_or_else(|| Refusal::not_found(&request.path))?
        .clone();
    number_settings::apply(request, account, &mut number)?;
    number.date_updated = request.now;
    let target = number_settings::target_account(state, request)?;
    if target != request.account {
        number_settings::leave_account(&mut number);
        state.account_mut(request)?.take_number(sid);
    }
    let reply = Reply::json(200, &NumberView::of(&target, &number))?;
    if let Some(account) = state.accounts.get_mut(&target) {
        account.numbers.insert(number.sid.clone(), number);
    }
    Ok(reply)
}

fn release(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = state.account_mut(request)?;
    let released = account.take_number(request.param("sid"));
    released.ok_or_else(|| Refusal::not_found(&request.path))?;
    Ok(Reply::no_content())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let phone = "+15017122661";
        for good in ["+15017122661", "501712", "+1501*******", "2661", "*"] {
            assert!(fits(good, phone), "{good}");
        }
        for bad in ["+2", "+15017122661*", "*1501", "502", "+1501712266a"] {
            assert!(!fits(bad, phone), "{bad}");
        }
    }
}
