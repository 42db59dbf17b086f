//! A fault as it is written in the seed, for tests and for rehearsing a bad day. A fault applies to the requests that
//! match it: it lets `skip` of them pass, spoils the next `times`, and is then spent. `matching` decides which request
//! a fault applies to.

use std::num::NonZeroU32;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::faults::effect::Then;

/// A fault to inject.
///
/// ```yaml
/// faults:
///   - { method: POST, path: IncomingPhoneNumbers, skip: 1, times: 2, then: { status: 503, retry_after: 1 } }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only requests with this method; any method if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only requests whose path and query contain this text, or end with it if `$` follows; any request if left out.
    #[serde(default)]
    pub path: String,
    /// How many matching requests pass first.
    #[serde(default)]
    pub skip: u64,
    /// How many requests are spoilt after that; one if left out.
    #[serde(default = "once")]
    pub times: u64,
    /// Only requests above this rate: in any second, this many pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_second: Option<NonZeroU32>,
    /// The percentage of matching requests that is spoilt; all of them if left out.
    #[serde(
        default = "always",
        deserialize_with = "hundredths",
        skip_serializing_if = "is_always"
    )]
    pub percent: u8,
    /// Seed of the random choice for `percent`: the same seed makes the same choice.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seed: u64,
    /// What happens to a spoilt request.
    pub then: Then,
}

fn once() -> u64 {
    1
}

fn always() -> u8 {
    100
}

fn hundredths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    let percent = u8::deserialize(deserializer)?;
    if (1..=100).contains(&percent) {
        Ok(percent)
    } else {
        Err(D::Error::custom("`percent` is not from 1 to 100"))
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde wants"
)]
fn is_always(percent: &u8) -> bool {
    *percent == always()
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde wants"
)]
fn is_zero(seed: &u64) -> bool {
    *seed == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(yaml: &str) -> Result<Vec<Fault>, String> {
        serde_yaml::from_str(yaml).map_err(|e| e.to_string())
    }

    #[test]
    fn contradictions_are_refused() {
        for text in [
            "[{then: {}}]",
            "[{then: {code: 20503}}]",
            "[{then: {status: 99}}]",
            "[{then: {status: 503, reset: true}}]",
            "[{then: {status: 503}, often: 2}]",
            "[{then: {explode: true}}]",
            "[{then: {hang: true, reset: true}}]",
            "[{percent: 0, then: {hang: true}}]",
            "[{percent: 101, then: {hang: true}}]",
            "[{per_second: 0, then: {hang: true}}]",
        ] {
            assert!(faults(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_read_is_written_the_same() {
        let text = r#"[{"method":"GET","path":"x","skip":0,"times":1,"per_second":8,"percent":10,"seed":7,"then":{"delay_ms":5,"status":503,"retry_after":1}}]"#;
        assert_eq!(serde_json::to_string(&faults(text).unwrap()).unwrap(), text);
    }
}
