//! `RetrieveUserPrivilegeByPrivilegeName`: how far a privilege of a user reaches.

use sandbox_server::{Answer, Reply, Request, ids};
use serde_json::json;

use crate::api::error::{answer, error, not_simulated};
use crate::store::identity::App;
use crate::store::settings::{PrivilegeFunction, Right, Settings};
use crate::store::state::State;
use crate::store::tables::Table;
use crate::web::options::bad;
use crate::web::organization::context;
use crate::web::path::{Path, arguments, unquoted};
use crate::web::sets;

/// Answers with the depth of one privilege; with an empty list if the user does not have it.
pub(crate) fn by_name(state: &State, request: &Request, app: &App, path: &Path) -> Answer {
    let settings = &state.session.settings;
    if settings.privilege_function == PrivilegeFunction::Refused {
        let message = "The sandbox refuses this function.";
        return Err(error(403, "0x80040220", message));
    }
    let arguments = arguments(request, path.key.as_deref().unwrap_or_default());
    let argument = |name: &str| {
        let mut arguments = arguments.iter();
        let found = arguments.find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.clone())
            .ok_or_else(|| bad(format!("The parameter {name} is missing")))
    };
    if !argument("UserId")?.eq_ignore_ascii_case(&app.user_id) {
        return Err(not_simulated("the privileges of another user"));
    }
    let name = unquoted(&argument("PrivilegeName")?);
    let name = name.ok_or_else(|| bad("The parameter PrivilegeName is not text in quotes"))?;
    let (right, table) = find(settings, &name)?;
    let depth = settings.depth(right, table.logical).name();
    let of = |depth| {
        json!({
            "Depth": depth,
            "PrivilegeId": ids::guid(&["privilege", &name.to_lowercase()]),
            "BusinessUnitId": app.unit_id,
        })
    };
    let kind = "Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeNameResponse";
    let body = json!({
        "@odata.context": context(request, path, kind),
        "RolePrivileges": depth.into_iter().map(of).collect::<Vec<_>>(),
    });
    Ok(answer(200, &body))
}

/// What a privilege of this name allows, and on which table.
fn find(settings: &Settings, name: &str) -> Result<(Right, &'static Table), Reply> {
    let is_exact = settings.privilege_function == PrivilegeFunction::Exact;
    for table in sets::tables(settings) {
        for right in [Right::Read, Right::Create, Right::Write] {
            let known = format!("{}{}", right.prefix(), table.schema);
            if known == name || (!is_exact && known.eq_ignore_ascii_case(name)) {
                return Ok((right, table));
            }
        }
    }
    Err(error(
        400,
        "",
        format!("The sandbox has no privilege with the name '{name}'."),
    ))
}
