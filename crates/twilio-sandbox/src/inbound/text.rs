//! A simulated inbound text and what became of it: the data of `POST /_sandbox/text`. How the webhook is found is in
//! `inbound`, how it is called in `deliver`, how it is told to people in `told`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::store::method::Method;

/// A text that somebody sends to one of the sandbox's numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The number it goes to, E.164.
    pub to: String,
    /// The phone it comes from, E.164; one set aside for fiction when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it says; at most 1600 characters.
    pub body: String,
}

/// Whose webhook answers a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    /// The number's own.
    Number,
    /// That of the messaging service that the number is in.
    MessagingService,
    /// That of the application that the number points at.
    Application,
    /// Nobody's.
    Nothing,
}

/// What Twilio does by itself with a text that is one of its words, besides delivering it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum OptOut {
    /// Confirms, and sends this phone nothing more.
    Stop,
    /// Confirms, and sends again.
    Start,
    /// Answers with help.
    Help,
}

/// One webhook, and what came of calling it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attempt {
    /// As configured, a password masked. None when there is no webhook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Whether it was really called: only what is on this machine is.
    pub called: bool,
    /// Where the call went instead of the URL, by the seed's `deliver`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The HTTP status answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The text that goes back. Of several messages, all, one per line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
    /// An address off this machine that it redirected to, which was not followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirected_to: Option<String>,
    /// Why it failed, or why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The number it went to.
    pub to: String,
    /// The phone it came from.
    pub from: String,
    /// The account that owns the number.
    pub account_sid: String,
    /// Whose webhook answers.
    pub decided_by: DecidedBy,
    /// The messaging service that the number is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_sid: Option<String>,
    /// The application that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_sid: Option<String>,
    /// Whether somebody answered; or would have, off this machine.
    pub answered: bool,
    /// The webhook. If its fallback answered, `reply` is the fallback's.
    #[serde(flatten)]
    pub webhook: Attempt,
    /// The webhook that was tried when the first one failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Attempt>,
    /// The address configuration of Conversations that may take the text first. Whether it does is not simulated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_be_taken_by: Option<String>,
    /// What Twilio answers by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_out: Option<OptOut>,
    /// The parameters that the webhook gets.
    pub params: BTreeMap<String, String>,
}

impl Attempt {
    /// Whether this webhook answered, or would have if it were on this machine.
    pub(crate) fn answers(&self) -> bool {
        self.url.is_some() && self.error.is_none()
    }
}
