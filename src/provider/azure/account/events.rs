//! The activity log of one subscription: who changed it (docs/azure.md: Activity log).

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::AzureAccount;
use crate::http::redact;
use crate::model::{ActorKind, AuditEvent, Operation, Source};
use crate::provider::azure::client::{ACTIVITY_VERSION, Plane};
use crate::provider::{AuditLog, AuditQuery};

/// How far Azure's clock may be ahead of ours.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// The longest name of an actor that is kept, in characters.
const LONGEST: usize = 100;

/// An entry of the log, with only the fields that are used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    caller: Option<String>,
    event_timestamp: Option<String>,
    operation_name: Option<Word>,
    status: Option<Word>,
    resource_id: Option<String>,
    http_request: Option<Request>,
}

#[derive(Debug, Deserialize)]
struct Word {
    value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    client_ip_address: Option<String>,
}

impl AzureAccount {
    /// The events of one object since a time. The log has no query for all objects of a resource, so
    /// a question about all of them has no answer.
    pub(super) async fn read_events(&self, query: &AuditQuery) -> AuditLog {
        let Some(id) = query.id.as_deref() else {
            return AuditLog {
                cut: true,
                ..AuditLog::default()
            };
        };
        // A number is no object of Azure Resource Manager, and has no events.
        if !self.is_here(id) {
            return AuditLog::default();
        }
        let path = format!(
            "/subscriptions/{}/providers/Microsoft.Insights/eventtypes/management/values",
            self.resource.subscription()
        );
        let filter = format!(
            "eventTimestamp ge '{:.0}' and eventTimestamp le '{:.0}' and resourceUri eq '{id}'",
            query.at,
            // The log has whole seconds, and Azure's clock may be ahead.
            Timestamp::now() + SKEW,
        );
        let query = [
            ("api-version", ACTIVITY_VERSION),
            ("$filter", filter.as_str()),
        ];
        let first = self.client.url(Plane::Management, &path, &query);
        let doing = format!("reading the activity log of {}", self.resource.name());
        let listed = self
            .client
            .list::<Entry>(Plane::Management, &first, "value", &doing)
            .await;
        AuditLog {
            events: listed
                .items
                .into_iter()
                .filter_map(|one| one.event(id, &self.client_id))
                .collect(),
            cut: false,
            failed: listed.failed,
            reads: listed.requests,
        }
    }
}

impl Entry {
    /// The audit event; `None` if the entry does not say what was done when, or if it failed.
    fn event(self, id: &str, client_id: &str) -> Option<AuditEvent> {
        let word = |word: Option<Word>| word.and_then(|word| word.value);
        if word(self.status).is_some_and(|status| status.eq_ignore_ascii_case("Failed")) {
            return None;
        }
        if self
            .resource_id
            .is_some_and(|own| !own.eq_ignore_ascii_case(id))
        {
            return None;
        }
        let done = word(self.operation_name)?.to_ascii_lowercase();
        let deed = match done.rsplit('/').next()? {
            // The log does not distinguish a create from an update.
            "write" => Operation::Updated,
            "delete" => Operation::Deleted,
            _ => return None,
        };
        let name = self.caller.filter(|caller| !caller.is_empty());
        // A person has an address; an application has the id of its principal.
        let kind = match &name {
            Some(name) if name.contains('@') => ActorKind::User,
            _ => ActorKind::Other("application".to_owned()),
        };
        let address = self
            .http_request
            .and_then(|request| request.client_ip_address);
        Some(AuditEvent {
            at: self.event_timestamp?.parse().ok()?,
            id: id.to_owned(),
            deed,
            kind,
            own: name.as_deref() == Some(client_id),
            name: name.as_deref().map(cut),
            source: Some(Source::Api),
            source_ip: address.as_deref().map(cut),
            edits: Vec::new(),
        })
    }
}

fn cut(text: &str) -> String {
    redact(text, &[]).chars().take(LONGEST).collect()
}
