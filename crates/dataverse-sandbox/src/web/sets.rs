//! Which tables, entity sets and columns exist, with the settings applied.

use sandbox_server::Reply;

use crate::api::error::no_property;
use crate::store::settings::Settings;
use crate::store::tables::{Column, TABLES, Table};

/// The entity set of a table.
pub(crate) fn name(settings: &Settings, table: &Table) -> String {
    let other = settings.entity_sets.get(table.logical);
    other.cloned().unwrap_or_else(|| table.set.to_owned())
}

/// The tables that exist.
pub(crate) fn tables(settings: &Settings) -> impl Iterator<Item = &'static Table> {
    TABLES
        .iter()
        .filter(|table| !settings.lacks_table(table.logical))
}

/// The table with this entity set.
pub(crate) fn find(settings: &Settings, set: &str) -> Option<&'static Table> {
    tables(settings).find(|table| name(settings, table) == set)
}

/// The columns that exist.
pub(crate) fn columns(
    settings: &Settings,
    table: &'static Table,
) -> impl Iterator<Item = &'static Column> {
    let mut all = table.columns.iter();
    std::iter::from_fn(move || {
        all.find(|column| !settings.lacks_column(table.logical, column.name))
    })
}

/// The columns of a selection, or all of them.
pub(crate) fn selected(
    settings: &Settings,
    table: &'static Table,
    select: Option<&[String]>,
) -> Result<Vec<&'static Column>, Reply> {
    let Some(select) = select else {
        return Ok(columns(settings, table).collect());
    };
    let mut found = Vec::new();
    for name in select {
        found.push(column(settings, table, name)?);
    }
    Ok(found)
}

/// The column with this name in the Web API.
pub(crate) fn column(
    settings: &Settings,
    table: &'static Table,
    name: &str,
) -> Result<&'static Column, Reply> {
    let column = table.property(name);
    let column = column.filter(|column| !settings.lacks_column(table.logical, column.name));
    column.ok_or_else(|| no_property(&settings.unknown_column_code, name, table.logical))
}
