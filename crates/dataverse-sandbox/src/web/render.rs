//! A row as JSON.

use sandbox_server::Reply;
use serde_json::{Map, Value};

use crate::api::error::{error, no_property, not_simulated};
use crate::store::identity::App;
use crate::store::row::Row;
use crate::store::settings::{Right, SecuredValues, Settings};
use crate::store::state::State;
use crate::store::tables::{self, Column, Kind, Table};
use crate::web::options::{Expand, Options};
use crate::web::prefer::{LOOKUP, Prefer};
use crate::web::{rights, sets};

/// What is shown of each row.
#[derive(Debug)]
pub(crate) struct View {
    table: &'static Table,
    columns: Vec<&'static Column>,
    /// Lookups that are followed: navigation property, column, and what is shown of the other row.
    expanded: Vec<(String, &'static Column, View)>,
    shows_tables: bool,
}

impl View {
    /// The view that a request asks for.
    pub(crate) fn of(
        settings: &Settings,
        table: &'static Table,
        options: &Options,
        prefer: &Prefer,
    ) -> Result<Self, Reply> {
        let columns = sets::selected(settings, table, options.select.as_deref())?;
        refuse_secured(settings, table, &columns)?;
        let expanded = options.expand.iter();
        let expanded = expanded.map(|expand| follow(settings, table, expand, prefer));
        Ok(Self {
            table,
            columns,
            expanded: expanded.collect::<Result<_, _>>()?,
            shows_tables: prefer.wants(LOOKUP),
        })
    }

    /// A row as JSON. An expanded row that the user may not read is null.
    pub(crate) fn show(&self, state: &State, app: &App, row: &Row) -> Map<String, Value> {
        let settings = &state.session.settings;
        let mut shown = Map::new();
        shown.insert("@odata.etag".to_owned(), row.etag().into());
        let id = self.table.columns.iter().find(|it| it.kind == Kind::Id);
        for column in id.iter().chain(&self.columns) {
            let property = column.property();
            let mut value = row.value(column);
            if settings.secures(self.table.logical, column.name) {
                if settings.secured_values == SecuredValues::Absent {
                    continue;
                }
                value = Value::Null;
            }
            if self.shows_tables
                && !value.is_null()
                && let Some(target) = row.target(column)
            {
                shown.insert(format!("{property}@{LOOKUP}"), target.into());
            }
            shown.insert(property, value);
        }
        for (navigation, column, view) in &self.expanded {
            let depth = settings.depth(Right::Read, view.table.logical);
            let other = row.value(column);
            let other = other.as_str().and_then(|id| state.rows.get(id));
            let other = other.filter(|other| {
                other.is_of(view.table) && rights::reaches(state, app, depth, other)
            });
            let other = other.map(|other| Value::Object(view.show(state, app, other)));
            shown.insert(navigation.clone(), other.unwrap_or_default());
        }
        shown
    }
}

/// The view of an expanded row.
fn follow(
    settings: &Settings,
    table: &'static Table,
    expand: &Expand,
    prefer: &Prefer,
) -> Result<(String, &'static Column, View), Reply> {
    let name = &expand.name;
    let navigation = sets::columns(settings, table).find_map(|column| {
        let target = column.navigation(name)?;
        Some((name.clone(), column, target))
    });
    let unknown = || no_property(&settings.unknown_column_code, name, table.logical);
    let (navigation, column, target) = navigation.ok_or_else(unknown)?;
    let Some(other) = tables::table(target) else {
        return Err(not_simulated(&format!("the table {target}")));
    };
    if settings.lacks_table(target) {
        return Err(unknown());
    }
    let columns = sets::selected(settings, other, expand.select.as_deref())?;
    refuse_secured(settings, other, &columns)?;
    let view = View {
        table: other,
        columns,
        expanded: Vec::new(),
        shows_tables: prefer.wants(LOOKUP),
    };
    Ok((navigation, column, view))
}

/// Refuses secured columns, if that is how they behave.
fn refuse_secured(settings: &Settings, table: &Table, columns: &[&Column]) -> Result<(), Reply> {
    let mut secured = columns.iter();
    let is_any = secured.any(|column| settings.secures(table.logical, column.name));
    if is_any && settings.secured_values == SecuredValues::Refused {
        return Err(error(
            403,
            "0x8004f504",
            "The user does not have read permissions to a secured field. The requested operation could not be completed.",
        ));
    }
    Ok(())
}
