//! What is special to a kind of provider: the rows that extend a provider and a number. Only two kinds have tables here.

use sandbox_server::ids;
use serde_json::{Value, json};

use crate::seed::format::{NumberType, SeedNumberMap, SeedProvider};
use crate::store::tables::{
    ACS_ACCOUNT, ACS_INSTANCE, AUTH_TOKEN, CUSTOM, PRIMARY, SECONDARY, TWILIO_ACCOUNT,
    TWILIO_INSTANCE,
};

/// The kind for accounts at Twilio.
pub(crate) const TWILIO: &str = "twilio";
/// The kind for resources of Azure Communication Services.
pub(crate) const ACS: &str = "byoacs";
/// The kind of a channel that is not Microsoft's.
pub(crate) const CUSTOM_KIND: &str = "custom";
/// The codes after `+1` that are toll-free.
const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// The extension of the provider with this id: its table and its values.
pub(crate) fn of_provider(seed: &SeedProvider, id: &str) -> Option<(&'static str, Value)> {
    match seed.kind.as_str() {
        TWILIO => {
            let values = json!({
                "msdynmkt_name": seed.name,
                "msdynmkt_accountsid": seed.account_sid,
                "msdynmkt_messagingservicesid": seed.messaging_service_sid,
                AUTH_TOKEN: ids::secret(&["token", id]),
            });
            Some((TWILIO_ACCOUNT, values))
        }
        ACS => {
            let values = json!({
                "msdynmkt_name": seed.name,
                PRIMARY: ids::secret(&["primary connection string", id]),
                SECONDARY: ids::secret(&["secondary connection string", id]),
            });
            Some((ACS_ACCOUNT, values))
        }
        _ => None,
    }
}

/// The extension of a number, of this kind: its table and its values.
pub(crate) fn of_number(seed: &SeedNumberMap, kind: &str) -> Option<(&'static str, Value)> {
    let point = &seed.contact_point;
    let number_type = seed.kind.unwrap_or_else(|| type_of(point));
    let (table, code) = match kind {
        TWILIO => (TWILIO_INSTANCE, Some(twilio_code(number_type))),
        ACS => (ACS_INSTANCE, acs_code(number_type)),
        _ => return None,
    };
    let name = seed.name.as_ref().unwrap_or(point);
    Some((table, json!({"msdynmkt_name": name, "msdynmkt_type": code})))
}

/// The table of the extension of a number; a provider's has the suffix `account`.
pub(crate) fn table(kind: &str) -> String {
    if kind == CUSTOM_KIND {
        return CUSTOM.to_owned();
    }
    format!("msdynmkt_{kind}channelinstance")
}

/// The type that fits a contact point.
fn type_of(point: &str) -> NumberType {
    let digits: String = point.chars().filter(char::is_ascii_digit).collect();
    let national = digits.strip_prefix('1').unwrap_or_default();
    if point.chars().any(char::is_alphabetic) {
        NumberType::Alphanumeric
    } else if digits.len() <= 6 {
        NumberType::ShortCode
    } else if TOLL_FREE.iter().any(|code| national.starts_with(code)) {
        NumberType::TollFree
    } else {
        NumberType::Geo
    }
}

/// The value of `msdynmkt_type` for a number at Twilio.
fn twilio_code(number_type: NumberType) -> u32 {
    match number_type {
        NumberType::Geo => 723_270_000,
        NumberType::ShortCode => 723_270_001,
        NumberType::TollFree => 723_270_002,
        NumberType::Alphanumeric => 723_270_003,
    }
}

/// The value of `msdynmkt_type` for a number at Azure, which has no geographic type.
fn acs_code(number_type: NumberType) -> Option<u32> {
    match number_type {
        NumberType::Geo => None,
        NumberType::TollFree => Some(698_540_000),
        NumberType::ShortCode => Some(698_540_001),
        NumberType::Alphanumeric => Some(698_540_002),
    }
}
