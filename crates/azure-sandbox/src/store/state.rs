//! The state of a sandbox: identities, resources, topics, subscriptions, operations.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use sandbox_server::ids;
use serde::{Deserialize, Serialize};

use crate::store::activity::Activity;
use crate::store::grid::{Operation, Subscription, Topic};
use crate::store::identity::{App, GitHub};
use crate::store::resource::{NumberOperation, Resource};
use crate::store::session::Session;

/// Everything that a sandbox holds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// Changes so far. The ids of operations are derived from it.
    pub(crate) changes: u64,
    pub(crate) tenant_id: String,
    /// Audiences for which tokens are issued, besides those of Azure itself.
    pub(crate) audiences: Vec<String>,
    pub(crate) apps: Vec<App>,
    pub(crate) github: GitHub,
    /// By key: the id in lower case, as everywhere below.
    pub(crate) resources: BTreeMap<String, Resource>,
    pub(crate) topics: BTreeMap<String, Topic>,
    pub(crate) subscriptions: BTreeMap<String, Subscription>,
    /// By id.
    pub(crate) operations: BTreeMap<String, Operation>,
    pub(crate) number_operations: BTreeMap<String, NumberOperation>,
    pub(crate) activity: Vec<Activity>,
    #[serde(skip)]
    pub(crate) session: Session,
}

/// What a client needs to use one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Access {
    /// ARM id.
    pub resource_id: String,
    /// The primary connection string.
    pub connection_string: String,
    /// The tenant of the app.
    pub tenant_id: String,
    /// The app that may use the resource.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}

impl State {
    /// Reads a saved state.
    ///
    /// # Errors
    /// If the file cannot be read or is not a sandbox state.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        sandbox_server::load(path)
    }

    /// What clients need, a line for each resource.
    pub fn access(&self) -> Vec<Access> {
        let of = |resource: &Resource| {
            let app = self.apps.iter().find(|app| app.serves(resource));
            Access {
                resource_id: resource.id.clone(),
                connection_string: resource.connection_string(),
                tenant_id: self.tenant_id.clone(),
                client_id: app
                    .map(|app| app.registration.client_id.clone())
                    .unwrap_or_default(),
                client_secret: app
                    .map(|app| app.registration.client_secret.clone())
                    .unwrap_or_default(),
            }
        };
        self.resources.values().map(of).collect()
    }

    /// Counts a change, and returns a GUID that belongs to it.
    pub(crate) fn change(&mut self) -> String {
        self.changes += 1;
        ids::guid(&["change", &self.changes.to_string()])
    }

    /// The resource with this id, unless somebody deleted it.
    pub(crate) fn resource(&self, id: &str) -> Option<&Resource> {
        let resource = self.resources.get(&id.to_lowercase());
        resource.filter(|resource| !resource.gone)
    }

    /// The topic of a source.
    pub(crate) fn topic_of(&self, source: &str) -> Option<&Topic> {
        self.topics.values().find(|topic| topic.source == source)
    }

    /// The sandbox's time.
    pub(crate) fn now(&self) -> Timestamp {
        self.session.clock.now()
    }

    /// Every secret of this sandbox: no output of a client may contain one.
    pub(crate) fn canaries(&self) -> Vec<String> {
        let mut found: Vec<String> = self.session.tokens.issued().to_vec();
        found.push(self.github.request_token.clone());
        found.extend(
            self.apps
                .iter()
                .map(|app| app.registration.client_secret.clone()),
        );
        let keys = self
            .resources
            .values()
            .flat_map(|resource| &resource.access_keys);
        found.extend(keys.cloned());
        for subscription in self.subscriptions.values() {
            let destination = subscription.properties.get("destination");
            let mappings = destination.and_then(|destination| {
                destination
                    .pointer("/properties/deliveryAttributeMappings")?
                    .as_array()
            });
            let secret = |mapping: &serde_json::Value| {
                let secret = mapping.pointer("/properties/isSecret")? == true;
                let value = mapping.pointer("/properties/value")?.as_str()?;
                secret.then(|| value.to_owned())
            };
            found.extend(mappings.into_iter().flatten().filter_map(secret));
            // A query that a test marks is a secret of somebody else's webhook.
            let url = destination
                .and_then(|destination| destination.pointer("/properties/endpointUrl")?.as_str());
            let query = url.and_then(|url| url.split_once('?'));
            let values = query
                .into_iter()
                .flat_map(|(_, query)| query.split(['&', '=']));
            let marked = values.filter(|value| value.contains("canary"));
            found.extend(marked.map(str::to_owned));
        }
        found.sort();
        found.dedup();
        found
    }
}

impl App {
    /// True if it may use the resource on the data plane.
    pub(crate) fn serves(&self, resource: &Resource) -> bool {
        let named = |name: &String| name.eq_ignore_ascii_case(resource.name());
        self.resources.is_empty() || self.resources.iter().any(named)
    }
}
