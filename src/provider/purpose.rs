//! What a provider's account is used for, as YAML says. Plain data.

use schemars::JsonSchema;
use serde::Deserialize;

/// A kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Expected by the recipient, such as a receipt or a reminder.
    Transactional,
    /// Promotions and newsletters, sent with consent.
    Commercial,
}

impl Purpose {
    /// The word in YAML.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transactional => "transactional",
            Self::Commercial => "commercial",
        }
    }
}
