//! Each row of Twilio's precedence: which webhook is called, and how.

use serde_json::Value;

use super::handler::{Handler, Received};
use super::{ACCOUNT, TOKEN, text};
use crate::support::sandbox::Sandbox;
use crate::support::world::World;

const TO: &str = "+15017122661";

/// A sandbox with this account; `HANDLER` in it is the handler's address.
pub fn sandbox(account: &str, handler: &Handler) -> (World, Sandbox) {
    let account = account.replace("HANDLER", &handler.url);
    let seed = format!(
        "accounts:\n  {ACCOUNT}:\n    auth_token: {TOKEN}\n{account}\ndeliver: {{ \"https://hooks.contoso.example\": \"{}\" }}\n",
        handler.url
    );
    World::and_sandbox("version: 1\nproject: contoso\n", &seed)
}

/// Sends a text where the number has this, and the account these services and applications.
fn sent(number: &str, rest: &str) -> (Value, Handler) {
    let handler = Handler::start();
    let account = format!("    numbers: [{{ phone_number: \"{TO}\", {number} }}]\n{rest}");
    let (_world, sandbox) = sandbox(&account, &handler);
    let outcome = text(&sandbox, TO, "JOIN us & more");
    (outcome, handler)
}

fn services(settings: &str) -> String {
    format!(
        "    messaging_services: [{{ friendly_name: S, sid: MG00000000000000000000000000000001, numbers: [\"{TO}\"], {settings} }}]\n"
    )
}

const APPLICATION: &str = "    applications: [{ friendly_name: Legacy, sid: AP00000000000000000000000000000001, sms_url: HANDLER/application }]\n";

#[track_caller]
fn reached(outcome: &Value, handler: &Handler, by: &str, path: &str) -> Received {
    let one = handler.one();
    assert_eq!(outcome["decided_by"], by, "{outcome:#}");
    assert_eq!(one.path.split('?').next(), Some(path));
    assert_eq!(outcome["called"], true);
    assert_eq!(outcome["answered"], true);
    assert_eq!(outcome["status"], 200);
    assert_eq!(outcome["reply"], format!("this is {path}"));
    let url = format!("{}{path}", handler.url);
    assert_eq!(outcome["url"], url);
    one.is_signed_for(&url, TOKEN);
    one
}

#[test]
fn a_text_goes_to_the_number_itself() {
    let (outcome, handler) = sent("sms_url: HANDLER/number", "");
    let one = reached(&outcome, &handler, "number", "/number");
    assert_eq!(one.method, "POST");
    assert_eq!(one.headers["user-agent"], "TwilioProxy/1.1");
    assert_eq!(one.headers["i-twilio-idempotency-token"].len(), 36);
    assert_eq!(
        one.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    let sid = one.param("MessageSid").unwrap();
    assert!(sid.starts_with("SM") && sid.len() == 34, "{sid}");
    let expected = [
        ("SmsSid", sid),
        ("SmsMessageSid", sid),
        ("AccountSid", ACCOUNT),
        ("From", "+12125550100"),
        ("To", TO),
        ("Body", "JOIN us & more"),
        ("NumMedia", "0"),
        ("NumSegments", "1"),
        ("ApiVersion", "2010-04-01"),
        ("ToCountry", "US"),
        ("ToState", "AR"),
        ("FromCity", "NEW YORK"),
    ];
    for (name, value) in expected {
        assert_eq!(one.param(name), Some(value), "{name}");
        assert_eq!(outcome["params"][name], value, "{name}");
    }
    assert_eq!(one.param("MessagingServiceSid"), None);
}

#[test]
fn the_number_with_get_a_query_and_a_fragment() {
    let (outcome, handler) = sent(
        "sms_method: GET, sms_url: \"HANDLER/number?tenant=a%20b#rc=2&rp=5xx\"",
        "",
    );
    let one = handler.one();
    assert_eq!(one.method, "GET");
    assert!(
        one.path.starts_with("/number?tenant=a%20b&MessageSid=SM"),
        "{}",
        one.path
    );
    assert_eq!(one.param("Body"), Some("JOIN us & more"));
    one.is_signed_for(&format!("{}/number", handler.url), TOKEN);
    assert_eq!(outcome["reply"], "this is /number");
}

#[test]
fn an_application_before_the_number() {
    let (outcome, handler) = sent(
        "sms_url: HANDLER/number, sms_application_sid: Legacy",
        APPLICATION,
    );
    reached(&outcome, &handler, "application", "/application");
    assert_eq!(
        outcome["application_sid"],
        "AP00000000000000000000000000000001"
    );
}

#[test]
fn an_application_without_a_url() {
    let (outcome, handler) = sent(
        "sms_url: HANDLER/number, sms_application_sid: Legacy",
        "    applications: [{ friendly_name: Legacy }]\n",
    );
    dropped(&outcome, &handler);
}

#[test]
fn a_service_before_both() {
    let rest = services("inbound_request_url: HANDLER/service") + APPLICATION;
    let (outcome, handler) = sent(
        "sms_url: HANDLER/number, sms_application_sid: Legacy",
        &rest,
    );
    let one = reached(&outcome, &handler, "messaging_service", "/service");
    let sid = "MG00000000000000000000000000000001";
    assert_eq!(outcome["service_sid"], sid);
    assert_eq!(one.param("MessagingServiceSid"), Some(sid));
}

#[test]
fn a_service_that_defers() {
    let defers = "inbound_request_url: HANDLER/service, use_inbound_webhook_on_number: true";
    let (outcome, handler) = sent("sms_url: HANDLER/number", &services(defers));
    let one = reached(&outcome, &handler, "number", "/number");
    assert!(one.param("MessagingServiceSid").is_some());

    let rest = services(defers) + APPLICATION;
    let (outcome, handler) = sent(
        "sms_url: HANDLER/number, sms_application_sid: Legacy",
        &rest,
    );
    reached(&outcome, &handler, "application", "/application");
}

#[test]
fn a_service_that_drops() {
    let (outcome, handler) = sent("sms_url: HANDLER/number", &services("usecase: poll"));
    dropped(&outcome, &handler);
    assert_eq!(outcome["service_sid"], "MG00000000000000000000000000000001");
}

#[test]
fn a_number_with_nothing_or_without_texts() {
    for number in [
        "sms_url: \"\"",
        "sms_url: HANDLER/number, capabilities: { sms: false }",
    ] {
        let (outcome, handler) = sent(number, "");
        dropped(&outcome, &handler);
    }
}

#[track_caller]
fn dropped(outcome: &Value, handler: &Handler) {
    assert_eq!(outcome["decided_by"], "nothing", "{outcome:#}");
    assert_eq!(outcome["called"], false);
    assert_eq!(outcome["answered"], false);
    assert!(outcome["error"].is_string());
    assert!(outcome.get("url").is_none());
    assert!(handler.take().is_empty());
}

#[test]
fn callbacks_on_other_machines_are_not_called() {
    let (outcome, _) = sent("sms_url: \"https://u:secret@elsewhere.example/sms\"", "");
    assert_eq!(outcome["called"], false, "{outcome:#}");
    assert_eq!(outcome["answered"], true);
    assert_eq!(outcome["url"], "https://u:***@elsewhere.example/sms");
    assert!(outcome.get("status").is_none() && outcome.get("error").is_none());
}

#[test]
fn a_local_handler_is_called_with_the_signature_of_the_public_url() {
    let (outcome, handler) = sent("sms_url: \"https://hooks.contoso.example/sms?a=1\"", "");
    let one = handler.one();
    assert_eq!(one.path, "/sms?a=1");
    one.is_signed_for("https://hooks.contoso.example/sms?a=1", TOKEN);
    assert_eq!(one.headers["x-forwarded-host"], "hooks.contoso.example");
    assert_eq!(outcome["url"], "https://hooks.contoso.example/sms?a=1");
    assert_eq!(outcome["target"], format!("{}/sms?a=1", handler.url));
    assert_eq!(outcome["reply"], "this is /sms");
}
