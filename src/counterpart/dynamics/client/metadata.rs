//! Which tables and columns exist, and which columns are secured.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Run;
use super::attempt::{Call, Sort};
use crate::counterpart::dynamics::tables::Table;
use crate::counterpart::dynamics::trouble::Trouble;
use crate::model::CounterpartCode;
use crate::provider::{Failure, ProviderError};

const SELECT: &str = "$select=LogicalName,EntitySetName,IsOptimisticConcurrencyEnabled";
const EXPAND: &str = "$expand=Attributes($select=LogicalName,AttributeType,IsSecured)";
const DOING: &str = "reading which tables and columns there are";

/// The tables that exist, by logical name.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Metadata(BTreeMap<String, Known>);

/// A table that exists.
#[derive(Debug, Clone)]
pub(in super::super) struct Known {
    /// Its entity set.
    pub set: String,
    /// Whether a write can be made under a condition, if that is known.
    pub conditional: Option<bool>,
    /// Its columns by logical name, and whether each is secured.
    columns: BTreeMap<String, Option<bool>>,
}

#[derive(Deserialize)]
struct List {
    value: Vec<Definition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Definition {
    logical_name: String,
    entity_set_name: Option<String>,
    is_optimistic_concurrency_enabled: Option<bool>,
    attributes: Vec<Attribute>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    logical_name: String,
    is_secured: Option<bool>,
}

impl Metadata {
    /// A table, if it exists.
    pub(in super::super) fn table(&self, table: &Table) -> Option<&Known> {
        self.0.get(table.logical)
    }

    /// Adds a table. Returns `false` for a description that cannot be right.
    fn add(&mut self, definition: Definition) -> bool {
        let is_name = |name: &String| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let set = definition.entity_set_name.filter(is_name);
        let (Some(set), false) = (set, definition.attributes.is_empty()) else {
            return false;
        };
        let columns = definition.attributes.into_iter();
        let columns = columns.map(|column| (column.logical_name, column.is_secured));
        let known = Known {
            set,
            conditional: definition.is_optimistic_concurrency_enabled,
            columns: columns.collect(),
        };
        self.0.insert(definition.logical_name, known);
        true
    }
}

impl Known {
    /// Whether the table has a column.
    pub(in super::super) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// Whether a column is secured; `None` if it does not exist, or if that is not known.
    pub(in super::super) fn secures(&self, column: &str) -> Option<bool> {
        self.columns.get(column).copied().flatten()
    }
}

impl Run<'_> {
    /// Reads which of these tables and columns exist: in one request, or table by table in an
    /// environment that refuses it.
    pub(in super::super) async fn metadata(&self, tables: &[&Table]) -> Result<Metadata, Trouble> {
        let names = tables
            .iter()
            .map(|table| format!("LogicalName eq '{}'", table.logical));
        let names = names.collect::<Vec<_>>().join(" or ");
        let query = format!("{SELECT}&$filter={names}&{EXPAND}");
        let url = self.client.at("EntityDefinitions", Some(&query));
        let call = Call::reads(Sort::Fresh, &url, DOING);
        let mut metadata = Metadata::default();
        match self.send::<List>(&call).await {
            Ok(list) => {
                for definition in list.value {
                    if !metadata.add(definition) {
                        return Err(self.odd());
                    }
                }
            }
            Err(trouble) if trouble.code == CounterpartCode::Refused => {
                for table in tables {
                    self.describe(table, &mut metadata).await?;
                }
            }
            Err(trouble) => return Err(trouble),
        }
        Ok(metadata)
    }

    /// Adds one table, if it exists.
    async fn describe(&self, table: &Table, metadata: &mut Metadata) -> Result<(), Trouble> {
        let path = format!("EntityDefinitions(LogicalName='{}')", table.logical);
        let url = self.client.at(&path, Some(&format!("{SELECT}&{EXPAND}")));
        let call = Call::reads(Sort::Fresh, &url, DOING);
        match self.send::<Definition>(&call).await {
            Ok(definition) => {
                let is_added = metadata.add(definition);
                is_added.then_some(()).ok_or_else(|| self.odd())
            }
            Err(trouble) if trouble.is_absence() => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    fn odd(&self) -> Trouble {
        let error = ProviderError::new(
            Failure::Unintelligible,
            DOING,
            "the answer describes a table without its name or its columns",
        );
        Trouble::of_request(error, self.client.named(), false)
    }
}
