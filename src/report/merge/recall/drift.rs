//! A drift document as drift.

use serde_json::Value as Json;

use super::{CodeOf, PlacesByField, findings, located, place, route, time, unmanaged, value};
use std::sync::Arc;

use crate::model::{
    ActorKind, Address, Aspect, Author, By, Certainty, Difference, Drift, DriftStatus, Drifted,
    Expected, FindingCode, Impact, Route, RouteSight, Scope, Source, Text, Unlisted, Value,
};
use crate::report::counterpart::ComparisonDocument;
use crate::report::drift::document::{
    CertaintyWord, ChangedBy, DriftDocument, DriftResource, DriftRoute, IgnoredDifference,
};
use crate::report::drift::input::{DriftMeta, DriftReport};
use crate::report::drift::remedies::{Given, Remedy};
use crate::report::plan::document::{ReceiverDocument, RouteEnd};

/// Drift that was read from a document, ready to be reported.
pub struct RecalledDrift {
    drift: Drift,
    meta: DriftMeta,
    places: PlacesByField,
    remedies: Given,
    diagnostics: Vec<Json>,
    comparison: Option<ComparisonDocument>,
}

impl RecalledDrift {
    /// Reads a document.
    pub fn of(document: &DriftDocument, code_of: CodeOf<'_>) -> Self {
        let entries = || {
            let entries = document.resources.iter();
            entries.filter_map(|one| Some((Address::parse(&one.address)?, one)))
        };
        let listed: Vec<_> = document.unmanaged.iter().filter_map(unmanaged).collect();
        let numbers = listed
            .iter()
            .filter(|one| one.object.kind.counts_if_unmanaged());
        let pending: Vec<Address> = entries()
            .filter_map(|(address, one)| one.pending.then_some(address))
            .collect();
        let unlisted = Unlisted {
            rows: 0,
            unmanaged: document.summary.unmanaged.saturating_sub(numbers.count()),
            pending: document.summary.pending.saturating_sub(pending.len()),
        };
        let findings = findings(&document.diagnostics, code_of);
        Self {
            places: entries()
                .filter_map(|(address, one)| Some(((address, None), located(one.source.as_ref())?)))
                .collect(),
            remedies: entries()
                .map(|(address, one)| (address, remedy(one)))
                .collect(),
            drift: Drift {
                comparison: None,
                scope: Scope {
                    project: document.project.clone(),
                    environment: document.environment.clone().unwrap_or_default(),
                },
                resources: entries()
                    .map(|(address, one)| resource(address, one))
                    .collect(),
                unmanaged: listed,
                pending,
                unapplied: findings
                    .iter()
                    .any(|one| one.code == FindingCode::NeverApplied),
                findings,
                complete: document.complete,
                unlisted,
            },
            meta: DriftMeta {
                tool_version: document.tool_version.clone(),
                timestamp: time(&document.timestamp).unwrap_or_default(),
                lineage: document.registry.lineage.clone(),
                serial: document.registry.serial,
                shard: document.shard,
                shards: document.shards.clone(),
                targets: document.targets.clone(),
                ignore_file: None,
                options: Vec::new(),
                reads: document.reads,
                unattributed: document.unattributed.clone(),
                files: Vec::new(),
            },
            diagnostics: document.diagnostics.clone(),
            comparison: document.dynamics.clone(),
        }
    }

    /// Passes the drift of several environments to a renderer, as reports.
    pub fn with_reports<T>(
        all: &[Self],
        each: bool,
        use_them: impl FnOnce(&[DriftReport<'_>]) -> T,
    ) -> T {
        let places: Vec<_> = all
            .iter()
            .map(|one| |address: &Address, field: Option<&str>| place(&one.places, address, field))
            .collect();
        let reports: Vec<DriftReport<'_>> = all
            .iter()
            .zip(&places)
            .map(|(one, places)| DriftReport {
                drift: &one.drift,
                meta: &one.meta,
                places,
                diagnostics: &one.diagnostics,
                comparison: one.comparison.as_ref(),
                remedies: Some(&one.remedies),
                show_unmanaged: !one.drift.unmanaged.is_empty(),
                each,
            })
            .collect();
        use_them(&reports)
    }
}

fn remedy(one: &DriftResource) -> Remedy {
    let under = one.provider.as_deref().unwrap_or_default();
    let declare = one.declare.clone();
    Remedy {
        command: one.revert.clone(),
        words: one.advice.clone(),
        declare: declare.map(|yaml| (format!("providers.{under}"), yaml)),
    }
}

fn resource(address: Address, one: &DriftResource) -> Drifted {
    let is_group = address.kind().is_group();
    Drifted {
        id: one.id.clone().map(Text::from),
        key: one.phone_number.clone().map(Text::from),
        status: one.status,
        differences: differences(one, is_group),
        route: one.route.as_ref().map(sight).map(Arc::new),
        group: None,
        unread: one.status == DriftStatus::Unchecked,
        declared: one.source.is_some(),
        pending: one.pending,
        elsewhere: None,
        accept: one.accept.clone(),
        address,
    }
}

fn differences(one: &DriftResource, is_group: bool) -> Vec<Difference> {
    let mut all: Vec<Difference> = Vec::new();
    for field in &one.fields {
        all.push(Difference {
            aspect: aspect(&field.field),
            recorded: value(&field.recorded, is_group),
            observed: value(&field.observed, is_group),
            impact: field.severity,
            fingerprint: String::new(),
            since: field.since.as_deref().and_then(time),
            by: by(field.changed_by.as_ref()),
            ignored: None,
        });
    }
    all.extend(whole(one));
    all.extend(one.ignored.iter().map(|one| ignored(one, is_group)));
    all
}

/// The difference that is about the whole resource: it is gone, or another object answers.
fn whole(one: &DriftResource) -> Option<Difference> {
    let (aspect, recorded, observed) = match (one.status, &one.route) {
        (DriftStatus::Missing, _) => (Aspect::Existence, Value::Blank, Value::Blank),
        (_, Some(route)) => {
            let answer = |end: Option<&RouteEnd>| {
                let url = end.and_then(|end| end.url.clone());
                url.map_or(Value::Blank, Value::text)
            };
            let by = |end: &RouteEnd| end.decider.clone();
            let (recorded, observed) = (&route.recorded, route.observed.as_ref());
            let another = observed.is_some_and(|observed| by(observed) != by(recorded));
            let drifted = one.status == DriftStatus::Unconverged
                || route.as_recorded == Some(false) && (another || one.fields.is_empty());
            if !drifted {
                return None;
            }
            let wanted = route.wanted.as_ref().unwrap_or(recorded);
            (Aspect::Route, answer(Some(wanted)), answer(observed))
        }
        _ => return None,
    };
    Some(Difference {
        aspect,
        recorded,
        observed,
        impact: one.severity.unwrap_or(Impact::Critical),
        fingerprint: String::new(),
        since: one.first_seen.as_deref().and_then(time),
        by: by(one.changed_by.as_ref()),
        ignored: None,
    })
}

fn ignored(one: &IgnoredDifference, is_group: bool) -> Difference {
    Difference {
        aspect: aspect(&one.what),
        recorded: value(&one.recorded, is_group),
        observed: value(&one.observed, is_group),
        impact: Impact::Minor,
        fingerprint: String::new(),
        since: one.since.as_deref().and_then(time),
        by: By::Unasked,
        ignored: Some(Expected {
            reason: one.reason.clone(),
            line: one.line,
        }),
    }
}

fn aspect(word: &str) -> Aspect {
    match word {
        "id" => Aspect::Id,
        "route" => Aspect::Route,
        "missing" => Aspect::Existence,
        field => Aspect::Field(field.to_owned().into()),
    }
}

fn by(changed: Option<&ChangedBy>) -> By {
    let Some(changed) = changed else {
        return By::Unasked;
    };
    let certainty = match changed.certainty {
        CertaintyWord::Certain => Certainty::Certain,
        CertaintyWord::Probable => Certainty::Probable,
        CertaintyWord::Unknown => return By::Unknown,
    };
    let Some(at) = changed.at.as_deref().and_then(time) else {
        return By::Unknown;
    };
    let kinds = [
        ActorKind::User,
        ActorKind::Account,
        ActorKind::ApiKey,
        ActorKind::Provider,
    ];
    let word = changed.actor_type.clone().unwrap_or_default();
    let ways = [Source::Console, Source::Api, Source::Provider];
    let way = |word: &String| {
        let known = ways.iter().find(|way| way.as_str() == word);
        known
            .cloned()
            .unwrap_or_else(|| Source::Other(word.clone()))
    };
    By::Author(Box::new(Author {
        at,
        kind: kinds
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .unwrap_or(ActorKind::Other(word)),
        name: changed.actor.clone(),
        source: changed.source.as_ref().map(way),
        source_ip: changed.source_ip.clone(),
        was: Some(value(&changed.was, false)).filter(|was| !was.is_blank()),
        certainty,
    }))
}

fn sight(one: &DriftRoute) -> RouteSight {
    let recorded = route(&one.recorded);
    let observed = one.observed.as_ref().map(|end| Route {
        receivers: ReceiverDocument::recall(&one.receivers),
        ..route(end)
    });
    let alike = observed
        .as_ref()
        .is_some_and(|now| recorded.shows_like(now));
    RouteSight {
        by_newcomer: one.as_recorded == Some(false) && alike,
        recorded,
        observed,
        wanted: one.wanted.as_ref().map(route),
    }
}
