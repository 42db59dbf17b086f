//! Writes of keywords, the only ones that are allowed: a create, and a PATCH with a condition.

use sandbox_server::{Answer, Reply, Request, ids};
use serde_json::{Map, Value, json};

use crate::api::error::{answer, error};
use crate::store::identity::App;
use crate::store::settings::Right;
use crate::store::state::{NewRow, State};
use crate::store::tables::{KEYWORD, Table};
use crate::web::content::{self, Content};
use crate::web::list::{absent, id_of};
use crate::web::options::{Options, bad};
use crate::web::path::Path;
use crate::web::prefer::Prefer;
use crate::web::render::View;
use crate::web::{guard, rights, sets};

const NAME: &str = "msdynmkt_name";

/// A write: who makes it, and to what.
#[derive(Debug, Clone, Copy)]
struct Write<'a> {
    request: &'a Request,
    app: &'a App,
    path: &'a Path,
    table: &'static Table,
}

/// `POST msdynmkt_keywords`. Repeated, it creates another keyword.
pub(crate) fn create(
    state: &mut State,
    request: &Request,
    app: &App,
    path: &Path,
    table: &'static Table,
) -> Answer {
    let write = Write {
        request,
        app,
        path,
        table,
    };
    rights::require(state, app, Right::Create, table)?;
    view(state, write)?;
    let content = content::read(state, request, &app.user_id, table)?;
    let id = match content.id.clone() {
        Some(id) => {
            own_id(state)?;
            id
        }
        None => ids::guid(&["created", &state.changes.to_string()]),
    };
    if state.rows.contains_key(&id) {
        return Err(exists("0x80040237"));
    }
    added(state, write, &id, content)
}

/// `PATCH msdynmkt_keywords(id)` with `If-None-Match: *` or `If-Match`.
pub(crate) fn patch(
    state: &mut State,
    request: &Request,
    app: &App,
    path: &Path,
    table: &'static Table,
) -> Answer {
    let write = Write {
        request,
        app,
        path,
        table,
    };
    let id = id_of(path)?;
    let is_create_only = request.header("if-none-match") == Some("*");
    let wanted = request.header("if-match");
    if is_create_only == wanted.is_some() {
        return Err(guard::forbidden(request, &app.user_id, table.set));
    }
    if !state.session.settings.optimistic_concurrency {
        let message = format!("Optimistic concurrency isn't enabled for entity type {KEYWORD}.");
        return Err(error(400, "", message));
    }
    if is_create_only {
        rights::require(state, app, Right::Create, table)?;
        if state.session.settings.create_only_needs_write {
            rights::require(state, app, Right::Write, table)?;
        }
    }
    view(state, write)?;
    let content = content::read(state, request, &app.user_id, table)?;
    if content.id.as_ref().is_some_and(|named| *named != id) {
        return Err(bad("The id in the body is not the id in the path"));
    }
    let known = state.rows.get(&id);
    match wanted {
        None if known.is_some() => Err(exists("")),
        None => {
            own_id(state)?;
            added(state, write, &id, content)
        }
        Some(etag) => {
            let depth = rights::require(state, app, Right::Write, table)?;
            let known = known.filter(|row| row.is_of(table));
            let row = known.ok_or_else(|| absent(table, &id))?;
            if !rights::reaches(state, app, depth, row) {
                return Err(rights::refusal(app, Right::Write, table));
            }
            if etag != "*" && etag != row.etag() {
                let message = "The version of the existing record doesn't match the RowVersion property provided.";
                return Err(error(412, "", message));
            }
            changed(state, write, &id, content)
        }
    }
}

/// 412 for an id that is taken.
fn exists(code: &str) -> Reply {
    error(
        412,
        code,
        "A record with matching key values already exists.",
    )
}

/// Refuses an id that the client chose, if that is how keywords behave.
fn own_id(state: &State) -> Result<(), Reply> {
    if state.session.settings.client_ids {
        return Ok(());
    }
    Err(bad("The sandbox accepts no id that the client chose"))
}

/// Refuses a name that exists, if a rule says so and the request asks for it.
fn rule(state: &State, request: &Request, values: &Map<String, Value>) -> Result<(), Reply> {
    let asks = request.header("mscrm.suppressduplicatedetection");
    let is_asked = asks.is_some_and(|asks| asks.eq_ignore_ascii_case("false"));
    if !is_asked || !state.session.settings.duplicate_rule {
        return Ok(());
    }
    let name = values.get(NAME).and_then(Value::as_str).unwrap_or_default();
    let name = name.to_lowercase();
    let mut keywords = state.rows.values().filter(|row| row.table == KEYWORD);
    let is_known = |known: &str| known.to_lowercase() == name;
    if keywords.any(|row| row.text(NAME).is_some_and(is_known)) {
        return Err(error(
            412,
            "0x80040333",
            "A record was not created or updated because a duplicate of the current record already exists.",
        ));
    }
    Ok(())
}

/// Adds a keyword of the user, in the user's business unit.
fn added(state: &mut State, write: Write<'_>, id: &str, content: Content) -> Answer {
    rule(state, write.request, &content.values)?;
    let mut values = content.values;
    values.insert("statecode".to_owned(), json!(0));
    values.insert("statuscode".to_owned(), json!(1));
    let row = NewRow {
        id: id.to_owned(),
        table: KEYWORD,
        owner: write.app.user_id.clone(),
        unit: write.app.unit_id.clone(),
        extension: None,
        values,
    };
    state.add(row, write.request.now);
    written(state, write, id, 201)
}

fn changed(state: &mut State, write: Write<'_>, id: &str, content: Content) -> Answer {
    let version = state.change();
    if let Some(row) = state.rows.get_mut(id) {
        row.values.extend(content.values);
        row.version = version;
        row.modified = write.request.now;
    }
    written(state, write, id, 200)
}

/// What the request wants to see of the row, checked before anything is written.
fn view(state: &State, write: Write<'_>) -> Result<View, Reply> {
    let (settings, prefer) = (&state.session.settings, Prefer::of(write.request));
    View::of(settings, write.table, &Options::of(write.request)?, &prefer)
}

/// The answer to a write: the row if it is wanted, otherwise its address only.
fn written(state: &State, write: Write<'_>, id: &str, status: u16) -> Answer {
    let Write {
        request,
        app,
        path,
        table,
    } = write;
    let settings = &state.session.settings;
    let set = sets::name(settings, table);
    let root = format!("{}{}", request.base(), path.root);
    let address = format!("{root}{set}({id})");
    let prefer = Prefer::of(request);
    let Some(row) = state.rows.get(id).filter(|_| prefer.representation) else {
        return Ok(Reply::no_content().with_header("odata-entityid", address));
    };
    let mut body = view(state, write)?.show(state, app, row);
    let context = format!("{root}$metadata#{set}/$entity");
    body.insert("@odata.context".to_owned(), context.into());
    let reply = answer(status, &Value::Object(body))
        .with_header("odata-entityid", address)
        .with_header("preference-applied", "return=representation");
    Ok(reply)
}
