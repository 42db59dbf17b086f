//! `EntityDefinitions`: which tables and columns exist, and which columns are secured.

use sandbox_server::{Answer, Reply, Request, ids};
use serde_json::{Map, Value, json};

use crate::api::error::{answer, error, no_property, no_segment, not_simulated};
use crate::store::settings::Settings;
use crate::store::state::State;
use crate::store::tables::{Column, KEYWORD, Kind, Table};
use crate::web::options::{Options, bad};
use crate::web::path::{Path, unquoted};
use crate::web::sets;

/// The properties of a table that can be selected.
const OF_TABLE: [&str; 6] = [
    "LogicalName",
    "SchemaName",
    "EntitySetName",
    "PrimaryIdAttribute",
    "IsOptimisticConcurrencyEnabled",
    "MetadataId",
];
/// Those of a column.
const OF_COLUMN: [&str; 4] = ["LogicalName", "AttributeType", "IsSecured", "MetadataId"];

/// Answers with metadata. Everybody may read it, and it is never paged.
pub(crate) fn read(state: &State, request: &Request, path: &Path) -> Answer {
    let settings = &state.session.settings;
    let options = Options::of(request)?;
    let context = |what: &str| format!("{}{}$metadata#{what}", request.base(), path.root);
    let Some(key) = &path.key else {
        if let Some(rest) = &path.rest {
            return Err(no_segment(rest));
        }
        let list = list(settings, &options)?;
        let body = json!({"@odata.context": context("EntityDefinitions"), "value": list});
        return Ok(answer(200, &body));
    };
    let name = key.strip_prefix("LogicalName=").and_then(unquoted);
    let name = name.ok_or_else(|| not_simulated("this key of EntityDefinitions"))?;
    let table = sets::tables(settings).find(|table| table.logical == name);
    let table = table.ok_or_else(|| {
        let message = format!(
            "The entity with a name = '{name}' with namemapping = 'Logical' was not found in the MetadataCache."
        );
        error(404, "", message)
    })?;
    match path.rest.as_deref() {
        None => {
            let mut body = of_table(settings, table, &options)?;
            body.insert(
                "@odata.context".to_owned(),
                context("EntityDefinitions/$entity").into(),
            );
            Ok(answer(200, &Value::Object(body)))
        }
        Some("Attributes") => {
            if options.filter.is_some() || !options.expand.is_empty() {
                return Err(not_simulated("these options of Attributes"));
            }
            let columns = of_columns(settings, table, options.select.as_deref())?;
            let what = format!("EntityDefinitions('{name}')/Attributes");
            let body = json!({"@odata.context": context(&what), "value": columns});
            Ok(answer(200, &body))
        }
        Some(rest) => Err(no_segment(rest)),
    }
}

fn list(settings: &Settings, options: &Options) -> Result<Vec<Value>, Reply> {
    let filter = options.filter.as_ref();
    if let Some(filter) = filter {
        if let Some(name) = filter.names().find(|name| !OF_TABLE.contains(name)) {
            return Err(unknown(name, "EntityMetadata"));
        }
        let is_both = filter.is_alternative() && !options.expand.is_empty();
        if is_both && !settings.filter_many_tables {
            return Err(bad(
                "The sandbox does not filter for several tables while expanding",
            ));
        }
    }
    let mut found = Vec::new();
    for table in sets::tables(settings) {
        let whole = whole_table(settings, table);
        let of = |name: &str| whole.get(name).cloned().unwrap_or_default();
        if filter.is_none_or(|filter| filter.fits(false, of)) {
            found.push(Value::Object(of_table(settings, table, options)?));
        }
    }
    Ok(found)
}

fn unknown(name: &str, kind: &str) -> Reply {
    no_property("0x80060888", name, kind)
}

fn whole_table(settings: &Settings, table: &Table) -> Map<String, Value> {
    let id = table.columns.iter().find(|column| column.kind == Kind::Id);
    let is_optimistic = table.logical != KEYWORD || settings.optimistic_concurrency;
    let whole = json!({
        "LogicalName": table.logical,
        "SchemaName": table.schema,
        "EntitySetName": sets::name(settings, table),
        "PrimaryIdAttribute": id.map(|column| column.name),
        "IsOptimisticConcurrencyEnabled": is_optimistic,
        "MetadataId": ids::guid(&["metadata", table.logical]),
    });
    whole.as_object().cloned().unwrap_or_default()
}

fn of_table(
    settings: &Settings,
    table: &'static Table,
    options: &Options,
) -> Result<Map<String, Value>, Reply> {
    let whole = whole_table(settings, table);
    let mut chosen = choose(whole, options.select.as_deref(), "EntityMetadata")?;
    for expand in &options.expand {
        if expand.name != "Attributes" {
            return Err(unknown(&expand.name, "EntityMetadata"));
        }
        let columns = of_columns(settings, table, expand.select.as_deref())?;
        chosen.insert("Attributes".to_owned(), columns.into());
    }
    Ok(chosen)
}

fn of_columns(
    settings: &Settings,
    table: &'static Table,
    select: Option<&[String]>,
) -> Result<Vec<Value>, Reply> {
    let wrong = select.into_iter().flatten();
    let mut wrong = wrong.filter(|name| !OF_COLUMN.contains(&name.as_str()));
    if let Some(name) = wrong.next() {
        return Err(unknown(name, "AttributeMetadata"));
    }
    let of = |column: &Column| {
        let whole = json!({
            "LogicalName": column.name,
            "AttributeType": column.attribute_type(),
            "IsSecured": settings.secures(table.logical, column.name),
            "MetadataId": ids::guid(&["metadata", table.logical, column.name]),
        });
        let whole = whole.as_object().cloned().unwrap_or_default();
        let mut chosen = choose(whole, select, "AttributeMetadata")?;
        let kind = match column.attribute_type() {
            "Uniqueidentifier" => "UniqueIdentifier",
            other => other,
        };
        let kind = format!("#Microsoft.Dynamics.CRM.{kind}AttributeMetadata");
        chosen.insert("@odata.type".to_owned(), kind.into());
        Ok(Value::Object(chosen))
    };
    sets::columns(settings, table).map(of).collect()
}

/// The selected properties, and the id, which is always there.
fn choose(
    mut whole: Map<String, Value>,
    select: Option<&[String]>,
    kind: &str,
) -> Result<Map<String, Value>, Reply> {
    let Some(select) = select else {
        return Ok(whole);
    };
    if let Some(name) = select.iter().find(|name| !whole.contains_key(*name)) {
        return Err(unknown(name, kind));
    }
    whole.retain(|name, _| name == "MetadataId" || select.contains(name));
    Ok(whole)
}
