//! Who answers a text: Twilio's order of precedence, and the parameters that the webhook gets. Reads the state and
//! nothing else; nothing is called here.

use super::accounts::{Account, AccountStatus};
use super::numbers::Number;
use super::opt_out;
use super::phone;
use super::pool;
use super::segments;
use super::services::Service;
use super::state::State;
use super::texts::{DecidedBy, OptOut, Text};
use super::webhooks::Method;

/// The phone that a text comes from when nothing is said: a number set aside for fiction.
const SOMEBODY: &str = "+12025550143";
/// Twilio's limit for a text's body, in characters.
const LONGEST: usize = 1600;

/// An address and how it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Webhook {
    pub(super) url: String,
    pub(super) method: Method,
}

/// What there is to be done with a text.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) to: String,
    pub(super) from: String,
    pub(super) account_sid: String,
    /// The key of the signature: that of the account which owns the number.
    pub(super) auth_token: String,
    pub(super) route: Route,
    pub(super) opt_out: Option<OptOut>,
    /// The address configuration of Conversations that may take the text first.
    pub(super) may_be_taken_by: Option<String>,
    pub(super) params: Vec<(String, String)>,
}

/// Who answers.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) decided_by: DecidedBy,
    pub(super) service_sid: Option<String>,
    pub(super) application_sid: Option<String>,
    pub(super) webhook: Option<Webhook>,
    pub(super) fallback: Option<Webhook>,
    /// Why there is no webhook.
    pub(super) reason: Option<String>,
}

/// Works out what happens to `text`, which is to be known as `message_sid`. The error says what is wrong with it.
pub(super) fn plan(state: &State, text: &Text, message_sid: &str) -> Result<Delivery, String> {
    let from = text.from.as_deref().unwrap_or(SOMEBODY);
    for phone in [from, &text.to] {
        if !phone::is_e164(phone) {
            return Err(format!(
                "{phone:?} is not a number such as \"+15017122661\""
            ));
        }
    }
    if text.body.chars().count() > LONGEST {
        return Err(format!(
            "the text is too long: at most {LONGEST} characters arrive"
        ));
    }
    let (account, number) =
        owner(state, &text.to).ok_or_else(|| format!("no account here has {}", text.to))?;
    let route = route(account, number);
    let fields = [
        ("MessageSid", message_sid),
        ("SmsSid", message_sid),
        ("SmsMessageSid", message_sid),
        ("AccountSid", &account.sid),
        ("From", from),
        ("To", &text.to),
        ("Body", &text.body),
        ("NumMedia", "0"),
        ("NumSegments", &segments::count(&text.body).to_string()),
        ("ApiVersion", "2010-04-01"),
    ];
    let mut params: Vec<_> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    if let Some(service) = &route.service_sid {
        params.push(("MessagingServiceSid".to_owned(), service.clone()));
    }
    params.extend(geography("From", from));
    params.extend(geography("To", &text.to));
    Ok(Delivery {
        to: text.to.clone(),
        from: from.to_owned(),
        account_sid: account.sid.clone(),
        auth_token: account.auth_token.clone(),
        opt_out: opt_out::of(&text.body, number.kind),
        may_be_taken_by: account
            .addresses
            .values()
            .find(|address| address.may_take(&text.to))
            .map(|address| address.sid.clone()),
        route,
        params,
    })
}

fn owner<'a>(state: &'a State, phone: &str) -> Option<(&'a Account, &'a Number)> {
    state.accounts.values().find_map(|account| {
        let mut numbers = account.numbers.values();
        let number = numbers.find(|number| number.phone_number == phone)?;
        Some((account, number))
    })
}

/// A service stands before the number unless it defers to it; on the number an application stands before its own URL.
fn route(account: &Account, number: &Number) -> Route {
    let mut services = account.services.values();
    let service = services.find(|service| service.senders.contains_key(&number.sid));
    let service_sid = service.map(|service| service.sid.clone());
    if let Some(reason) = deaf(account, number) {
        return nothing(service_sid, reason);
    }
    match service.filter(|service| !service.use_inbound_webhook_on_number) {
        Some(service) => of_service(service),
        None => of_number(account, number, service_sid),
    }
}

/// Why a number hears nothing at all, whatever its settings.
fn deaf(account: &Account, number: &Number) -> Option<String> {
    let phone = &number.phone_number;
    if account.status != AccountStatus::Active {
        return Some(format!("the account {} is not active", account.sid));
    }
    (!number.capabilities.sms).then(|| format!("{phone} cannot receive texts"))
}

fn of_service(service: &Service) -> Route {
    let Some(webhook) = webhook(&service.inbound_request_url, service.inbound_method) else {
        let name = &service.friendly_name;
        let reason = format!(
            "the messaging service {name:?} neither has an inbound URL nor defers to its numbers: texts are dropped, and not even logged (unless Autocreate is chosen in Twilio's console, which is not simulated)"
        );
        return nothing(Some(service.sid.clone()), reason);
    };
    Route {
        decided_by: DecidedBy::MessagingService,
        service_sid: Some(service.sid.clone()),
        application_sid: None,
        webhook: Some(webhook),
        fallback: self::webhook(&service.fallback_url, service.fallback_method),
        reason: None,
    }
}

fn of_number(account: &Account, number: &Number, service_sid: Option<String>) -> Route {
    let sid = number.sms_application_sid.as_str();
    if sid.is_empty() {
        return match webhook(&number.sms_url, number.sms_method) {
            Some(webhook) => Route {
                decided_by: DecidedBy::Number,
                service_sid,
                application_sid: None,
                webhook: Some(webhook),
                fallback: self::webhook(&number.sms_fallback_url, number.sms_fallback_method),
                reason: None,
            },
            None => nothing(
                service_sid,
                format!("{} has no webhook for texts", number.phone_number),
            ),
        };
    }
    let application_sid = Some(sid.to_owned());
    let application = account.applications.get(sid);
    let found = application.and_then(|app| Some((app, webhook(&app.sms_url, app.sms_method)?)));
    let Some((application, webhook)) = found else {
        let why = match application {
            Some(application) => format!(
                "its application {:?} has no URL for texts",
                application.friendly_name
            ),
            None => format!("its application {sid} does not exist"),
        };
        let reason = format!("{}: {why}", number.phone_number);
        return Route {
            application_sid,
            ..nothing(service_sid, reason)
        };
    };
    Route {
        decided_by: DecidedBy::Application,
        service_sid,
        application_sid,
        webhook: Some(webhook),
        fallback: self::webhook(
            &application.sms_fallback_url,
            application.sms_fallback_method,
        ),
        reason: None,
    }
}

fn nothing(service_sid: Option<String>, reason: String) -> Route {
    Route {
        decided_by: DecidedBy::Nothing,
        service_sid,
        application_sid: None,
        webhook: None,
        fallback: None,
        reason: Some(reason),
    }
}

fn webhook(url: &str, method: Method) -> Option<Webhook> {
    let set = !url.is_empty();
    set.then(|| Webhook {
        url: url.to_owned(),
        method,
    })
}

/// Where a number is, as far as it can be told. Twilio leaves out what it does not know, and writes cities in capitals.
fn geography(side: &str, phone: &str) -> Vec<(String, String)> {
    let (state, city) = pool::place(phone).unzip();
    let known = [
        ("Country", phone::country_of(phone).map(str::to_owned)),
        ("State", state.map(str::to_owned)),
        ("City", city.map(str::to_uppercase)),
    ];
    known
        .into_iter()
        .filter_map(|(name, value)| Some((format!("{side}{name}"), value?)))
        .collect()
}
