//! What a provider's declaration says about its records at a counterpart. Plain data.

use schemars::JsonSchema;
use serde::Deserialize;

/// This provider in Dynamics 365.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ProviderInDynamics")]
pub struct AtCounterpart {
    /// The name of the SMS provider in Dynamics 365. Only needed where the account does not say which one is meant.
    #[schemars(length(min = 1, max = 100), example = &"Twilio US")]
    pub provider: String,
}
