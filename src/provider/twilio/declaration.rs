//! What YAML says under `providers.NAME` when its `type` is `twilio`: the shape, declared once.
//!
//! Reading, the JSON Schema, editor completion and the reference come from these types; the doc
//! comments are what users read there. Every scalar is a text, because values arrive as texts.
//! Rules about more than one field are in `checks`.

use std::collections::{BTreeMap, BTreeSet};

use super::not_covered::{NUMBER_KEYS, PROVIDER_KEYS, SERVICE_KEYS, not_covered};
use super::service_words::{Scan, Seconds, Usecase};
use schemars::JsonSchema;
use serde::Deserialize;

use super::alpha_sender::AlphaSender;
pub use super::application_declaration::Application;
use super::host_label::HostLabel;
use super::incoming::Incoming;
use super::method::Method;
use crate::model::{E164, HttpsUrl, Name, Percent, RequestRate, SecretReference, ShortCode, Text};
use crate::provider::named::named;
use crate::provider::null_is_empty::{null_is_empty, null_is_no_entry};
use crate::provider::twilio::sid::{
    AccountSid, AddressSid, BundleSid, IdentitySid, MessagingServiceSid,
};
use crate::provider::yes_or_no::{yes_no_or_absent, yes_or_no};
use crate::provider::{AtCounterpart, Ignored, Purpose, Variable};

/// An account at Twilio: its credentials, where incoming texts go, and its numbers.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TwilioProvider", extend("x-not-covered" = not_covered(PROVIDER_KEYS)))]
pub struct Declaration {
    /// What this account is for, in a few words.
    #[schemars(length(max = 100), example = &"US marketing texts")]
    pub description: Option<String>,
    /// Which kinds of message are sent through this account.
    #[schemars(length(min = 1), example = ["transactional", "commercial"])]
    pub purpose: Option<BTreeSet<Purpose>>,
    /// The SID of the account or subaccount, or the environment variable that holds it; `TWILIO_ACCOUNT_SID` if omitted.
    #[schemars(extend("x-variable" = "TWILIO_ACCOUNT_SID"))]
    pub account_sid: Option<AccountSidRef>,
    /// A reference to the account's auth token. If no credentials are declared here, the `TWILIO_*` variables are used.
    #[schemars(extend("x-variable" = "TWILIO_AUTH_TOKEN"))]
    pub auth_token: Option<SecretReference>,
    /// A reference to the SID of an API key. Used with `api_secret`, instead of `auth_token`.
    #[schemars(extend("x-variable" = "TWILIO_API_KEY", "x-example" = "api_key: { env: TWILIO_API_KEY }\napi_secret: { env: TWILIO_API_SECRET }"))]
    pub api_key: Option<SecretReference>,
    /// A reference to the API key's secret. Used with `api_key`.
    #[schemars(extend("x-variable" = "TWILIO_API_SECRET", "x-example" = "api_key: { env: TWILIO_API_KEY }\napi_secret: { env: TWILIO_API_SECRET }"))]
    pub api_secret: Option<SecretReference>,
    /// The Twilio region that holds this account's data. Used with `edge`; without both, requests go to the US.
    #[schemars(example = &"ie1", example = &"au1", example = &"jp1", extend("x-example" = "region: ie1\nedge: dublin"))]
    pub region: Option<HostLabel>,
    /// The Twilio edge through which requests reach the region. Used with `region`.
    #[schemars(example = &"dublin", example = &"sydney", example = &"tokyo", extend("x-example" = "region: ie1\nedge: dublin"))]
    pub edge: Option<HostLabel>,
    /// The URL that Twilio calls for incoming texts, unless a number declares its own.
    pub callback_url: Option<HttpsUrl>,
    /// The HTTP method for `callback_url`; POST if omitted. A URL that a number or a messaging service declares has its own method.
    #[schemars(extend("default" = "POST"))]
    pub callback_method: Option<Method>,
    /// The SMS provider of Dynamics 365 that sends through this account. Only needed where the account alone does not say which one it is.
    #[schemars(extend("x-example" = "dynamics: { provider: Twilio US }"))]
    pub dynamics: Option<AtCounterpart>,
    /// The percentage of this provider's recorded objects that a plan may change or forget before `apply --auto-approve` requires `--allow-mass-change`. If set, this provider is judged on its own; all other providers and the keywords are judged together, at 30.
    pub mass_change_percent: Option<Percent>,
    /// The most requests per second to this account: reads, writes and retries. If omitted, there is no cap until the account answers that requests are too many. Processes that share a registry keep to it together; of several providers with one account, the smallest number counts.
    pub requests_per_second: Option<RequestRate>,
    /// The account's numbers to manage, each under a name of your choice.
    #[serde(default, deserialize_with = "null_is_no_entry")]
    #[schemars(
        schema_with = "named::<Number>",
        extend("x-example" = "numbers:\n  store-line:\n    phone_number: \"+15017122661\"\n    friendly_name: Store line")
    )]
    pub numbers: BTreeMap<Name, Number>,
    /// The account's `TwiML` applications to manage, each under a name of your choice.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(
        schema_with = "named::<Application>",
        extend("x-example" = "applications:\n  support-bot:\n    friendly_name: Support bot\n    url: https://bot.example.com/sms")
    )]
    pub applications: BTreeMap<Name, Application>,
    /// The account's messaging services to manage, each under a name of your choice.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(
        schema_with = "named::<MessagingService>",
        extend("x-example" = "messaging_services:\n  campaigns:\n    friendly_name: Campaigns\n    inbound: webhook\n    numbers: [store-line]")
    )]
    pub messaging_services: BTreeMap<Name, MessagingService>,
    /// Findings to suppress for this account or any of its numbers, each with a reason.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<Vec<Ignored>>")]
    pub ignore: Vec<Ignored>,
}

/// A phone number or a short code that the account has.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TwilioNumber", extend("x-not-covered" = not_covered(NUMBER_KEYS)))]
pub struct Number {
    /// The phone number in E.164 format, always in quotes: YAML reads an unquoted one as an integer and drops the plus. A short code has `short_code` instead.
    #[serde(default)]
    #[schemars(with = "E164")]
    pub phone_number: Option<E164>,
    /// The digits of a short code, instead of `phone_number`.
    #[serde(default)]
    #[schemars(with = "ShortCode")]
    pub short_code: Option<ShortCode>,
    /// The number's name in the Twilio console. Not managed if omitted.
    #[schemars(length(min = 1, max = 64), example = &"Store line")]
    #[schemars(with = "Option<String>")]
    pub friendly_name: Option<Text>,
    /// What Twilio does when a text comes in ("A message comes in" in the console), where it differs from the provider: `{ url: … }`, `{ application: … }`, `none` or `unmanaged`.
    #[serde(default)]
    #[schemars(with = "Incoming")]
    pub incoming: Option<Incoming>,
    /// Findings to suppress for this number, each with a reason.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<Vec<Ignored>>", extend("x-example" = "ignore: [{ code: W0751, reason: this number only receives }]"))]
    pub ignore: Vec<Ignored>,
    /// Whether to buy the number if the account does not have it. That costs money, so `apply` also requires `--allow-purchases`.
    #[serde(default, deserialize_with = "yes_or_no")]
    pub purchase: bool,
    /// The regulatory bundle to buy the number with. Sent with the purchase only.
    #[schemars(extend("x-example" = "purchase: true\nbundle_sid: BU00000000000000000000000000000001"))]
    pub bundle_sid: Option<BundleSid>,
    /// The address to buy the number with, where Twilio requires one. Sent with the purchase only.
    #[schemars(extend("x-example" = "purchase: true\naddress_sid: AD00000000000000000000000000000001"))]
    pub address_sid: Option<AddressSid>,
    /// The identity to buy the number with, where Twilio requires one. Sent with the purchase only.
    #[schemars(extend("x-example" = "purchase: true\nidentity_sid: RI00000000000000000000000000000001"))]
    pub identity_sid: Option<IdentitySid>,
}

impl Number {
    /// The number in E.164, or the digits of the short code; `None` if neither is declared, which is
    /// an error.
    pub(super) fn digits(&self) -> Option<&str> {
        let number = self.phone_number.as_ref().map(E164::as_str);
        number.or_else(|| self.short_code.as_ref().map(ShortCode::as_str))
    }

    /// Whether it is a short code.
    pub(super) fn is_short_code(&self) -> bool {
        self.phone_number.is_none() && self.short_code.is_some()
    }
}

/// A messaging service: a group of the account's numbers that is configured as one.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TwilioMessagingService", extend("x-not-covered" = not_covered(SERVICE_KEYS)))]
pub struct MessagingService {
    /// The service's SID. Without it, the service is identified by its friendly name, which must then be unique in the account.
    pub sid: Option<MessagingServiceSid>,
    /// The service's name in the Twilio console.
    #[schemars(length(min = 1, max = 64), example = &"Campaigns")]
    #[schemars(with = "Option<String>")]
    pub friendly_name: Option<Text>,
    /// What happens to an incoming text to one of the service's numbers.
    pub inbound: Option<Inbound>,
    /// The names of this provider's numbers that belong to the service. Other numbers in it are left alone.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<BTreeSet<Name>>", example = ["store-line"])]
    pub numbers: Vec<Name>,
    /// The alphanumeric senders of the service. Twilio holds one for each service. A declared one is added; none is ever replaced or removed. Not managed if omitted.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<BTreeSet<AlphaSender>>", example = ["Contoso"])]
    pub alpha_senders: BTreeSet<AlphaSender>,
    /// The URL to call instead of the provider's `callback_url`. With `inbound: defer_to_sender` it is stored but not called; with `inbound: drop` or without `inbound` it is an error.
    pub callback_url: Option<HttpsUrl>,
    /// The HTTP method for `callback_url`; POST if omitted. Without `callback_url`, it applies to the provider's `callback_url` for this service.
    #[schemars(extend("default" = "POST"))]
    pub callback_method: Option<Method>,
    /// The URL that Twilio calls when the first one fails.
    #[schemars(extend("x-example" = "fallback_url: https://sms.example.com/fallback"))]
    pub fallback_url: Option<HttpsUrl>,
    /// The HTTP method for `fallback_url`; POST if omitted.
    #[schemars(extend("default" = "POST", "x-example" = "fallback_url: https://sms.example.com/fallback\nfallback_method: GET"))]
    pub fallback_method: Option<Method>,
    /// The URL that Twilio calls with delivery reports of outgoing messages.
    pub status_callback: Option<HttpsUrl>,
    /// Whether one recipient always gets texts from the same number of the service. Not managed if omitted, like the other settings below.
    #[serde(default, deserialize_with = "yes_no_or_absent")]
    #[schemars(with = "Option<bool>")]
    pub sticky_sender: Option<bool>,
    /// Whether characters outside of GSM-7 are replaced by similar ones, so that a text needs fewer segments.
    #[serde(default, deserialize_with = "yes_no_or_absent")]
    #[schemars(with = "Option<bool>")]
    pub smart_encoding: Option<bool>,
    /// Whether media for recipients without MMS is sent as a link in a text.
    #[serde(default, deserialize_with = "yes_no_or_absent")]
    #[schemars(with = "Option<bool>")]
    pub mms_converter: Option<bool>,
    /// Whether a number with the recipient's area code is preferred.
    #[serde(default, deserialize_with = "yes_no_or_absent")]
    #[schemars(with = "Option<bool>")]
    pub area_code_geomatch: Option<bool>,
    /// Whether a text that a short code cannot deliver is sent from a long code. Twilio calls this setting obsolete.
    #[serde(default, deserialize_with = "yes_no_or_absent")]
    #[schemars(with = "Option<bool>")]
    pub fallback_to_long_code: Option<bool>,
    /// Whether Twilio validates a message before it answers the request. Twilio calls this setting reserved.
    #[serde(default, deserialize_with = "yes_no_or_absent")]
    #[schemars(with = "Option<bool>")]
    pub synchronous_validation: Option<bool>,
    /// Whether Twilio scans the content of messages.
    pub scan_message_content: Option<Scan>,
    /// How many seconds a message may wait in Twilio's queue before it is dropped: 1 to 36000.
    pub validity_period: Option<Seconds>,
    /// What the service's messages are for.
    pub usecase: Option<Usecase>,
    /// Findings to suppress for this service or any of its numbers, each with a reason.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<Vec<Ignored>>", extend("x-example" = "ignore: [{ code: W0761, reason: some numbers are about to move }]"))]
    pub ignore: Vec<Ignored>,
}

/// What happens to an incoming text to one of a messaging service's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "TwilioInbound")]
pub enum Inbound {
    /// The service calls its callback URL.
    Webhook,
    /// The URL of the number that received the text is called.
    DeferToSender,
    /// Nothing is called.
    Drop,
}

/// The SID of an account, or the environment variable that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected an account SID (AC and 32 hex digits) or `{ env: NAME }`"
)]
#[schemars(rename = "TwilioAccount", extend("errorMessage" = "Write the SID of an account, AC and 32 hex digits, or name the variable that holds it: { env: NAME }."))]
pub enum AccountSidRef {
    /// The SID itself.
    Literal(AccountSid),
    /// The environment variable that holds it.
    Variable(Variable),
}
