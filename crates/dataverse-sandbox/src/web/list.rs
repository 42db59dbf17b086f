//! Reads of an entity set: its pages, and single rows.

use sandbox_server::{Answer, Reply, Request};
use serde_json::{Value, json};

use crate::api::error::{answer, error};
use crate::store::guid::is_guid;
use crate::store::identity::App;
use crate::store::row::Row;
use crate::store::session::Page;
use crate::store::settings::Right;
use crate::store::state::State;
use crate::store::tables::{Kind, Table};
use crate::web::filter::Filter;
use crate::web::options::{Options, bad};
use crate::web::path::Path;
use crate::web::prefer::Prefer;
use crate::web::render::View;
use crate::web::{guard, rights, sets};

/// A page of a list.
pub(crate) fn list(
    state: &mut State,
    request: &Request,
    app: &App,
    path: &Path,
    table: &'static Table,
) -> Answer {
    let options = Options::of(request)?;
    guard::credentials(request, table, &options);
    let prefer = Prefer::of(request);
    let depth = rights::require(state, app, Right::Read, table)?;
    let settings = &state.session.settings;
    let view = View::of(settings, table, &options, &prefer)?;
    for name in options.filter.iter().flat_map(Filter::names) {
        sets::column(settings, table, name)?;
    }
    let (page, after) = if options.is_continued {
        continued(state, request, &prefer)?
    } else {
        (1, 0)
    };
    let fits = |row: &&Row| {
        let of = |name: &str| {
            let column = table.property(name);
            column.map_or(Value::Null, |column| row.value(column))
        };
        row.is_of(table)
            && row.place > after
            && rights::reaches(state, app, depth, row)
            && options.filter.as_ref().is_none_or(|it| it.fits(true, of))
    };
    let mut rows: Vec<&Row> = state.rows.values().filter(fits).collect();
    rows.sort_by_key(|row| row.place);
    let size = prefer.page_size.unwrap_or(usize::MAX);
    let size = size.min(settings.page_size);
    let is_last = rows.len() <= size;
    rows.truncate(size);
    let value: Vec<Value> = rows
        .iter()
        .map(|row| Value::Object(view.show(state, app, row)))
        .collect();
    let set = sets::name(settings, table);
    let selected = options.select.as_ref().map(|names| names.join(","));
    let selected = selected.map(|names| format!("({names})"));
    let context = format!(
        "{}{}$metadata#{set}{}",
        request.base(),
        path.root,
        selected.unwrap_or_default()
    );
    let mut body = json!({"@odata.context": context, "value": value});
    if !is_last {
        let repeated = settings.repeat_rows.min(size - 1);
        let kept = rows.len().saturating_sub(repeated + 1);
        if let Some(last) = rows.get(kept) {
            let target = next(request, table, page + 1, last);
            let origin = settings.next_link.clone();
            let origin = origin.unwrap_or_else(|| request.base());
            body["@odata.nextLink"] = format!("{origin}{target}").into();
            let page = Page {
                number: page + 1,
                after: last.place,
                prefer: prefer.text.clone(),
            };
            state.session.link(target, page);
        }
    }
    Ok(applied(answer(200, &body), &prefer, true))
}

/// The number of the page that a link leads to, and the place after which it begins.
fn continued(state: &State, request: &Request, prefer: &Prefer) -> Result<(u64, u64), Reply> {
    let Some(page) = state.session.pages.get(&request.target) else {
        request.breaks("a link to a next page was changed, or never given out");
        return Err(bad("The cookie in $skiptoken is malformed"));
    };
    if page.prefer != prefer.text {
        request.breaks("a next page was requested with another Prefer than the page before");
    }
    Ok((page.number, page.after))
}

/// Path and query of the next page. Its cookie is escaped twice, as Dataverse's is.
fn next(request: &Request, table: &Table, number: u64, last: &Row) -> String {
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let kept = query.split('&').filter(|part| {
        let name = part.split('=').next().unwrap_or_default();
        !part.is_empty() && !matches!(name, "$skiptoken" | "%24skiptoken")
    });
    let id = table.columns.iter().find(|column| column.kind == Kind::Id);
    let id = id.map_or("", |column| column.name);
    let cookie = format!(
        "%3Ccookie%20pagenumber=%22{number}%22%20pagingcookie=%22%253ccookie%2520page%253d%2522{}%2522%253e%253c{id}%2520last%253d%2522%257b{}%257d%2522%2520%252f%253e%253c%252fcookie%253e%22%20istracking=%22False%22%20/%3E",
        number - 1,
        last.id.to_uppercase(),
    );
    let mut parts: Vec<&str> = kept.collect();
    let token = format!("$skiptoken={cookie}");
    parts.push(&token);
    format!("{path}?{}", parts.join("&"))
}

/// One row.
pub(crate) fn single(
    state: &State,
    request: &Request,
    app: &App,
    path: &Path,
    table: &'static Table,
) -> Answer {
    let options = Options::of(request)?;
    guard::credentials(request, table, &options);
    if options.filter.is_some() || options.is_continued {
        return Err(bad("The query option is not allowed on a single row"));
    }
    let prefer = Prefer::of(request);
    let depth = rights::require(state, app, Right::Read, table)?;
    let view = View::of(&state.session.settings, table, &options, &prefer)?;
    let row = find(state, path, table)?;
    if !rights::reaches(state, app, depth, row) {
        return Err(rights::refusal(app, Right::Read, table));
    }
    let is_known = request.header("if-none-match") == Some(&row.etag());
    if is_known && options.expand.is_empty() && !prefer.wants_any() {
        return Ok(Reply::bytes(304, Vec::new()));
    }
    let mut body = view.show(state, app, row);
    let set = sets::name(&state.session.settings, table);
    let context = format!("{}{}$metadata#{set}/$entity", request.base(), path.root);
    body.insert("@odata.context".to_owned(), context.into());
    Ok(applied(answer(200, &Value::Object(body)), &prefer, false))
}

/// The row that a path names.
fn find<'a>(state: &'a State, path: &Path, table: &Table) -> Result<&'a Row, Reply> {
    let id = id_of(path)?;
    let row = state.rows.get(&id).filter(|row| row.is_of(table));
    row.ok_or_else(|| absent(table, &id))
}

/// The id in a path, in lower case.
pub(crate) fn id_of(path: &Path) -> Result<String, Reply> {
    let key = path.key.as_deref().unwrap_or_default();
    if !is_guid(key) {
        return Err(bad(format!(
            "Bad Request - Error in query syntax: '{key}'."
        )));
    }
    Ok(key.to_lowercase())
}

/// 404 for a row that does not exist.
pub(crate) fn absent(table: &Table, id: &str) -> Reply {
    let message = format!("{} With Id = {id} Does Not Exist", table.logical);
    error(404, "0x80040217", message)
}

fn applied(reply: Reply, prefer: &Prefer, is_list: bool) -> Reply {
    match prefer.applied(is_list) {
        Some(applied) => reply.with_header("preference-applied", applied),
        None => reply,
    }
}
