//! The effect of a fault on a request, and how YAML and JSON write it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The effect of a fault: delays, then harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ThenKeys", into = "ThenKeys")]
pub struct Then {
    /// Delay before the request is handled.
    pub delay: Duration,
    /// How long handling takes; the request is handled even if the client disconnects meanwhile.
    pub late: Duration,
    /// What happens after the delay.
    pub harm: Harm,
}

/// An error code: some services have numbers, others words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Code {
    /// A number.
    Number(u32),
    /// A word.
    Word(String),
}

/// The harm that a fault does to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Harm {
    /// Only the delays.
    None,
    /// The request is not handled; this is answered instead.
    Answer {
        /// HTTP status.
        status: u16,
        /// The service's code in the body; its usual one for the status if left out.
        code: Option<Code>,
        /// The message in the body.
        message: Option<String>,
        /// Seconds in the Retry-After header.
        retry_after: Option<u64>,
        /// A whole body instead of the service's, such as a gateway's HTML.
        body: Option<String>,
    },
    /// The request is handled, and the connection closed without an answer.
    LoseResponse,
    /// The connection is closed before the request is handled.
    Reset,
    /// The request waits until it is released, and is then handled; if its client disconnects first, it never is.
    Hold,
    /// The request is handled, and its answer waits until it is released.
    HoldAnswer,
    /// The request is handled, and never answered; the connection stays open.
    Hang,
    /// The request is handled, and the connection closes after half of the answer's body.
    Truncate,
    /// The request is handled, and the answer arrives byte by byte with this delay between two bytes.
    Trickle(Duration),
    /// The request is not handled; a 307 to this URL is answered.
    Redirect(String),
    /// The request is handled, and the list's link to the next page replaced by this URL.
    NextPage(String),
}

/// The keys of `then` in YAML and JSON.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key; reading checks that only one of them is set"
)]
struct ThenKeys {
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
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
            return Err("`then` has two effects; write two faults".to_owned());
        }
        if harm.is_none() && keys.delay_ms.is_none() && keys.late_ms.is_none() {
            return Err("`then` has no effect".to_owned());
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
