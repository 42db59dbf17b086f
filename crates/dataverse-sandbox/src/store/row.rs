//! A row of a table.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::store::tables::{Column, Kind, Table};

/// A row of one of the tables.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Row {
    /// Primary id, in lower case.
    pub(crate) id: String,
    /// Logical name of its table.
    pub(crate) table: String,
    /// Place in the order of creation, in which lists are read.
    pub(crate) place: u64,
    /// The number in its etag.
    pub(crate) version: u64,
    /// Id of the owning user.
    pub(crate) owner: String,
    /// Id of the owning business unit.
    pub(crate) unit: String,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    /// Logical name of the extension's table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) extension: Option<String>,
    /// By property: every column that no field above holds.
    pub(crate) values: Map<String, Value>,
}

impl Row {
    /// The value of a column; a column without one is null.
    pub(crate) fn value(&self, column: &Column) -> Value {
        let time = |time: Timestamp| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into();
        match (column.name, &column.kind) {
            (_, Kind::Id) => self.id.as_str().into(),
            ("owningbusinessunit", _) => self.unit.as_str().into(),
            ("createdon", _) => time(self.created),
            ("modifiedon", _) => time(self.modified),
            _ => {
                let value = self.values.get(&column.property());
                value.cloned().unwrap_or_default()
            }
        }
    }

    /// The value of a column that is text.
    pub(crate) fn text(&self, property: &str) -> Option<&str> {
        self.values.get(property)?.as_str()
    }

    /// The table that a lookup of this row refers to.
    pub(crate) fn target<'a>(&'a self, column: &'a Column) -> Option<&'a str> {
        match column.kind {
            Kind::Extension { .. } => self.extension.as_deref(),
            Kind::Lookup { target, .. } => Some(target),
            _ => None,
        }
    }

    /// The etag.
    pub(crate) fn etag(&self) -> String {
        format!("W/\"{}\"", self.version)
    }

    /// True if it is a row of this table.
    pub(crate) fn is_of(&self, table: &Table) -> bool {
        self.table == table.logical
    }
}
