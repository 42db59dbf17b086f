//! Changes that somebody else makes in Dynamics.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::seed::format::{SeedKeyword, SeedNumber, SeedProvider};
use crate::seed::rows::{Adder, unit_id};
use crate::store::state::State;
use crate::store::tables::{Kind, table};

/// A change.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Change {
    /// Columns of a row, by their names in the Web API. `null` empties one.
    Set {
        id: String,
        values: Map<String, Value>,
    },
    /// A row that somebody deletes; the rows that refer to it stay.
    Remove { id: String },
    /// A provider that somebody adds.
    Provider(Box<SeedProvider>),
    /// A number that somebody adds to the provider with this id.
    Number {
        provider: String,
        number: SeedNumber,
    },
    /// A keyword that somebody adds.
    Keyword(SeedKeyword),
}

/// Makes a change. Returns the id of the row that was changed.
pub(crate) fn mutate(state: &mut State, change: Change) -> Result<String, String> {
    let now = state.now();
    match change {
        Change::Set { id, values } => set(state, &id.to_lowercase(), values),
        Change::Remove { id } => {
            let id = id.to_lowercase();
            state.rows.remove(&id).ok_or_else(|| missing(&id))?;
            state.change();
            Ok(id)
        }
        Change::Provider(provider) => {
            provider.check().map_err(|error| format!("{error:#}"))?;
            Ok(Adder::by_hand(state, now).provider(&provider))
        }
        Change::Number { provider, number } => {
            number.check().map_err(|error| format!("{error:#}"))?;
            let provider = provider.to_lowercase();
            let added = Adder::by_hand(state, now).number(&provider, &number);
            added.ok_or_else(|| missing(&provider))
        }
        Change::Keyword(keyword) => {
            keyword.check().map_err(|error| format!("{error:#}"))?;
            Ok(Adder::by_hand(state, now).keyword(&keyword))
        }
    }
}

fn missing(id: &str) -> String {
    format!("the sandbox has no row {id}")
}

/// Sets columns of a row.
fn set(state: &mut State, id: &str, values: Map<String, Value>) -> Result<String, String> {
    let now = state.now();
    let root = state.root_unit.clone();
    let row = state.rows.get(id).ok_or_else(|| missing(id))?;
    let table = table(&row.table).ok_or_else(|| missing(id))?;
    for name in values.keys() {
        let column = table.property(name);
        let is_fixed = column.is_none_or(|column| matches!(column.kind, Kind::Id | Kind::Time));
        if is_fixed {
            return Err(format!("{} has no column {name} to set", table.logical));
        }
    }
    let version = state.change();
    let row = state.rows.get_mut(id).ok_or_else(|| missing(id))?;
    for (name, value) in values {
        if name == "_owningbusinessunit_value" {
            row.unit = unit_id(&root, value.as_str());
        } else {
            row.values.insert(name, value);
        }
    }
    row.version = version;
    row.modified = now;
    Ok(row.id.clone())
}
