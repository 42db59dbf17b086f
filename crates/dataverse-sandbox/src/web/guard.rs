//! What no client may do: read the token of a provider, or write anything but keywords.

use sandbox_server::{Reply, Request};

use crate::api::error::error;
use crate::store::tables::{AUTH_TOKEN, TABLES, TWILIO_ACCOUNT, Table};
use crate::web::options::Options;

/// Notes a request that asks for the token of a provider, by name or by asking for everything.
pub(crate) fn token(request: &Request, table: &Table, options: &Options) {
    if request
        .query
        .iter()
        .any(|(_, value)| value.contains(AUTH_TOKEN))
    {
        request.breaks(format!("{AUTH_TOKEN} was requested"));
    }
    let of_expand = |name: &str| {
        let mut columns = table.columns.iter();
        let navigation = columns.find_map(|column| column.navigation().filter(|it| it.0 == name));
        navigation.is_some_and(|(_, target)| target == TWILIO_ACCOUNT)
    };
    let is_whole = table.logical == TWILIO_ACCOUNT && options.select.is_none();
    let mut expands = options.expand.iter();
    if is_whole || expands.any(|expand| of_expand(&expand.name) && expand.select.is_none()) {
        request.breaks(format!("{TWILIO_ACCOUNT} was read without $select"));
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
