//! The body of a write to a keyword.

use sandbox_server::{Reply, Request};
use serde_json::{Map, Value};

use crate::api::error::{error, no_property};
use crate::store::guid::is_guid;
use crate::store::state::State;
use crate::store::tables::{Kind, Table};
use crate::web::guard;
use crate::web::options::bad;

/// What a body says.
#[derive(Debug)]
pub(crate) struct Content {
    /// The id, if it names one.
    pub(crate) id: Option<String>,
    /// The columns that it sets.
    pub(crate) values: Map<String, Value>,
}

/// Reads the body of a write: the word, and the id. Other columns of a keyword may not be written.
pub(crate) fn read(
    state: &State,
    request: &Request,
    user: &str,
    table: &'static Table,
) -> Result<Content, Reply> {
    let media = request.header("content-type").unwrap_or_default();
    if !media.starts_with("application/json") {
        request.breaks(format!("the body has the content type {media:?}"));
        return Err(error(415, "", "The content type is not application/json"));
    }
    let body: Result<Map<String, Value>, _> = serde_json::from_slice(&request.body);
    let mut values = body.map_err(|problem| {
        request.breaks(format!("the body is not a JSON object: {problem}"));
        bad(format!(
            "An error occurred while reading the body: {problem}"
        ))
    })?;
    let mut id = None;
    for (name, value) in &values {
        let settings = &state.session.settings;
        let column = table.property(name);
        let column = column.filter(|column| !settings.lacks_column(table.logical, column.name));
        let Some(column) = column else {
            return Err(no_property(
                &settings.unknown_column_code,
                name,
                table.logical,
            ));
        };
        match (&column.kind, value) {
            (Kind::Id, Value::String(text)) if is_guid(text) => id = Some(text.to_lowercase()),
            (Kind::Text(longest), Value::String(text)) => {
                let length = text.chars().count();
                if let Some(longest) = longest.filter(|longest| length > *longest) {
                    let message = format!(
                        "A validation error occurred. The length of the '{name}' attribute of the '{}' entity exceeded the maximum allowed length of '{longest}'.",
                        table.logical
                    );
                    return Err(error(400, "0x80044331", message));
                }
            }
            (Kind::Text(_), Value::Null) => {}
            (Kind::Id | Kind::Text(_), _) => {
                return Err(bad(format!("The value of '{name}' has the wrong type")));
            }
            _ => return Err(guard::forbidden(request, user, table.set)),
        }
    }
    values.retain(|name, _| {
        let column = table.property(name);
        column.is_some_and(|column| matches!(column.kind, Kind::Text(_)))
    });
    Ok(Content { id, values })
}
