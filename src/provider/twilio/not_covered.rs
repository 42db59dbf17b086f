//! Twilio's settings that Switchboard does not cover: their keys are refused with a sentence that
//! says so, and their values at Twilio are never read or changed. Pure data.

use serde_json::{Map, Value};

const VOICE: &str = "Switchboard covers texts only: it never reads or changes a number's settings for voice calls, so remove the key";
const VOICE_OF_SERVICE: &str = "a messaging service has no settings for voice calls, and Switchboard covers texts only, so remove the key";
const VOICE_OF_APPLICATION: &str = "Switchboard covers texts only: it never reads or changes an application's settings for voice calls, so remove the key";
const CHANNELS: &str = "Switchboard covers numbers that receive texts only: it leaves WhatsApp and other channels untouched, so remove the key";
const CONVERSATIONS: &str =
    "Switchboard does not cover Twilio Conversations: it leaves them untouched, so remove the key";
const CALLS: &str = "Twilio calls a number's status_callback for voice calls, which Switchboard does not cover; for delivery reports, declare status_callback at a messaging service";

/// Keys under a number, by pattern, and the help about them.
pub(super) const NUMBER_KEYS: &[(&str, &str)] = &[
    ("^(voice|trunk|emergency_)", VOICE),
    ("^status_callback", CALLS),
    ("^(whatsapp|messenger|rcs)", CHANNELS),
    ("^conversation", CONVERSATIONS),
];

/// Keys under an application, by pattern, and the help about them.
pub(super) const APPLICATION_KEYS: &[(&str, &str)] = &[
    ("^(voice|public_application_connect)", VOICE_OF_APPLICATION),
    ("^(whatsapp|messenger|rcs)", CHANNELS),
    ("^conversation", CONVERSATIONS),
];

/// Keys under a messaging service, by pattern, and the help about them.
pub(super) const SERVICE_KEYS: &[(&str, &str)] = &[
    ("^voice", VOICE_OF_SERVICE),
    ("^(whatsapp|messenger|rcs|channel_senders$)", CHANNELS),
    ("^conversation", CONVERSATIONS),
];

/// Keys under a provider, by pattern, and the help about them.
pub(super) const PROVIDER_KEYS: &[(&str, &str)] = &[
    ("^(voice|trunk|sip_)", VOICE),
    ("^(whatsapp|messenger|rcs)", CHANNELS),
    ("^conversation", CONVERSATIONS),
];

/// The schema's form of these keys.
pub(super) fn not_covered(keys: &[(&str, &str)]) -> Map<String, Value> {
    let pairs = keys.iter();
    pairs
        .map(|(pattern, help)| ((*pattern).to_owned(), (*help).into()))
        .collect()
}
