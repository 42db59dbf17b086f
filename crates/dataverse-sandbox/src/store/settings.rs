//! How the sandbox behaves where Dataverse's behaviour is not known, or depends on what an administrator did. Not
//! saved: each run starts with the settings of its seed.

use std::collections::BTreeMap;

use sandbox_server::entra::Secret;
use serde::{Deserialize, Serialize};

use crate::store::limits::Limits;
use crate::store::tables::{KEYWORD, TABLES};

/// The behaviour of a sandbox. The crate's README describes the keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Settings {
    /// What the token endpoint thinks of a client secret that is right.
    pub secret: Secret,
    /// Lifetime of a token in seconds.
    pub expires_in: i64,
    /// How many requests a token is good for; any number if left out.
    pub token_requests: Option<u64>,
    /// Whether the apps have an application user in the environment.
    pub application_user: bool,
    /// Depth of the privilege to read, by table; `global` if left out.
    pub read: BTreeMap<String, Depth>,
    /// Depth of the privilege to create, by table; if left out, `global` for keywords and `none` for all others.
    pub create: BTreeMap<String, Depth>,
    /// Depth of the privilege to write, as for `create`.
    pub write: BTreeMap<String, Depth>,
    /// Whether a PATCH that may only create needs the privilege to write too.
    pub create_only_needs_write: bool,
    /// How the function that shows privileges reads their names.
    pub privilege_function: PrivilegeFunction,
    /// Whether the function that shows the organisation answers.
    pub organization_function: bool,
    /// Whether metadata of several tables can be filtered and expanded at once.
    pub filter_many_tables: bool,
    /// Tables that do not exist.
    pub missing_tables: Vec<String>,
    /// Columns that do not exist, by table.
    pub missing_columns: BTreeMap<String, Vec<String>>,
    /// Entity sets with another name, by table.
    pub entity_sets: BTreeMap<String, String>,
    /// Secured columns, by table.
    pub secured: BTreeMap<String, Vec<String>>,
    /// What a secured column looks like to a user who may not read it.
    pub secured_values: SecuredValues,
    /// Whether keywords have optimistic concurrency.
    pub optimistic_concurrency: bool,
    /// Whether a keyword can be created with an id that the client chose.
    pub client_ids: bool,
    /// Whether a rule refuses a keyword whose name exists, if the request asks for detection.
    pub duplicate_rule: bool,
    /// Rows of a page at most.
    pub page_size: usize,
    /// How many rows of a page the next page repeats.
    pub repeat_rows: usize,
    /// Scheme and host in the link to the next page; those of the request if left out.
    pub next_link: Option<String>,
    /// Code of the error for a column that does not exist.
    pub unknown_column_code: String,
    /// The body of a 401.
    pub unauthorized: Unauthorized,
    /// Service protection.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            secret: Secret::Valid,
            expires_in: 3599,
            token_requests: None,
            application_user: true,
            read: BTreeMap::new(),
            create: BTreeMap::new(),
            write: BTreeMap::new(),
            create_only_needs_write: true,
            privilege_function: PrivilegeFunction::AnyCase,
            organization_function: true,
            filter_many_tables: true,
            missing_tables: Vec::new(),
            missing_columns: BTreeMap::new(),
            entity_sets: BTreeMap::new(),
            secured: credentials(),
            secured_values: SecuredValues::Null,
            optimistic_concurrency: true,
            client_ids: true,
            duplicate_rule: false,
            page_size: 5000,
            repeat_rows: 0,
            next_link: None,
            unknown_column_code: "0x80060888".to_owned(),
            unauthorized: Unauthorized::Empty,
            limits: Limits::default(),
        }
    }
}

impl Settings {
    /// The depth of a privilege on a table.
    pub(crate) fn depth(&self, right: Right, table: &str) -> Depth {
        let (given, usual) = match right {
            Right::Read => (&self.read, true),
            Right::Create => (&self.create, table == KEYWORD),
            Right::Write => (&self.write, table == KEYWORD),
        };
        let usual = if usual { Depth::Global } else { Depth::None };
        given.get(table).copied().unwrap_or(usual)
    }

    /// True if the table does not exist.
    pub(crate) fn lacks_table(&self, table: &str) -> bool {
        self.missing_tables.iter().any(|missing| missing == table)
    }

    /// True if the column does not exist.
    pub(crate) fn lacks_column(&self, table: &str, column: &str) -> bool {
        lists(&self.missing_columns, table, column)
    }

    /// True if the column is secured.
    pub(crate) fn secures(&self, table: &str, column: &str) -> bool {
        lists(&self.secured, table, column)
    }
}

/// The columns that are credentials, by table.
fn credentials() -> BTreeMap<String, Vec<String>> {
    let with = TABLES.iter().filter(|table| !table.credentials.is_empty());
    with.map(|table| {
        let columns = table.credentials.iter().map(|name| (*name).to_owned());
        (table.logical.to_owned(), columns.collect())
    })
    .collect()
}

fn lists(lists: &BTreeMap<String, Vec<String>>, table: &str, column: &str) -> bool {
    let columns = lists.get(table);
    columns.is_some_and(|columns| columns.iter().any(|one| one == column))
}

/// What a privilege allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    Read,
    Create,
    Write,
}

impl Right {
    /// The beginning of the names of such privileges.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Read => "prvRead",
            Self::Create => "prvCreate",
            Self::Write => "prvWrite",
        }
    }
}

/// How far a privilege reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// The user does not have it.
    None,
    /// The user's own rows.
    Basic,
    /// The rows of the user's business unit.
    Local,
    /// Those of the units below it too.
    Deep,
    /// All rows of the organisation.
    Global,
}

impl Depth {
    /// The name in `RolePrivileges`; the user has no privilege without one.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Basic => Some("Basic"),
            Self::Local => Some("Local"),
            Self::Deep => Some("Deep"),
            Self::Global => Some("Global"),
        }
    }
}

/// How the function that shows privileges reads their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrivilegeFunction {
    /// Without regard to case.
    AnyCase,
    /// Spelled as the schema name.
    Exact,
    /// It refuses every request.
    Refused,
}

/// What a secured column looks like to a user who may not read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecuredValues {
    /// Null.
    Null,
    /// It is left out of the row.
    Absent,
    /// A request that selects it is refused.
    Refused,
}

/// The body of a 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unauthorized {
    /// None.
    Empty,
    /// An error as others are.
    Json,
}
