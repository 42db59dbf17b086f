//! Makes the drift document.

use jiff::Timestamp;
use serde_json::Value as Json;

use super::shape::{
    CertaintyWord, ChangedBy, DriftCounts, DriftDocument, DriftField, DriftFile, DriftResource,
    DriftRoute, DriftSet, IgnoredDifference,
};
use crate::model::{Aspect, By, Certainty, Drifted, Kind, RouteSight, Value};
use crate::report::drift::input::DriftReport;
use crate::report::drift::remedy::remedy;
use crate::report::plan::document::make::{end, unmanaged_object};
use crate::report::plan::document::{FORMAT_VERSION, ReceiverDocument, Registry, Source};

/// The document of one environment, or of several.
pub fn drift_document(reports: &[DriftReport<'_>]) -> DriftFile {
    DriftFile::of(reports.iter().map(document).collect())
}

impl DriftFile {
    /// The document of these environments.
    pub(in crate::report) fn of(mut documents: Vec<DriftDocument>) -> Self {
        match (documents.pop(), documents.is_empty()) {
            (Some(only), true) => Self::One(Box::new(only)),
            (last, _) => {
                documents.extend(last);
                Self::Several(DriftSet {
                    format_version: FORMAT_VERSION.to_owned(),
                    kind: "drift-set".to_owned(),
                    complete: documents.iter().all(|document| document.complete),
                    summary: summed(&documents),
                    environments: documents,
                })
            }
        }
    }
}

/// The counts of all documents together.
fn summed(documents: &[DriftDocument]) -> DriftCounts {
    let mut sum = DriftCounts::default();
    for document in documents {
        sum.add(&document.summary);
    }
    sum
}

fn document(report: &DriftReport<'_>) -> DriftDocument {
    let (drift, meta) = (report.drift, report.meta);
    let is_error = |diagnostic: &Json| diagnostic.get("severity").is_some_and(|s| s == "error");
    let unmanaged = drift.unmanaged.iter().filter(|_| report.show_unmanaged);
    DriftDocument {
        format_version: FORMAT_VERSION.to_owned(),
        kind: "drift".to_owned(),
        tool_version: meta.tool_version.clone(),
        timestamp: time(meta.timestamp),
        project: drift.scope.project.clone(),
        environment: Some(drift.scope.environment.clone()).filter(|name| !name.is_empty()),
        shard: meta.shard,
        shards: Vec::new(),
        complete: drift.complete,
        errored: report.diagnostics.iter().any(is_error),
        registry: Registry {
            lineage: meta.lineage.clone(),
            serial: meta.serial,
        },
        targets: meta.targets.clone(),
        summary: DriftCounts::of(drift.summary()),
        resources: drift
            .resources
            .iter()
            .map(|one| resource(report, one))
            .collect(),
        unmanaged: unmanaged.map(unmanaged_object).collect(),
        diagnostics: report.diagnostics.to_vec(),
        reads: meta.reads,
        unattributed: meta.unattributed.clone(),
        dynamics: report.comparison.cloned(),
    }
}

fn resource(report: &DriftReport<'_>, one: &Drifted) -> DriftResource {
    let source = (report.places)(&one.address, None).map(|place| Source {
        file: place.file,
        line: place.line,
        column: place.column,
    });
    let is_number = one.address.kind() == Kind::Number;
    let remedy = one.is_drift().then(|| remedy(report, one));
    let (revert, advice, declare) = match remedy {
        Some(remedy) => (remedy.command, remedy.words, remedy.declare),
        None => (None, None, None),
    };
    let fields = one.counted().filter_map(|difference| {
        let field = match &difference.aspect {
            Aspect::Field(_) | Aspect::Id => difference.aspect.as_str().to_owned(),
            Aspect::Route | Aspect::Existence => return None,
        };
        Some(DriftField {
            field,
            recorded: difference.recorded.to_json(),
            observed: difference.observed.to_json(),
            severity: difference.impact,
            since: difference.since.map(time),
            changed_by: changed_by(&difference.by),
        })
    });
    let whole = |aspect: &Aspect| matches!(aspect, Aspect::Route | Aspect::Existence);
    let by = one.counted().find(|one| whole(&one.aspect));
    let ignored = one
        .ignored()
        .map(|(difference, expected)| IgnoredDifference {
            what: difference.aspect.as_str().to_owned(),
            recorded: difference.recorded.to_json(),
            observed: difference.observed.to_json(),
            reason: expected.reason.clone(),
            line: expected.line,
            since: difference.since.map(time),
        });
    DriftResource {
        address: one.address.to_string(),
        r#type: one.address.kind(),
        name: one.address.name().to_owned(),
        provider: one.address.provider().map(ToString::to_string),
        id: one.id.clone().map(String::from),
        phone_number: one.key.clone().filter(|_| is_number).map(String::from),
        status: one.status,
        severity: one.impact(),
        fields: fields.collect(),
        route: one.route.as_deref().map(route),
        first_seen: one.first_seen().map(time),
        source,
        pending: one.pending,
        ignored: ignored.collect(),
        changed_by: by.and_then(|one| changed_by(&one.by)),
        revert,
        advice,
        declare: declare.map(|(_, yaml)| yaml),
        accept: one.accept.clone(),
    }
}

fn changed_by(by: &By) -> Option<ChangedBy> {
    match by {
        By::Unasked => None,
        By::Unknown => Some(ChangedBy::default()),
        By::Author(author) => Some(ChangedBy {
            certainty: match author.certainty {
                Certainty::Certain => CertaintyWord::Certain,
                Certainty::Probable => CertaintyWord::Probable,
            },
            at: Some(time(author.at)),
            actor_type: Some(author.kind.as_str().to_owned()).filter(|word| !word.is_empty()),
            actor: author.name.clone(),
            source: author.source.as_ref().map(|one| one.as_str().to_owned()),
            source_ip: author.source_ip.clone(),
            was: author.was.as_ref().map_or(Json::Null, Value::to_json),
        }),
    }
}

fn route(route: &RouteSight) -> DriftRoute {
    DriftRoute {
        recorded: end(&route.recorded),
        observed: route.observed.as_ref().map(end),
        as_recorded: route.as_recorded(),
        wanted: route.wanted.as_ref().map(end),
        receivers: (route.observed.as_ref())
            .map(|observed| ReceiverDocument::of(&observed.receivers))
            .unwrap_or_default(),
    }
}

/// A time as documents have it: RFC 3339 in UTC, to the second.
fn time(at: Timestamp) -> String {
    crate::report::drift::words::time(at)
}
