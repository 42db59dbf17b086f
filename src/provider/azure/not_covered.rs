//! Keys of other kinds of providers, and settings that Switchboard does not cover: they are refused
//! with a sentence that says what to write instead. Pure data.

use serde_json::{Map, Value};

/// Keys under a provider, by pattern, and the help about them.
pub(super) const PROVIDER_KEYS: &[(&str, &str)] = &[
    (
        "^account_sid$",
        "an Azure provider is a Communication Services resource: write its id as resource_id",
    ),
    (
        "^(auth_token|api_key|api_secret)$",
        "an Azure provider reads its numbers with connection_string, and its event subscriptions with tenant_id, client_id and client_secret or the identity of the environment",
    ),
    (
        "^(region|edge)$",
        "an Azure resource has one host, which its connection string names: remove the key",
    ),
    (
        "^(callback_method|fallback_)",
        "Azure delivers incoming texts as events with POST, and has no fallback URL: remove the key",
    ),
    (
        "^(messaging_services|applications)$",
        "Azure has none: callback_url alone says where the texts of all numbers go",
    ),
    (
        "^(status_callback|status_url)$",
        "write the URL for delivery reports as delivery_report_url",
    ),
];

/// Keys under a number, by pattern, and the help about them.
pub(super) const NUMBER_KEYS: &[(&str, &str)] = &[
    (
        "^(incoming|sms_|callback_url|url$)",
        "Azure delivers the texts of all numbers of a resource to one URL: declare callback_url at the provider",
    ),
    (
        "^(purchase|bundle_sid|address_sid|identity_sid)$",
        "Switchboard buys no numbers at Azure: buy it in the Azure portal and declare it here",
    ),
    (
        "^(voice|calling|status_callback)",
        "Switchboard covers texts only: it never reads or changes a number's settings for calls, so remove the key",
    ),
];

/// The schema's form of these keys.
pub(super) fn not_covered(keys: &[(&str, &str)]) -> Map<String, Value> {
    let pairs = keys.iter();
    pairs
        .map(|(pattern, help)| ((*pattern).to_owned(), (*help).into()))
        .collect()
}
