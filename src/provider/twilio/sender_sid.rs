//! The SID of a sender that a service lists by its digits. Pure.

use super::number::NumberSid;
use super::short_code::ShortCodeSid;
use crate::model::Invalid;

/// The SID of a number that can be in a service: of a phone number or of a short code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SenderSid {
    /// A phone number.
    Number(NumberSid),
    /// A short code.
    ShortCode(ShortCodeSid),
}

impl SenderSid {
    /// Parses a SID of either kind. The refusal names a phone number, which is the usual case.
    pub(super) fn parse(text: &str) -> Result<Self, Invalid> {
        match ShortCodeSid::parse(text) {
            Ok(code) => Ok(Self::ShortCode(code)),
            Err(_) => NumberSid::parse(text).map(Self::Number),
        }
    }

    /// The list of a service that holds such senders.
    pub(super) fn list(&self) -> &'static str {
        match self {
            Self::Number(_) => "PhoneNumbers",
            Self::ShortCode(_) => "ShortCodes",
        }
    }

    /// The parameter that names such a sender when it joins a service.
    pub(super) fn parameter(&self) -> &'static str {
        match self {
            Self::Number(_) => "PhoneNumberSid",
            Self::ShortCode(_) => "ShortCodeSid",
        }
    }

    /// The text.
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Number(sid) => sid.as_str(),
            Self::ShortCode(sid) => sid.as_str(),
        }
    }
}
