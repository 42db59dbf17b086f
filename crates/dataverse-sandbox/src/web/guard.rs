//! What no client may do: read the credentials of a provider, or write anything but keywords.

use sandbox_server::{Reply, Request};

use crate::api::error::error;
use crate::store::tables::{self, TABLES, Table};
use crate::web::options::Options;

/// Notes a request that asks for the credentials of a provider, by name or by asking for everything.
pub(crate) fn credentials(request: &Request, table: &Table, options: &Options) {
    for column in TABLES.iter().flat_map(|table| table.credentials) {
        let mut values = request.query.iter().map(|(_, value)| value);
        if values.any(|value| value.contains(column)) {
            request.breaks(format!("{column} was requested"));
        }
    }
    let own = options.select.is_none().then_some(table.logical);
    let expands = options.expand.iter().filter(|one| one.select.is_none());
    let expanded = expands.filter_map(|expand| {
        let mut columns = table.columns.iter();
        columns.find_map(|column| column.navigation(&expand.name))
    });
    for whole in own.into_iter().chain(expanded) {
        if tables::table(whole).is_some_and(|table| !table.credentials.is_empty()) {
            request.breaks(format!("{whole} was read without $select"));
        }
    }
}

/// Refuses a write that no client may make.
pub(crate) fn forbidden(request: &Request, user: &str, set: &str) -> Reply {
    request.breaks(format!(
        "{} {set} is not a write that is allowed",
        request.method
    ));
    let table = TABLES.iter().find(|table| table.set == set);
    let right = match request.method.as_str() {
        "POST" => "Create",
        "DELETE" => "Delete",
        _ => "Write",
    };
    let privilege = format!("prv{right}{}", table.map_or(set, |table| table.schema));
    missing(user, &privilege, table.map_or(set, |table| table.logical))
}

/// 403 for a user without a privilege.
pub(crate) fn missing(user: &str, privilege: &str, table: &str) -> Reply {
    let id = sandbox_server::ids::guid(&["privilege", &privilege.to_lowercase()]);
    error(
        403,
        "0x80040220",
        format!(
            "Principal user (Id={user}, type=8, roleCount=1, privilegeCount=20, accessMode=4), is missing {privilege} privilege (Id={id}) on OTC=10800 for entity '{table}'. context.Caller={user}"
        ),
    )
}
