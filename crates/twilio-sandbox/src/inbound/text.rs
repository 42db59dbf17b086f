//! A simulated inbound text and its outcome: the data of `POST /_sandbox/text`. `decision` finds the webhook, `call`
//! calls it, and `narration` describes the outcome.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::store::method::Method;

/// A text to one of the sandbox's numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The receiving number, E.164, or the digits of a short code.
    pub to: String,
    /// The sending phone, E.164; a number reserved for fiction if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The body; at most 1600 characters.
    pub body: String,
}

/// Whose webhook receives a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    /// The number's own.
    Number,
    /// That of the messaging service that the number is in.
    MessagingService,
    /// That of the application that the number points at.
    Application,
    /// No webhook receives it.
    Nothing,
}

/// What Twilio does automatically with a text that is one of its words, in addition to delivering it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum OptOut {
    /// Confirms, and sends nothing more to this phone.
    Stop,
    /// Confirms, and sends to this phone again.
    Start,
    /// Answers with help.
    Help,
}

/// One webhook, and the result of calling it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attempt {
    /// The configured URL with its password masked. None if there is no webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The HTTP method of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// True if it was called: only webhooks on this machine are.
    pub called: bool,
    /// True if the sandbox answered in the place of the handler, because of the seed's `handlers`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub simulated: bool,
    /// The URL that was called instead, because of the seed's `deliver`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The HTTP status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The reply. Several messages are joined, one per line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// A redirect off this machine, which was not followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirected_to: Option<String>,
    /// Why it failed, or why there is no webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// The outcome of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The receiving number.
    pub to: String,
    /// The sending phone.
    pub from: String,
    /// The account that owns the number.
    pub account_sid: String,
    /// Whose webhook receives it.
    pub decided_by: DecidedBy,
    /// The messaging service that the number is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_sid: Option<String>,
    /// The application whose webhook receives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_sid: Option<String>,
    /// True if a webhook answered, or would have off this machine.
    pub answered: bool,
    /// The webhook. If its fallback answered, `reply` is that of the fallback.
    #[serde(flatten)]
    pub webhook: Attempt,
    /// The fallback that was called because the first webhook failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Attempt>,
    /// The address configuration with which Conversations may take the text first, which is not simulated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_be_taken_by: Option<String>,
    /// What Twilio does automatically.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_out: Option<OptOut>,
    /// The parameters of the call.
    pub params: BTreeMap<String, String>,
}

impl Attempt {
    /// True if this webhook answered, or would have if it were on this machine.
    pub(crate) fn answers(&self) -> bool {
        self.url.is_some() && self.error.is_none()
    }
}
