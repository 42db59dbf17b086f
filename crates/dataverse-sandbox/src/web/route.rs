//! Which part of the Web API a request is for.

use sandbox_server::{Answer, Reply, Request};
use serde_json::Value;

use crate::api::error::no_segment;
use crate::store::identity::App;
use crate::store::state::{State, TRACE};
use crate::store::tables::KEYWORD;
use crate::web::path::Path;
use crate::web::prefer::Prefer;
use crate::web::{caller, guard, keywords, list, metadata, organization, privileges, sets};

/// Answers a request to the Web API.
pub(crate) fn answer(state: &mut State, request: &Request) -> Answer {
    let wants_all = Prefer::of(request).wants_all();
    if wants_all {
        request.breaks("every annotation was requested, which includes traces of plug-ins");
    }
    let (app, left) = caller::identify(state, request)?;
    let reply = find(state, request, &app);
    let reply = reply.unwrap_or_else(|refusal| if wants_all { traced(refusal) } else { refusal });
    let left = left.to_string();
    Ok(reply.with_header("x-ms-ratelimit-burst-remaining-xrm-requests", left))
}

fn find(state: &mut State, request: &Request, app: &App) -> Answer {
    let Some(path) = Path::of(request) else {
        request.breaks("the path does not exist");
        return Err(no_segment(&request.path));
    };
    let name = path.name.as_str();
    let table = sets::find(&state.session.settings, name);
    let is_keyword = table.is_some_and(|table| table.logical == KEYWORD) && path.rest.is_none();
    match (request.method.as_str(), table, &path.key) {
        ("GET", Some(table), None) if path.rest.is_none() => {
            list::list(state, request, app, &path, table)
        }
        ("GET", Some(table), Some(_)) if path.rest.is_none() => {
            list::single(state, request, app, &path, table)
        }
        ("GET", Some(_), _) => {
            request.breaks("the path does not exist");
            Err(no_segment(path.rest.as_deref().unwrap_or_default()))
        }
        ("GET", None, _) => function(state, request, app, &path),
        ("POST", Some(table), None) if is_keyword => {
            keywords::create(state, request, app, &path, table)
        }
        ("PATCH", Some(table), Some(_)) if is_keyword => {
            keywords::patch(state, request, app, &path, table)
        }
        _ => Err(guard::forbidden(request, &app.user_id, name)),
    }
}

/// Answers a read of what is not an entity set. A set that does not exist is no broken rule: a client may look for it.
fn function(state: &State, request: &Request, app: &App, path: &Path) -> Answer {
    match path.name.as_str() {
        "WhoAmI" => organization::who_am_i(state, request, app, path),
        "RetrieveCurrentOrganization" => organization::current(state, request, path),
        "EntityDefinitions" => metadata::read(state, request, path),
        "RetrieveUserPrivilegeByPrivilegeName" => privileges::by_name(state, request, app, path),
        name => Err(no_segment(name)),
    }
}

/// An error with the annotations that Dataverse adds if all are requested.
fn traced(mut reply: Reply) -> Reply {
    let Ok(mut body) = serde_json::from_slice::<Value>(&reply.body) else {
        return reply;
    };
    if let Some(error) = body.get_mut("error").and_then(Value::as_object_mut) {
        let help = "http://go.microsoft.com/fwlink/?LinkID=398563";
        for (name, value) in [("HelpLink", help), ("TraceText", TRACE)] {
            error.insert(format!("@Microsoft.PowerApps.CDS.{name}"), value.into());
        }
        reply.body = body.to_string().into_bytes();
    }
    reply
}
