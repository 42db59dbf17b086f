//! The state of a sandbox: apps, organisation, rows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::store::identity::{App, Organization};
use crate::store::row::Row;
use crate::store::session::Session;
use crate::store::tables::table;

/// The first number in an etag.
const FIRST_VERSION: u64 = 1_834_000;

/// Everything that a sandbox holds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// Changes so far: what etags are made of.
    pub(crate) changes: u64,
    pub(crate) tenant_id: String,
    /// The environment's URL, besides the sandbox's own.
    pub(crate) url: Option<String>,
    pub(crate) organization: Organization,
    /// Id of the business unit at the top.
    pub(crate) root_unit: String,
    pub(crate) apps: Vec<App>,
    /// By id.
    pub(crate) rows: BTreeMap<String, Row>,
    /// Ids of the rows that a seed has added, so that none comes back that was deleted.
    pub(crate) seeded: BTreeSet<String>,
    #[serde(skip)]
    pub(crate) session: Session,
}

/// What a client needs to use the environment, and what it will find out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Access {
    /// The tenant of the app.
    pub tenant_id: String,
    /// An app registration.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// Its application user.
    pub user_id: String,
    /// The user's business unit.
    pub business_unit_id: String,
    /// The organisation.
    pub organization_id: String,
    /// The environment.
    pub environment_id: String,
}

/// What is known of a row before it is added.
#[derive(Debug, Default)]
pub(crate) struct NewRow {
    pub(crate) id: String,
    pub(crate) table: &'static str,
    pub(crate) owner: String,
    pub(crate) unit: String,
    pub(crate) extension: Option<String>,
    pub(crate) values: Map<String, Value>,
}

impl State {
    /// Reads a saved state.
    ///
    /// # Errors
    /// If the file cannot be read or is not a sandbox state.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        sandbox_server::load(path)
    }

    /// What clients need, a line for each app.
    pub fn access(&self) -> Vec<Access> {
        let of = |app: &App| Access {
            tenant_id: self.tenant_id.clone(),
            client_id: app.registration.client_id.clone(),
            client_secret: app.registration.client_secret.clone(),
            user_id: app.user_id.clone(),
            business_unit_id: app.unit_id.clone(),
            organization_id: self.organization.id.clone(),
            environment_id: self.organization.environment_id.clone(),
        };
        self.apps.iter().map(of).collect()
    }

    /// Counts a change, and returns the number for the etag of what it changes.
    pub(crate) fn change(&mut self) -> u64 {
        self.changes += 1;
        FIRST_VERSION + self.changes
    }

    /// Adds a row that was created at `now`.
    pub(crate) fn add(&mut self, new: NewRow, now: Timestamp) {
        let version = self.change();
        let row = Row {
            table: new.table.to_owned(),
            place: version,
            version,
            owner: new.owner,
            unit: new.unit,
            created: now,
            modified: now,
            extension: new.extension,
            values: new.values,
            id: new.id.clone(),
        };
        self.rows.insert(new.id, row);
    }

    /// The sandbox's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.session.clock.now()
    }

    /// Every secret of this sandbox: no output of a client may contain one.
    pub(crate) fn canaries(&self) -> Vec<String> {
        let mut found: Vec<String> = self.session.tokens.issued().to_vec();
        found.extend(
            self.apps
                .iter()
                .map(|app| app.registration.client_secret.clone()),
        );
        for row in self.rows.values() {
            let columns = table(&row.table).map_or(&[][..], |table| table.credentials);
            let values = columns.iter().filter_map(|column| row.text(column));
            found.extend(values.map(str::to_owned));
        }
        found.push(TRACE.to_owned());
        found.sort();
        found.dedup();
        found
    }
}

/// A plug-in's trace, which an error contains if a request asks for all annotations. It can contain customers' data.
pub(crate) const TRACE: &str = "canary~trace of a plug-in";
