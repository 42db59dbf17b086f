//! What a text is sent to: a phone number or a short code, as far as the delivery depends on it.

use crate::inbound::webhook::Webhook;
use crate::store::account::Account;
use crate::store::number::Number;
use crate::store::phone::NumberKind;
use crate::store::service::Service;
use crate::store::short_code::ShortCode;
use crate::store::state::State;

/// A phone number or a short code.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Receiver<'a> {
    Number(&'a Number),
    ShortCode(&'a ShortCode),
}

impl<'a> Receiver<'a> {
    /// The receiver with these digits, and its account.
    pub(crate) fn find(state: &'a State, digits: &str) -> Option<(&'a Account, Self)> {
        state.accounts.values().find_map(|account| {
            let mut numbers = account.numbers.values();
            let number = numbers.find(|number| number.phone_number == digits);
            let mut codes = account.short_codes.values();
            let code = codes.find(|code| code.short_code == digits);
            let receiver = number
                .map(Self::Number)
                .or_else(|| code.map(Self::ShortCode));
            Some((account, receiver?))
        })
    }

    /// All receivers of an account, in the order of their digits.
    pub(crate) fn all(account: &'a Account) -> Vec<Self> {
        let numbers = account.numbers.values().map(Self::Number);
        let codes = account.short_codes.values().map(Self::ShortCode);
        let mut all: Vec<Self> = numbers.chain(codes).collect();
        all.sort_by_key(|receiver| receiver.digits());
        all
    }

    /// Its place, from 0, among all receivers of its account in the order of their digits.
    pub(crate) fn place_in(self, account: &Account) -> usize {
        let digits = self.digits();
        let numbers = account.numbers.values();
        let codes = account.short_codes.values();
        numbers
            .filter(|number| number.phone_number.as_str() < digits)
            .count()
            + codes
                .filter(|code| code.short_code.as_str() < digits)
                .count()
    }

    /// Its digits.
    pub(crate) fn digits(self) -> &'a str {
        match self {
            Self::Number(number) => &number.phone_number,
            Self::ShortCode(code) => &code.short_code,
        }
    }

    /// The kind of a phone number.
    pub(crate) fn kind(self) -> Option<NumberKind> {
        match self {
            Self::Number(number) => Some(number.kind),
            Self::ShortCode(_) => None,
        }
    }

    /// True if it can receive texts.
    pub(crate) fn is_able(self) -> bool {
        match self {
            Self::Number(number) => number.capabilities.sms,
            Self::ShortCode(_) => true,
        }
    }

    /// True if it is in `service`.
    pub(crate) fn is_in(self, service: &Service) -> bool {
        match self {
            Self::Number(number) => service.senders.contains_key(&number.sid),
            Self::ShortCode(code) => service.short_codes.contains_key(&code.sid),
        }
    }

    /// The SID of the application that it points at; a short code has none.
    pub(crate) fn application(self) -> Option<&'a str> {
        match self {
            Self::Number(number) => {
                Some(number.sms_application_sid.as_str()).filter(|sid| !sid.is_empty())
            }
            Self::ShortCode(_) => None,
        }
    }

    /// Its own webhook and that one's fallback.
    pub(crate) fn own(self) -> (Option<Webhook>, Option<Webhook>) {
        match self {
            Self::Number(number) => (
                Webhook::of(&number.sms_url, number.sms_method),
                Webhook::of(&number.sms_fallback_url, number.sms_fallback_method),
            ),
            Self::ShortCode(code) => (
                Webhook::of(&code.sms_url, code.sms_method),
                Webhook::of(&code.sms_fallback_url, code.sms_fallback_method),
            ),
        }
    }
}
