//! The tables, with the columns that are documented or observed. Nothing here is guessed: a column that is not
//! listed does not exist.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The primary id.
    Id,
    /// Text of at most so many characters, or of unknown length.
    Text(Option<usize>),
    /// True or false.
    Flag,
    /// A number with a label.
    Choice,
    /// `statecode`.
    State,
    /// `statuscode`.
    Status,
    /// A time.
    Time,
    /// A row of another table.
    Lookup {
        /// Its logical name.
        target: &'static str,
        /// The navigation property, if it is known.
        navigation: Option<&'static str>,
    },
    /// The row that holds what is special to a kind of provider, in one of several tables.
    Extension {
        /// The tables that the sandbox has. The navigation property to one is the column's name, `_` and the table's.
        targets: &'static [&'static str],
    },
}

/// A column.
#[derive(Debug)]
pub(crate) struct Column {
    /// Logical name.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

impl Column {
    /// Its name in the Web API: that of a lookup is `_x_value`.
    pub(crate) fn property(&self) -> String {
        match self.kind {
            Kind::Lookup { .. } | Kind::Extension { .. } => format!("_{}_value", self.name),
            _ => self.name.to_owned(),
        }
    }

    /// `AttributeType` in the metadata.
    pub(crate) fn attribute_type(&self) -> &'static str {
        match self.kind {
            Kind::Id => "Uniqueidentifier",
            Kind::Text(_) => "String",
            Kind::Flag => "Boolean",
            Kind::Choice => "Picklist",
            Kind::State => "State",
            Kind::Status => "Status",
            Kind::Time => "DateTime",
            Kind::Lookup { .. } | Kind::Extension { .. } => "Lookup",
        }
    }

    /// The table that a navigation property of this column leads to.
    pub(crate) fn navigation(&self, property: &str) -> Option<&'static str> {
        match self.kind {
            Kind::Lookup { target, navigation } => (navigation == Some(property)).then_some(target),
            Kind::Extension { targets } => {
                let named = property.strip_prefix(self.name)?.strip_prefix('_')?;
                targets.iter().find(|target| **target == named).copied()
            }
            _ => None,
        }
    }
}

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) logical: &'static str,
    /// Schema name, of which the names of its privileges are made.
    pub(crate) schema: &'static str,
    /// Entity set.
    pub(crate) set: &'static str,
    pub(crate) columns: &'static [Column],
    /// The columns that are credentials: no request may ask for one.
    pub(crate) credentials: &'static [&'static str],
}

impl Table {
    /// The column with this name in the Web API.
    pub(crate) fn property(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.property() == name)
    }
}

pub(crate) const DEFINITION: &str = "msdyn_channeldefinition";
pub(crate) const ACCOUNT: &str = "msdyn_channelinstanceaccount";
pub(crate) const INSTANCE: &str = "msdyn_channelinstance";
pub(crate) const TWILIO_ACCOUNT: &str = "msdynmkt_twiliochannelinstanceaccount";
pub(crate) const TWILIO_INSTANCE: &str = "msdynmkt_twiliochannelinstance";
pub(crate) const KEYWORD: &str = "msdynmkt_keyword";
pub(crate) const ACS_ACCOUNT: &str = "msdynmkt_byoacschannelinstanceaccount";
pub(crate) const ACS_INSTANCE: &str = "msdynmkt_byoacschannelinstance";
pub(crate) const AUTH_TOKEN: &str = "msdynmkt_authtoken";
pub(crate) const PRIMARY: &str = "msdynmkt_primaryconnectionstring";
pub(crate) const SECONDARY: &str = "msdynmkt_secondaryconnectionstring";
/// The kinds of providers whose extensions have tables named `msdynmkt_…channelinstanceaccount`.
pub(crate) const KINDS: [&str; 7] = [
    "byoacs",
    "infobip",
    "linkmobility",
    "mocksmsprovider",
    "telesign",
    "twilio",
    "vibes",
];
/// The table of a provider's extension that has no table of its own, without the suffix `account`.
pub(crate) const CUSTOM: &str = "msdyn_defextendedchannelinstance";

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

const fn lookup(
    name: &'static str,
    target: &'static str,
    navigation: Option<&'static str>,
) -> Column {
    Column {
        name,
        kind: Kind::Lookup { target, navigation },
    }
}

const STATE: Column = column("statecode", Kind::State);
const MODIFIED: Column = column("modifiedon", Kind::Time);
const UNIT: Column = lookup("owningbusinessunit", "businessunit", None);
const OF_DEFINITION: Column = lookup(
    "msdyn_channeldefinitionid",
    DEFINITION,
    Some("msdyn_ChannelDefinitionId"),
);
const HUNDRED: Kind = Kind::Text(Some(100));

/// The tables.
pub(crate) static TABLES: [Table; 8] = [
    Table {
        logical: DEFINITION,
        schema: "msdyn_ChannelDefinition",
        set: "msdyn_channeldefinitions",
        columns: &[
            column("msdyn_channeldefinitionid", Kind::Id),
            column("msdyn_name", HUNDRED),
            column("msdyn_displayname", HUNDRED),
            column("msdyn_channeltype", HUNDRED),
            column("msdyn_channeldefinitionexternalentity", HUNDRED),
            column("msdyn_channeldefinitionaccountexternalentity", HUNDRED),
            column("msdyn_hasinbound", Kind::Flag),
            column("msdyn_hasdeliveryreceipt", Kind::Flag),
            STATE,
        ],
        credentials: &[],
    },
    Table {
        logical: ACCOUNT,
        schema: "msdyn_ChannelInstanceAccount",
        set: "msdyn_channelinstanceaccounts",
        columns: &[
            column("msdyn_channelinstanceaccountid", Kind::Id),
            column("msdyn_name", Kind::Text(None)),
            column("msdyn_description", Kind::Text(None)),
            OF_DEFINITION,
            column(
                "msdyn_extendedentityid",
                Kind::Extension {
                    targets: &[TWILIO_ACCOUNT, ACS_ACCOUNT],
                },
            ),
            UNIT,
            STATE,
            MODIFIED,
        ],
        credentials: &[],
    },
    Table {
        logical: TWILIO_ACCOUNT,
        schema: "msdynmkt_twiliochannelinstanceaccount",
        set: "msdynmkt_twiliochannelinstanceaccounts",
        columns: &[
            column("msdynmkt_twiliochannelinstanceaccountid", Kind::Id),
            column("msdynmkt_name", Kind::Text(None)),
            column("msdynmkt_accountsid", Kind::Text(Some(1000))),
            column("msdynmkt_messagingservicesid", Kind::Text(Some(500))),
            column(AUTH_TOKEN, Kind::Text(None)),
            STATE,
        ],
        credentials: &[AUTH_TOKEN],
    },
    Table {
        logical: INSTANCE,
        schema: "msdyn_ChannelInstance",
        set: "msdyn_channelinstances",
        columns: &[
            column("msdyn_channelinstanceid", Kind::Id),
            column("msdyn_name", HUNDRED),
            column("msdyn_contactpoint", HUNDRED),
            lookup(
                "msdyn_channelinstanceaccountid",
                ACCOUNT,
                Some("msdyn_ChannelInstanceAccountId"),
            ),
            OF_DEFINITION,
            column(
                "msdyn_extendedentityid",
                Kind::Extension {
                    targets: &[TWILIO_INSTANCE, ACS_INSTANCE],
                },
            ),
            lookup(
                "msdyn_consumingapplicationid",
                "msdyn_consumingapplication",
                Some("msdyn_ConsumingApplicationId"),
            ),
            UNIT,
            STATE,
            MODIFIED,
        ],
        credentials: &[],
    },
    Table {
        logical: TWILIO_INSTANCE,
        schema: "msdynmkt_twiliochannelinstance",
        set: "msdynmkt_twiliochannelinstances",
        columns: &[
            column("msdynmkt_twiliochannelinstanceid", Kind::Id),
            column("msdynmkt_name", Kind::Text(None)),
            column("msdynmkt_type", Kind::Choice),
            STATE,
        ],
        credentials: &[],
    },
    Table {
        logical: ACS_ACCOUNT,
        schema: "msdynmkt_byoacschannelinstanceaccount",
        set: "msdynmkt_byoacschannelinstanceaccounts",
        columns: &[
            column("msdynmkt_byoacschannelinstanceaccountid", Kind::Id),
            column("msdynmkt_name", Kind::Text(None)),
            column(PRIMARY, Kind::Text(None)),
            column(SECONDARY, Kind::Text(None)),
            STATE,
        ],
        credentials: &[PRIMARY, SECONDARY],
    },
    Table {
        logical: ACS_INSTANCE,
        schema: "msdynmkt_byoacschannelinstance",
        set: "msdynmkt_byoacschannelinstances",
        columns: &[
            column("msdynmkt_byoacschannelinstanceid", Kind::Id),
            column("msdynmkt_name", Kind::Text(None)),
            column("msdynmkt_type", Kind::Choice),
            STATE,
        ],
        credentials: &[],
    },
    Table {
        logical: KEYWORD,
        schema: "msdynmkt_keyword",
        set: "msdynmkt_keywords",
        columns: &[
            column("msdynmkt_keywordid", Kind::Id),
            column("msdynmkt_name", HUNDRED),
            UNIT,
            STATE,
            column("statuscode", Kind::Status),
            column("createdon", Kind::Time),
            MODIFIED,
        ],
        credentials: &[],
    },
];

/// The table with this logical name.
pub(crate) fn table(logical: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.logical == logical)
}
