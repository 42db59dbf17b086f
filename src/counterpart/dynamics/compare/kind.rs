//! The kinds of provider that can be compared, and how their rows look.

use super::super::rows::{Cell, Extension, NumberKind, ProviderRow};
use super::contact_point::{Form, form_of_declared, is_toll_free};

/// A kind of provider that both sides have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SenderKind {
    /// Twilio.
    Twilio,
    /// Azure Communication Services. Its row names no account: its columns are credentials.
    Azure,
}

impl SenderKind {
    /// Returns the kind that YAML calls so; `None` if its rows cannot be compared.
    pub(super) fn parse(word: &str) -> Option<Self> {
        match word {
            "twilio" => Some(Self::Twilio),
            "azure" => Some(Self::Azure),
            _ => None,
        }
    }

    /// The name for people.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Twilio => "Twilio",
            Self::Azure => "Azure Communication Services",
        }
    }

    /// Whether a row is of this kind.
    pub(super) fn is_of(self, row: &ProviderRow) -> bool {
        match self {
            Self::Twilio => matches!(row.extension, Extension::Twilio { .. }),
            Self::Azure => row.extension == Extension::Azure,
        }
    }

    /// Whether a row is or may be of this kind: the kind of some rows cannot be read.
    pub(super) fn may_be_of(self, row: &ProviderRow) -> bool {
        self.is_of(row) || row.extension == Extension::Unread
    }

    /// Returns the types that fit a declared contact point; none if any type may be right. Azure has no
    /// type for a number that is not toll-free.
    pub(super) fn fitting(self, contact: &str) -> &'static [NumberKind] {
        match form_of_declared(contact) {
            Form::Number if is_toll_free(contact) => &[NumberKind::TollFree],
            // Prefixes of other countries are not listed here, so either type may be right.
            Form::Number if self == Self::Twilio => &[NumberKind::Geographic, NumberKind::TollFree],
            Form::Number => &[],
            Form::ShortCode => &[NumberKind::ShortCode],
            Form::Name => &[NumberKind::Alphanumeric],
        }
    }
}

/// Returns the Account SID of a row.
pub(super) fn account_sid(row: &ProviderRow) -> Cell<&str> {
    match &row.extension {
        Extension::Twilio { account_sid, .. } => trimmed(account_sid),
        Extension::Azure | Extension::Other(_) | Extension::None | Extension::Unread => {
            Cell::Hidden
        }
    }
}

/// Returns the SID of the messaging service that a row sends through.
pub(super) fn service_sid(row: &ProviderRow) -> Cell<&str> {
    match &row.extension {
        Extension::Twilio {
            messaging_service_sid,
            ..
        } => trimmed(messaging_service_sid),
        Extension::Azure | Extension::Other(_) | Extension::None | Extension::Unread => {
            Cell::Hidden
        }
    }
}

/// Returns a text without blanks around it: people paste SIDs. An empty one is not set.
fn trimmed(cell: &Cell<String>) -> Cell<&str> {
    match cell {
        Cell::Read(text) => {
            let text = text.as_deref().map(str::trim);
            Cell::Read(text.filter(|text| !text.is_empty()))
        }
        Cell::Hidden => Cell::Hidden,
    }
}

/// The label of a number's type in sentences and records.
pub(super) fn label(kind: NumberKind) -> String {
    match kind {
        NumberKind::Geographic => "geo".to_owned(),
        NumberKind::ShortCode => "short_code".to_owned(),
        NumberKind::TollFree => "toll_free".to_owned(),
        NumberKind::Alphanumeric => "alphanumeric".to_owned(),
        NumberKind::Unknown(number) => number.to_string(),
    }
}
