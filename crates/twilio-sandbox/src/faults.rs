//! What shall go wrong, and when, as it is written: for tests, and for rehearsing a bad day. A fault waits for the
//! requests it is meant for, lets `skip` of them pass, spoils `times` of them, and is then spent. Which request it
//! strikes is decided in `strikes`.

use std::num::NonZeroU32;
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// One thing that shall go wrong.
///
/// ```yaml
/// faults:
///   - { method: POST, path: IncomingPhoneNumbers, skip: 1, times: 2, then: { status: 503, retry_after: 1 } }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Only requests of this method; any when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Only requests whose path and query contain this, or end with it where a `$` follows; any when left out.
    #[serde(default)]
    pub path: String,
    /// How many such requests pass unharmed first.
    #[serde(default)]
    pub skip: u64,
    /// How many are spoilt after that; one when left out.
    #[serde(default = "once")]
    pub times: u64,
    /// Only requests above so many per second: as many pass unharmed in any second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_second: Option<NonZeroU32>,
    /// Of those that it could spoil, so many in a hundred; all of them when left out.
    #[serde(
        default = "always",
        deserialize_with = "hundredths",
        skip_serializing_if = "is_always"
    )]
    pub percent: u8,
    /// Decides which ones: the same seed, the same ones.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seed: u64,
    /// What happens to them.
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

/// How a request is spoilt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ThenKeys", into = "ThenKeys")]
pub struct Then {
    /// Waiting time before anything else.
    pub delay: Duration,
    /// How long the work itself takes, which then is done whether the client waits for it or not.
    pub late: Duration,
    /// What happens after the wait.
    pub harm: Harm,
}

/// What a fault does to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Harm {
    /// Nothing but the delay.
    None,
    /// Nothing is done, and this is answered.
    Answer {
        /// HTTP status.
        status: u16,
        /// Twilio's code in the body; the status and two zeros when left out.
        code: Option<u32>,
        /// The message in the body.
        message: Option<String>,
        /// Seconds, as the Retry-After header.
        retry_after: Option<u64>,
        /// A whole body in the place of Twilio's, as a gateway's HTML.
        body: Option<String>,
    },
    /// The request is done, and the connection closed without an answer.
    LoseResponse,
    /// The connection is closed before anything is done.
    Reset,
    /// The request waits until it is let go, and is then done; never, when its client has gone by then.
    Hold,
    /// The request is done, and its answer waits until it is let go.
    HoldAnswer,
    /// The request is done, and nothing of the answer ever comes; the connection stays open.
    Hang,
    /// The request is done, and half of the answer's body arrives before the connection closes.
    Truncate,
    /// The request is done, and the answer arrives byte by byte, one in this time.
    Trickle(Duration),
    /// Nothing is done, and a 307 to this address answered.
    Redirect(String),
    /// The request is done, and the list's link to the next page replaced by this.
    NextPage(String),
}

/// The keys of `then` as they are written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key; that only one is there is checked when it is read"
)]
struct ThenKeys {
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    lose_response: bool,
    #[serde(skip_serializing_if = "is_false")]
    reset: bool,
    #[serde(skip_serializing_if = "is_false")]
    hold: bool,
    #[serde(skip_serializing_if = "is_false")]
    hold_answer: bool,
    #[serde(skip_serializing_if = "is_false")]
    hang: bool,
    #[serde(skip_serializing_if = "is_false")]
    truncate: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    trickle_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page: Option<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature serde wants"
)]
fn is_false(value: &bool) -> bool {
    !value
}

impl TryFrom<ThenKeys> for Then {
    type Error = String;

    fn try_from(keys: ThenKeys) -> Result<Self, String> {
        let ThenKeys {
            status,
            code,
            message,
            retry_after,
            body,
            ..
        } = keys;
        let dependent =
            code.is_some() || message.is_some() || retry_after.is_some() || body.is_some();
        if status.is_none() && dependent {
            return Err("`code`, `message`, `retry_after` and `body` need a `status`".to_owned());
        }
        if status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Err("`status` is not an HTTP status from 200 to 599".to_owned());
        }
        let answer = |status| Harm::Answer {
            status,
            code,
            message,
            retry_after,
            body,
        };
        let mut harms = [
            status.map(answer),
            keys.lose_response.then_some(Harm::LoseResponse),
            keys.reset.then_some(Harm::Reset),
            keys.hold.then_some(Harm::Hold),
            keys.hold_answer.then_some(Harm::HoldAnswer),
            keys.hang.then_some(Harm::Hang),
            keys.truncate.then_some(Harm::Truncate),
            keys.trickle_ms
                .map(|ms| Harm::Trickle(Duration::from_millis(ms))),
            keys.redirect.map(Harm::Redirect),
            keys.next_page.map(Harm::NextPage),
        ]
        .into_iter()
        .flatten();
        let harm = harms.next();
        if harms.next().is_some() {
            return Err("`then` says two things at once: make it two faults".to_owned());
        }
        if harm.is_none() && keys.delay_ms.is_none() && keys.late_ms.is_none() {
            return Err("`then` does not say what shall happen".to_owned());
        }
        Ok(Self {
            delay: Duration::from_millis(keys.delay_ms.unwrap_or(0)),
            late: Duration::from_millis(keys.late_ms.unwrap_or(0)),
            harm: harm.unwrap_or(Harm::None),
        })
    }
}

impl From<Then> for ThenKeys {
    fn from(then: Then) -> Self {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let some = |time: Duration| Some(millis(time)).filter(|ms| *ms > 0);
        let (delay_ms, late_ms) = (some(then.delay), some(then.late));
        let mut keys = Self {
            delay_ms,
            late_ms,
            ..Self::default()
        };
        match then.harm {
            Harm::None if late_ms.is_none() => keys.delay_ms = Some(delay_ms.unwrap_or(0)),
            Harm::None => {}
            Harm::Answer {
                status,
                code,
                message,
                retry_after,
                body,
            } => {
                keys = Self {
                    delay_ms,
                    late_ms,
                    status: Some(status),
                    code,
                    message,
                    retry_after,
                    body,
                    ..keys
                };
            }
            Harm::LoseResponse => keys.lose_response = true,
            Harm::Reset => keys.reset = true,
            Harm::Hold => keys.hold = true,
            Harm::HoldAnswer => keys.hold_answer = true,
            Harm::Hang => keys.hang = true,
            Harm::Truncate => keys.truncate = true,
            Harm::Trickle(time) => keys.trickle_ms = Some(millis(time)),
            Harm::Redirect(url) => keys.redirect = Some(url),
            Harm::NextPage(url) => keys.next_page = Some(url),
        }
        keys
    }
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
