//! The format of a seed, which `docs/sandbox.md` describes.
//!
//! Everything but an account's SID and a number's own digits can be left out; what is left out is as Twilio gives
//! it, and the same on every machine. Unknown keys are refused.

use std::collections::BTreeMap;
use std::fmt;

use sandbox_server::Fault;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::seed::messaging::{SeedAddress, SeedService, SeedShortCode, SeedVerification};
use crate::store::account::{AccountStatus, AccountType, ApiKeyKind};
use crate::store::handler::SimulatedHandler;
use crate::store::method::Method;
use crate::store::number::Capabilities;
use crate::store::phone::NumberKind;
use crate::store::price::PriceList;
use crate::store::traffic::Traffic;

/// What a number bought in Twilio's console answers texts with (Twilio, help article 223136047).
pub(crate) const DEMO_URL: &str = "https://demo.twilio.com/welcome/sms/reply";

/// Everything a fresh sandbox holds.
///
/// ```yaml
/// accounts:
///   AC00000000000000000000000000000001:
///     friendly_name: Contoso
///     numbers:
///       - phone_number: "+15017122661"
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    /// The accounts; in YAML a map from SID to the rest.
    #[serde(default, deserialize_with = "by_sid")]
    pub accounts: Vec<SeedAccount>,
    /// Numbers that can be bought in addition to the built-in pool.
    #[serde(default)]
    pub available: Vec<String>,
    /// How many requests at once are answered; more are refused with 429 (Twilio: 20429). No limit if left out,
    /// because Twilio does not publish its own.
    #[serde(default)]
    pub concurrent_requests: Option<usize>,
    /// Faults to inject, in the order in which they are tried.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// Prefixes of webhook URLs, and the loopback URLs that are called instead.
    #[serde(default)]
    pub deliver: BTreeMap<String, String>,
    /// Handlers that the sandbox simulates; they precede `deliver`.
    #[serde(default)]
    pub handlers: Vec<SimulatedHandler>,
    /// Texts that arrive by themselves; none if left out.
    #[serde(default)]
    pub traffic: Option<Traffic>,
    /// Price lists by country, such as `US`, each in the place of the built-in one.
    #[serde(default)]
    pub prices: BTreeMap<String, PriceList>,
    /// The part of another stand-in, which reads it from the same file.
    #[serde(default)]
    pub azure: Option<IgnoredAny>,
    /// The part of one more.
    #[serde(default)]
    pub dynamics: Option<IgnoredAny>,
}

/// One account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedAccount {
    /// Account SID: the key in YAML.
    #[serde(skip)]
    pub sid: String,
    /// Derived from the SID if left out.
    pub auth_token: Option<String>,
    /// `Sandbox` if left out.
    pub friendly_name: Option<String>,
    /// `active` if left out.
    pub status: AccountStatus,
    /// `Full` if left out.
    pub r#type: AccountType,
    /// The main account that this one is a subaccount of.
    pub owner_account_sid: Option<String>,
    /// API keys that the account accepts.
    pub api_keys: Vec<SeedApiKey>,
    /// Its numbers.
    pub numbers: Vec<SeedNumber>,
    /// Its short codes.
    pub short_codes: Vec<SeedShortCode>,
    /// Its messaging services.
    pub messaging_services: Vec<SeedService>,
    /// How many alphanumeric senders one of its services may have; 1 if left out.
    pub alpha_senders_per_service: Option<usize>,
    /// Its `TwiML` applications.
    pub applications: Vec<SeedApplication>,
    /// Its address configurations of Conversations.
    pub conversations_addresses: Vec<SeedAddress>,
}

/// An API key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedApiKey {
    /// `SK` and 32 hex digits.
    pub sid: String,
    /// The secret of the key.
    pub secret: String,
    /// `standard` if left out.
    #[serde(default)]
    pub kind: ApiKeyKind,
}

/// A number of the account. What is left out is as for a number bought in Twilio's console.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedNumber {
    /// E.164.
    pub phone_number: String,
    /// Derived from account and number if left out.
    #[serde(default)]
    pub sid: Option<String>,
    /// The number as Twilio writes it, if left out.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// Twilio's demo address if left out; `""` for none.
    #[serde(default)]
    pub sms_url: Option<String>,
    /// POST if left out.
    #[serde(default)]
    pub sms_method: Method,
    /// None if left out.
    #[serde(default)]
    pub sms_fallback_url: String,
    /// POST if left out.
    #[serde(default)]
    pub sms_fallback_method: Method,
    /// SID or friendly name of one of the account's applications.
    #[serde(default)]
    pub sms_application_sid: Option<String>,
    /// Webhook for calls; none if left out.
    #[serde(default)]
    pub voice_url: String,
    /// SMS, MMS and voice if left out.
    #[serde(default)]
    pub capabilities: Capabilities,
    /// Derived from the number if left out.
    #[serde(default, rename = "type")]
    pub kind: Option<NumberKind>,
    /// `twilio` if left out; `hosted` while another carrier has it.
    #[serde(default)]
    pub origin: Option<String>,
    /// Its toll-free verification; none if left out, so that it may not send.
    #[serde(default)]
    pub verification: Option<SeedVerification>,
}

/// A `TwiML` application.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedApplication {
    /// Its name, by which the seed's numbers can refer to it.
    pub friendly_name: String,
    /// Derived from account and name if left out.
    #[serde(default)]
    pub sid: Option<String>,
    /// Webhook for texts.
    #[serde(default)]
    pub sms_url: String,
    /// POST if left out.
    #[serde(default)]
    pub sms_method: Method,
    /// Fallback webhook for texts.
    #[serde(default)]
    pub sms_fallback_url: String,
    /// POST if left out.
    #[serde(default)]
    pub sms_fallback_method: Method,
    /// Webhook for delivery reports.
    #[serde(default)]
    pub message_status_callback: String,
    /// Webhook for calls; none if left out.
    #[serde(default)]
    pub voice_url: String,
}

/// Reads the map of accounts into a list. A repeated SID is refused.
fn by_sid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<SeedAccount>, D::Error> {
    struct Accounts;
    impl<'de> Visitor<'de> for Accounts {
        type Value = Vec<SeedAccount>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map from account SID to account")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut accounts: Vec<SeedAccount> = Vec::new();
            while let Some(sid) = map.next_key::<String>()? {
                if accounts.iter().any(|account| account.sid == sid) {
                    return Err(A::Error::custom(format!(
                        "account {sid} is in the map twice"
                    )));
                }
                // An account without any key is written `AC…:`.
                let account = map.next_value::<Option<SeedAccount>>()?.unwrap_or_default();
                accounts.push(SeedAccount { sid, ..account });
            }
            Ok(accounts)
        }
    }
    deserializer.deserialize_map(Accounts)
}
