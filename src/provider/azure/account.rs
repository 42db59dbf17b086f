//! A Communication Services resource: reading its numbers and event subscriptions in bulk, and
//! writing one subscription at a time.

mod completing;
mod creating;
mod events;
mod numbers_client;
mod reading;
mod stage;
mod status;
mod subscriptions;
mod topic;
mod turn;
mod updating;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::OnceCell;

use super::client::Client;
use super::probe::Prober;
use super::resource_id::ResourceId;
use super::route::KEYS;
use super::subscription::URL;
use super::wire::SubscriptionWire;
use crate::http::entra::SignIn;
use crate::model::{Fields, Keys, Kind, Level, Scope, Text};
use crate::provider::{
    Account, AccountStatus, AuditLog, AuditQuery, Callback, Contact, Directory, Failure, Gate,
    Join, Managed, Operation, Pending, Probed, ProviderError, Reading, Sender, Settings, Tally,
    Write, Written,
};

/// How long Azure keeps an entry of the activity log (docs/azure.md: Activity log).
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// A Communication Services resource.
pub(super) struct AzureAccount {
    pub(super) resource: ResourceId,
    pub(super) id: String,
    /// The id of the application that reads and writes.
    pub(super) client_id: String,
    /// The client for Azure Resource Manager; for the numbers too if their host is known.
    pub(super) client: Client,
    /// How the numbers are reached.
    pub(super) numbers: NumbersAt,
    /// The client for the numbers whose host the resource names.
    pub(super) late: OnceCell<Client>,
    pub(super) prober: Prober,
    pub(super) labels: Vec<String>,
    pub(super) settings: Settings,
    /// What the last read found, for the writes that follow it.
    pub(super) found: Mutex<Found>,
}

/// How the numbers of a resource are reached.
pub(super) enum NumbersAt {
    /// At the host of the connection string, which must be the resource's own.
    Known {
        /// The host that the connection string names.
        host: String,
        /// How an import signs in if the connection string turns out to be another resource's. Only
        /// where no file declares the string.
        otherwise: Option<Arc<SignIn>>,
    },
    /// With a token, at the host that the resource names.
    Named(Arc<SignIn>),
    /// With a token, at a base URL that was set in place of Azure's hosts.
    Overridden,
}

/// What the last read found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The id of the resource's system topic, in Azure's spelling.
    pub(super) topic: Option<String>,
    /// Whether the topic is being created, changed or deleted.
    pub(super) topic_changes: bool,
    /// Where the resource is, in Azure's word.
    pub(super) location: Option<String>,
    /// The subscriptions, by id.
    pub(super) subscriptions: BTreeMap<Text, SubscriptionWire>,
    /// Whether the list of topics was read to its end.
    pub(super) topics_read: bool,
}

impl AzureAccount {
    /// The account of a resource. Nothing is sent.
    pub(super) fn new(
        resource: ResourceId,
        client: Client,
        numbers: NumbersAt,
        client_id: String,
        settings: &Settings,
    ) -> Self {
        Self {
            id: resource.folded(),
            client_id,
            resource,
            client,
            numbers,
            late: OnceCell::new(),
            prober: Prober::new(settings),
            labels: labels(settings.scope.as_ref()),
            settings: settings.clone(),
            found: Mutex::default(),
        }
    }

    pub(super) fn found(&self) -> MutexGuard<'_, Found> {
        // Nothing panics while holding it.
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn tally(&self) -> Option<&Tally> {
        self.settings.tally.as_ref()
    }

    /// A refusal of our own, before anything is sent.
    pub(super) fn refuse(
        doing: &str,
        message: &str,
        advice: Option<&'static str>,
    ) -> ProviderError {
        ProviderError {
            advice,
            ..ProviderError::new(Failure::Refused, doing, message)
        }
    }

    /// Waits before the next poll. Returns `false` if the run was cancelled.
    pub(super) async fn rest(&self, wait: Duration) -> bool {
        self.client.rest(wait).await
    }
}

/// The labels of the subscriptions that are created: they let people find them, and nothing depends
/// on them. Letters, digits and hyphens are used only (docs/azure.md: Open questions).
fn labels(scope: Option<&Scope>) -> Vec<String> {
    let mut labels = vec!["switchboard".to_owned()];
    if let Some(scope) = scope {
        let mut label = format!("switchboard-{}", scope.project);
        if !scope.environment.is_empty() {
            label = format!("{label}-{}", scope.environment);
        }
        labels.push(label);
    }
    labels
}

impl fmt::Debug for AzureAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AzureAccount")
            .field("resource", &self.resource)
            .finish_non_exhaustive()
    }
}

impl Directory for AzureAccount {
    fn label(&self) -> Pending<'_, Option<String>> {
        Box::pin(async { Some(self.resource.name().to_owned()) })
    }
}

impl Account for AzureAccount {
    fn id(&self) -> &str {
        &self.id
    }

    fn keys(&self) -> &'static Keys {
        &KEYS
    }

    fn read<'a>(&'a self, _levels: &'a [Level], managed: &'a Managed) -> Pending<'a, Reading> {
        Box::pin(self.read_all(managed))
    }

    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Result<Written, ProviderError>> {
        Box::pin(self.begin(write))
    }

    fn resume<'a>(
        &'a self,
        write: &'a Write,
        operation: &'a Operation,
    ) -> Pending<'a, Result<Written, ProviderError>> {
        Box::pin(self.complete(write, operation))
    }

    fn follow<'a>(&'a self, operation: &'a Operation) -> Pending<'a, Result<(), ProviderError>> {
        Box::pin(self.follow_up(operation))
    }

    /// Concurrent changes of one topic are undocumented.
    fn writes_at_once(&self) -> usize {
        1
    }

    fn join<'a>(&'a self, join: &'a Join) -> Pending<'a, Result<(), ProviderError>> {
        let doing = format!("adding {} to {}", join.member, join.name);
        let message = "an event subscription has no members of its own";
        Box::pin(async move { Err(Self::refuse(&doing, message, None)) })
    }

    fn namesakes<'a>(
        &'a self,
        _kind: Kind,
        _names: &'a [String],
    ) -> Pending<'a, Result<BTreeMap<String, Vec<String>>, ProviderError>> {
        // A name is unique below its topic.
        Box::pin(async { Ok(BTreeMap::new()) })
    }

    fn status(&self) -> Pending<'_, (Result<AccountStatus, ProviderError>, u64)> {
        Box::pin(self.fetch_status())
    }

    fn contact(&self) -> Pending<'_, Result<Contact, ProviderError>> {
        Box::pin(self.make_contact())
    }

    fn foreseen(&self, sender: &Sender) -> Option<Gate> {
        super::gates::foreseen(&sender.number)
    }

    fn events_kept(&self) -> SignedDuration {
        KEPT
    }

    fn events<'a>(&'a self, query: &'a AuditQuery) -> Pending<'a, AuditLog> {
        Box::pin(self.read_events(query))
    }

    fn own_callback<'a>(&self, kind: Kind, fields: &'a Fields) -> Option<&'a str> {
        kind.is_group().then(|| fields.get(URL).as_text()).flatten()
    }

    fn probe<'a>(&'a self, callback: &'a Callback) -> Pending<'a, Result<Vec<Probed>, String>> {
        Box::pin(async move { self.prober.probe(callback).await.map(|one| vec![one]) })
    }
}
