//! The tables that are read, with the columns of each that are selected. Plain data.
//!
//! The credentials of a provider are in none of them: the column with Twilio's token is never
//! selected, and the table of the accounts of Azure Communication Services is never read, because
//! its columns are connection strings.

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    /// Its logical name.
    pub logical: &'static str,
    /// Its entity set, unless the metadata reports another name.
    pub set: &'static str,
    /// Its primary key.
    pub key: &'static str,
    /// What its rows are, for the end of "reading …".
    pub rows: &'static str,
    /// The privilege to read it.
    pub privilege: &'static str,
    /// The columns that are selected.
    pub columns: &'static [Column],
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    /// Its logical name.
    pub logical: &'static str,
    /// Its name in `$select`; that of a lookup is `_x_value`.
    pub select: &'static str,
    /// Whether the rows mean nothing without it.
    pub needed: bool,
}

const fn plain(name: &'static str) -> Column {
    Column {
        logical: name,
        select: name,
        needed: false,
    }
}

const fn needed(name: &'static str) -> Column {
    Column {
        needed: true,
        ..plain(name)
    }
}

const fn lookup(logical: &'static str, select: &'static str) -> Column {
    Column {
        logical,
        select,
        needed: false,
    }
}

const STATE: Column = plain("statecode");
const MODIFIED: Column = plain("modifiedon");
const UNIT: Column = lookup("owningbusinessunit", "_owningbusinessunit_value");
const EXTENSION: Column = lookup("msdyn_extendedentityid", "_msdyn_extendedentityid_value");

/// The column that no request selects. Only the metadata says something about it.
pub(super) const AUTH_TOKEN: &str = "msdynmkt_authtoken";

/// The kinds of provider.
pub(super) const DEFINITION: Table = Table {
    logical: "msdyn_channeldefinition",
    set: "msdyn_channeldefinitions",
    key: "msdyn_channeldefinitionid",
    rows: "the kinds of provider",
    privilege: "prvReadmsdyn_ChannelDefinition",
    columns: &[plain("msdyn_channeldefinitionaccountexternalentity")],
};

/// The SMS providers.
pub(super) const ACCOUNT: Table = Table {
    logical: "msdyn_channelinstanceaccount",
    set: "msdyn_channelinstanceaccounts",
    key: "msdyn_channelinstanceaccountid",
    rows: "the SMS providers",
    privilege: "prvReadmsdyn_ChannelInstanceAccount",
    columns: &[
        plain("msdyn_name"),
        plain("msdyn_description"),
        lookup(
            "msdyn_channeldefinitionid",
            "_msdyn_channeldefinitionid_value",
        ),
        EXTENSION,
        UNIT,
        STATE,
        MODIFIED,
    ],
};

/// What is special to a provider of the kind Twilio.
pub(super) const TWILIO_ACCOUNT: Table = Table {
    logical: "msdynmkt_twiliochannelinstanceaccount",
    set: "msdynmkt_twiliochannelinstanceaccounts",
    key: "msdynmkt_twiliochannelinstanceaccountid",
    rows: "the accounts of the SMS providers",
    privilege: "prvReadmsdynmkt_twiliochannelinstanceaccount",
    columns: &[plain(ACCOUNT_SID), plain(SERVICE_SID)],
};

pub(super) const ACCOUNT_SID: &str = "msdynmkt_accountsid";
pub(super) const SERVICE_SID: &str = "msdynmkt_messagingservicesid";

/// The phone numbers.
pub(super) const INSTANCE: Table = Table {
    logical: "msdyn_channelinstance",
    set: "msdyn_channelinstances",
    key: "msdyn_channelinstanceid",
    rows: "the phone numbers",
    privilege: "prvReadmsdyn_ChannelInstance",
    columns: &[
        plain("msdyn_name"),
        needed("msdyn_contactpoint"),
        Column {
            needed: true,
            ..lookup(
                "msdyn_channelinstanceaccountid",
                "_msdyn_channelinstanceaccountid_value",
            )
        },
        EXTENSION,
        lookup(
            "msdyn_consumingapplicationid",
            "_msdyn_consumingapplicationid_value",
        ),
        UNIT,
        STATE,
        MODIFIED,
    ],
};

/// What is special to a number of the kind Twilio.
pub(super) const TWILIO_INSTANCE: Table = Table {
    logical: "msdynmkt_twiliochannelinstance",
    set: "msdynmkt_twiliochannelinstances",
    key: "msdynmkt_twiliochannelinstanceid",
    rows: "the types of the phone numbers",
    privilege: "prvReadmsdynmkt_twiliochannelinstance",
    columns: &[plain(TYPE)],
};

/// What is special to a number of the kind Azure Communication Services.
pub(super) const ACS_INSTANCE: Table = Table {
    logical: "msdynmkt_byoacschannelinstance",
    set: "msdynmkt_byoacschannelinstances",
    key: "msdynmkt_byoacschannelinstanceid",
    rows: "the types of the phone numbers of Azure",
    privilege: "prvReadmsdynmkt_byoacschannelinstance",
    columns: &[plain(TYPE)],
};

pub(super) const TYPE: &str = "msdynmkt_type";
/// The table of the accounts of Azure Communication Services. It is named, never read.
pub(super) const ACS_ACCOUNT: &str = "msdynmkt_byoacschannelinstanceaccount";

/// The keywords.
pub(super) const KEYWORD: Table = Table {
    logical: "msdynmkt_keyword",
    set: "msdynmkt_keywords",
    key: "msdynmkt_keywordid",
    rows: "the keywords",
    privilege: "prvReadmsdynmkt_keyword",
    columns: &[needed(KEYWORD_NAME), UNIT, STATE, MODIFIED],
};

pub(super) const KEYWORD_NAME: &str = "msdynmkt_name";

/// The tables whose absence together means that there is no text messaging in an environment.
pub(super) const OF_MESSAGING: [&Table; 6] = [
    &DEFINITION,
    &ACCOUNT,
    &TWILIO_ACCOUNT,
    &INSTANCE,
    &TWILIO_INSTANCE,
    &KEYWORD,
];
