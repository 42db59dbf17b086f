//! Changes a number's settings. Only named settings change, a blank value clears one, and unknown parameters are ignored
//! (Twilio only logs 20001). All checks pass before anything is stored.

use crate::api::parameters::{check_flag, check_method, check_name, check_url};
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::store::account::{Account, AccountStatus};
use crate::store::caller::Credential;
use crate::store::method::Method;
use crate::store::number::Number;
use crate::store::sid;
use crate::store::state::State;

type Text = fn(&mut Number) -> &mut String;
type Verb = fn(&mut Number) -> &mut Method;

const URLS: [(&str, Text); 5] = [
    ("SmsUrl", |n| &mut n.sms_url),
    ("SmsFallbackUrl", |n| &mut n.sms_fallback_url),
    ("VoiceUrl", |n| &mut n.calls.voice_url),
    ("VoiceFallbackUrl", |n| &mut n.calls.voice_fallback_url),
    ("StatusCallback", |n| &mut n.calls.status_callback),
];

const METHODS: [(&str, Verb); 5] = [
    ("SmsMethod", |n| &mut n.sms_method),
    ("SmsFallbackMethod", |n| &mut n.sms_fallback_method),
    ("VoiceMethod", |n| &mut n.calls.voice_method),
    ("VoiceFallbackMethod", |n| {
        &mut n.calls.voice_fallback_method
    }),
    ("StatusCallbackMethod", |n| {
        &mut n.calls.status_callback_method
    }),
];

const SIDS: [(&str, &str, Text); 5] = [
    ("TrunkSid", "TK", |n| &mut n.calls.trunk_sid),
    ("AddressSid", "AD", |n| &mut n.papers.address),
    ("IdentitySid", "RI", |n| &mut n.papers.identity),
    ("BundleSid", "BU", |n| &mut n.papers.bundle),
    ("EmergencyAddressSid", "AD", |n| {
        &mut n.papers.emergency_address
    }),
];

const APPLICATIONS: [(&str, Text); 2] = [
    ("SmsApplicationSid", |n| &mut n.sms_application_sid),
    ("VoiceApplicationSid", |n| {
        &mut n.calls.voice_application_sid
    }),
];

/// Applies the form's settings to `number`, which belongs or will belong to `account`.
pub(crate) fn apply(
    request: &Request,
    account: &Account,
    number: &mut Number,
) -> Result<(), Refusal> {
    if !number.capabilities.sms {
        refuse_sms(request)?;
    }
    // A blank name does not restore the default name (documentation of twilio-terraform): the name stays.
    if let Some(name) = request
        .field("FriendlyName")
        .filter(|name| !name.is_empty())
    {
        check_name(name)?;
        name.clone_into(&mut number.friendly_name);
    }
    for (name, of) in URLS {
        if let Some(value) = request.field(name) {
            check_url(name, value)?;
            value.clone_into(of(number));
        }
    }
    for (name, of) in METHODS {
        if let Some(value) = request.field(name) {
            *of(number) = check_method(name, value)?;
        }
    }
    for (name, prefix, of) in SIDS {
        if let Some(value) = request.field(name) {
            if !value.is_empty() && !sid::is_sid(value, prefix) {
                return Err(Refusal::parameter(format!("{name} is not valid: {value}")));
            }
            value.clone_into(of(number));
        }
    }
    for (name, of) in APPLICATIONS {
        if let Some(value) = request.field(name) {
            check_application(name, value, account)?;
            value.clone_into(of(number));
        }
    }
    if let Some(value) = request.field("VoiceCallerIdLookup") {
        number.calls.voice_caller_id_lookup = check_flag("VoiceCallerIdLookup", value)?;
    }
    one_way_for_calls(request, number);
    check_fallbacks(request, number)
}

/// Refuses settings for texts on a number that cannot receive any (Twilio: 21407). Clearing them is allowed.
fn refuse_sms(request: &Request) -> Result<(), Refusal> {
    let set = |(name, value): &&(String, String)| name.starts_with("Sms") && !value.is_empty();
    match request.form.iter().find(set) {
        None => Ok(()),
        Some((name, _)) => Err(Refusal::bad(
            21407,
            format!("This Phone Number type does not support SMS: {name} cannot be set"),
        )),
    }
}

/// Checks that an application belongs to the account (Twilio: 21420).
fn check_application(name: &str, value: &str, account: &Account) -> Result<(), Refusal> {
    if value.is_empty() || account.applications.contains_key(value) {
        return Ok(());
    }
    Err(Refusal::bad(
        21420,
        format!("{name} is not an application of this account: {value}"),
    ))
}

/// Checks that a fallback has a URL to fall back from (Twilio: 21406 for texts, 21405 for calls). Applies only to a
/// request that touches the pair, so that an odd seed does not stop an unrelated change.
fn check_fallbacks(request: &Request, number: &Number) -> Result<(), Refusal> {
    let touched = |names: [&str; 2]| names.iter().any(|name| request.field(name).is_some());
    let sms = number.sms_url.is_empty() && !number.sms_fallback_url.is_empty();
    if sms && touched(["SmsUrl", "SmsFallbackUrl"]) {
        return Err(Refusal::bad(
            21406,
            "Cannot set SmsFallbackUrl without setting SmsUrl",
        ));
    }
    let calls = &number.calls;
    let voice = calls.voice_url.is_empty() && !calls.voice_fallback_url.is_empty();
    if voice && touched(["VoiceUrl", "VoiceFallbackUrl"]) {
        return Err(Refusal::bad(
            21405,
            "Cannot set VoiceFallbackUrl without setting VoiceUrl",
        ));
    }
    Ok(())
}

/// Setting a trunk clears the voice application, and the other way round.
fn one_way_for_calls(request: &Request, number: &mut Number) {
    let set = |name| {
        request
            .field(name)
            .is_some_and(|value: &str| !value.is_empty())
    };
    if set("TrunkSid") {
        number.calls.voice_application_sid.clear();
    } else if set("VoiceApplicationSid") {
        number.calls.trunk_sid.clear();
    }
}

/// The account that owns the number after this request. `AccountSid` moves a number between a main account and its
/// subaccounts, with the main account's auth token (Twilio: 21470 to 21474).
pub(crate) fn target_account(state: &State, request: &Request) -> Result<String, Refusal> {
    let Some(target) = request.field("AccountSid").filter(|sid| !sid.is_empty()) else {
        return Ok(request.account.clone());
    };
    if target == request.account {
        return Ok(request.account.clone());
    }
    if !sid::is_sid(target, "AC") {
        return Err(Refusal::bad(
            21470,
            format!("AccountSid is not valid: {target}"),
        ));
    }
    let owner = |sid: &str| {
        state
            .accounts
            .get(sid)
            .map(|account| account.owner_account_sid.clone())
    };
    let (from, to) = (owner(&request.account), owner(target));
    if to.is_none() || from != to {
        return Err(Refusal::bad(
            21473,
            "The two accounts do not belong together",
        ));
    }
    if request.caller.with != Credential::AuthToken
        || Some(&request.caller.account) != from.as_ref()
    {
        return Err(Refusal::bad(
            21474,
            "Only the main account can move a number",
        ));
    }
    let status = state.accounts.get(target).map(|account| account.status);
    if status != Some(AccountStatus::Active) {
        return Err(Refusal::bad(21472, "The target account is not active"));
    }
    Ok(target.to_owned())
}

/// Clears the settings that a number cannot keep in another account: applications belong to the old one.
pub(crate) fn leave_account(number: &mut Number) {
    number.sms_application_sid.clear();
    number.calls.voice_application_sid.clear();
}
