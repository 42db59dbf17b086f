//! The YAML keys of this kind for what the core knows. Pure.

use super::number::FRIENDLY_NAME;
use crate::model::Keys;

/// Our keys in YAML.
pub(super) const KEYS: Keys = Keys {
    account: "account_sid",
    phone_number: "phone_number",
    short_code: "short_code",
    id: "sid",
    name: FRIENDLY_NAME,
    members: "numbers",
};
