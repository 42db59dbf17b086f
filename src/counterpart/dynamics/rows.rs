//! What was read of an environment, joined by id. Plain data.

use crate::model::CounterpartCode;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Environment {
    /// The environment's URL as declared: scheme and host.
    pub url: String,
    /// What names it; `None` if not even that could be read.
    pub organization: Option<Organization>,
    /// The SMS providers.
    pub providers: Listed<ProviderRow>,
    /// The phone numbers.
    pub numbers: Listed<NumberRow>,
    /// The keywords; `None` if they were not asked for.
    pub keywords: Option<Listed<KeywordRow>>,
    /// Whether the column with Twilio's token is secured; `None` if that is not known.
    pub token_is_secured: Option<bool>,
    /// What could not be read and makes the comparison incomplete, each cause once.
    pub obstacles: Vec<Obstacle>,
    /// What could not be read and does not: secured or missing columns, each once.
    pub notes: Vec<Obstacle>,
    /// Requests made, those for tokens included.
    pub reads: u64,
}

/// The organisation and its environment. Ids are in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Organization {
    pub id: String,
    pub environment_id: Option<String>,
    pub name: Option<String>,
}

/// A list, and how much of it was visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed<T> {
    /// The rows, each once, in the order of their ids.
    pub rows: Vec<T>,
    /// How much was visible.
    pub extent: Extent,
}

/// How much of a list was visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Every row: absence is proof.
    Everything,
    /// The rows that the user may see, which may not be all.
    Visible,
    /// The list was not read. It has no rows.
    Unread,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Obstacle {
    pub code: CounterpartCode,
    pub summary: String,
    pub help: String,
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell<T> {
    /// It was read; `None` if it is not set.
    Read(Option<T>),
    /// It is secured, its column does not exist, or its row was not read: never "unset".
    Hidden,
}

/// A row of `msdyn_channelinstanceaccount` with its extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ProviderRow {
    pub id: String,
    pub name: Option<String>,
    pub description: Option<String>,
    pub extension: Extension,
    /// `statecode` 0.
    pub active: bool,
    /// `modifiedon`, as it was sent.
    pub modified: Option<String>,
    pub business_unit: Option<String>,
}

/// The kind of a provider's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Extension {
    Twilio {
        account_sid: Cell<String>,
        messaging_service_sid: Cell<String>,
    },
    /// Azure Communication Services. Its columns are credentials, which are never read.
    Azure,
    /// Another kind, by the logical name of its table.
    Other(String),
    /// The row names no extension.
    None,
    /// The row names an extension, and it could not be found or read.
    Unread,
}

/// A row of `msdyn_channelinstance` with its extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberRow {
    pub id: String,
    pub name: Option<String>,
    /// `msdyn_contactpoint`, as it was sent.
    pub contact_point: Option<String>,
    /// The id of the provider's row.
    pub provider: Option<String>,
    pub kind: Cell<NumberKind>,
    pub consuming_application: Option<String>,
    pub active: bool,
    pub modified: Option<String>,
    pub business_unit: Option<String>,
}

/// `msdynmkt_type` of a number. The same integers mean other things for other kinds of provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberKind {
    Geographic,
    ShortCode,
    TollFree,
    Alphanumeric,
    /// An integer that is not documented.
    Unknown(i64),
}

/// A row of `msdynmkt_keyword`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeywordRow {
    pub id: String,
    pub name: String,
    pub active: bool,
    pub modified: Option<String>,
    pub business_unit: Option<String>,
}
