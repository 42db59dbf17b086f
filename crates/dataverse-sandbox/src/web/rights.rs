//! Which rows a user may read or change.

use sandbox_server::Reply;

use crate::store::identity::App;
use crate::store::row::Row;
use crate::store::settings::{Depth, Right};
use crate::store::state::State;
use crate::store::tables::Table;
use crate::web::guard::missing;

/// The depth of a privilege that the user must have.
pub(crate) fn require(
    state: &State,
    app: &App,
    right: Right,
    table: &Table,
) -> Result<Depth, Reply> {
    match state.session.settings.depth(right, table.logical) {
        Depth::None => Err(refusal(app, right, table)),
        depth => Ok(depth),
    }
}

/// 403 for a privilege that is missing, or does not reach a row.
pub(crate) fn refusal(app: &App, right: Right, table: &Table) -> Reply {
    let privilege = format!("{}{}", right.prefix(), table.schema);
    missing(&app.user_id, &privilege, table.logical)
}

/// True if a privilege of this depth reaches a row. All other units are below the one at the top.
pub(crate) fn reaches(state: &State, app: &App, depth: Depth, row: &Row) -> bool {
    let is_own_unit = row.unit == app.unit_id;
    match depth {
        Depth::None => false,
        Depth::Basic => row.owner == app.user_id,
        Depth::Local => is_own_unit,
        Depth::Deep => is_own_unit || app.unit_id == state.root_unit,
        Depth::Global => true,
    }
}
