//! A plan document as a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{CodeOf, PlacesByField, fields, findings, located, place, route, unmanaged};
use crate::model::{
    Action, Address, Calls, Change, Detach, FieldChange, Fields, Mark, MonthlyPrice, Plan,
    RouteChange, Scope, Selection, Text, Value,
};
use crate::report::apply::result::ApplyReport;
use crate::report::counterpart::ComparisonDocument;
use crate::report::place::Located;
use crate::report::plan::document::{
    AppliedDocument, AppliedState, DoneChange, Leaving, PlanDocument, ReceiverDocument,
    ResourceChange, RolloutDocument, TextRange, UndoneChange, price_of,
};
use crate::report::plan::ending::Ending;
use crate::report::plan::input::{Meta, PlanReport};

/// A plan that was read from a document, ready to be reported.
pub struct RecalledPlan {
    plan: Plan,
    meta: Meta,
    places: PlacesByField,
    diagnostics: Vec<serde_json::Value>,
    comparison: Option<ComparisonDocument>,
    applied: Option<(AppliedState, ApplyReport)>,
}

impl RecalledPlan {
    /// Reads a document.
    pub fn of(document: &PlanDocument, code_of: CodeOf<'_>) -> Self {
        let address = |one: &ResourceChange| Address::parse(&one.address);
        let entries = document.resource_changes.iter();
        let mut places = PlacesByField::new();
        for one in entries.clone() {
            let Some(address) = address(one) else {
                continue;
            };
            for (field, written) in &one.changed_fields {
                let place = written.range.as_ref().map(in_range);
                let key = (address.clone(), Some(field.clone()));
                places.extend(place.map(|place| (key, place)));
            }
            places.extend(located(one.source.as_ref()).map(|place| ((address, None), place)));
        }
        let listed: Vec<_> = document.unmanaged.iter().filter_map(unmanaged).collect();
        let numbers = listed
            .iter()
            .filter(|one| one.object.kind.counts_if_unmanaged());
        let plan = Plan {
            comparison: None,
            prices: entries.clone().filter_map(price).collect(),
            policy: document
                .policy
                .as_ref()
                .map(|policy| policy.recall(code_of)),
            scope: Scope {
                project: document.project.clone(),
                environment: document.environment.clone().unwrap_or_default(),
            },
            changes: entries.filter_map(change).collect(),
            unlisted: document.summary.unmanaged.saturating_sub(numbers.count()),
            unmanaged: listed,
            findings: findings(&document.diagnostics, code_of),
            complete: document.complete,
            calls: Calls {
                reads: document.calls.reads,
                writes: document.calls.writes,
                minutes: document.calls.minutes,
            },
            selection: Selection::default(),
        };
        let applied = document.applied.as_ref();
        Self {
            applied: applied.map(|applied| (applied.state, ended(applied, &plan))),
            plan,
            meta: meta(document),
            places,
            diagnostics: document.diagnostics.clone(),
            comparison: document.dynamics.clone(),
        }
    }

    /// Passes the plans of several environments to a renderer, as reports.
    pub fn with_reports<T>(
        all: &[Self],
        each: bool,
        use_them: impl FnOnce(&[PlanReport<'_>]) -> T,
    ) -> T {
        let places: Vec<_> = all
            .iter()
            .map(|one| |address: &Address, field: Option<&str>| place(&one.places, address, field))
            .collect();
        let reports: Vec<PlanReport<'_>> = all
            .iter()
            .zip(&places)
            .map(|(one, places)| PlanReport {
                plan: &one.plan,
                meta: &one.meta,
                places,
                diagnostics: &one.diagnostics,
                comparison: one.comparison.as_ref(),
                show_unmanaged: !one.plan.unmanaged.is_empty(),
                each,
                ending: one.ending(),
            })
            .collect();
        use_them(&reports)
    }

    fn ending(&self) -> Option<Ending<'_>> {
        let (state, ended) = self.applied.as_ref()?;
        Some(match state {
            AppliedState::Begun => Ending::Open,
            AppliedState::Refused => Ending::Refused,
            AppliedState::Ended => Ending::Ended(ended),
        })
    }
}

fn meta(document: &PlanDocument) -> Meta {
    Meta {
        tool_version: document.tool_version.clone(),
        timestamp: document.timestamp.clone(),
        config_sha256: document.config.sha256.clone(),
        files: document.config.files.clone(),
        sources: document.config.sources.clone(),
        found: document.config.found,
        lineage: document.registry.lineage.clone(),
        serial: document.registry.serial,
        shard: document.shard,
        shards: document.shards.clone(),
        targets: document.targets.clone(),
        excluded: document.excluded.clone(),
        undoes: document.undoes.clone(),
        reverts: document.reverts.clone(),
    }
}

fn price(one: &ResourceChange) -> Option<(Address, MonthlyPrice)> {
    Some((Address::parse(&one.address)?, price_of(one)?))
}

fn change(one: &ResourceChange) -> Option<Change> {
    let address = Address::parse(&one.address)?;
    let is_group = address.kind().is_group();
    let side = |json: &Option<BTreeMap<String, serde_json::Value>>| {
        json.as_ref().map(|json| fields(json, is_group))
    };
    let (before, after) = (side(&one.change.before), side(&one.change.after));
    let action = one.change.actions.first().copied().unwrap_or(Action::NoOp);
    let leaving = |leaving: &Leaving| Detach {
        group: leaving.group.clone(),
        name: leaving.group.clone(),
        member: leaving.member.clone(),
    };
    Some(Change {
        fields: match (action, &before, &after) {
            (Action::Update, Some(before), Some(after)) => written(one, before, after),
            _ => Vec::new(),
        },
        address,
        action,
        reason: one.action_reason,
        id: one.id.clone().map(Text::from),
        key: one.phone_number.clone().map(Text::from),
        key_before: None,
        before,
        after,
        route: one.route.as_ref().map(|ends| {
            let (before, mut after) = (route(&ends.before), route(&ends.after));
            after.receivers = ReceiverDocument::recall(&ends.receivers);
            let declared = match &ends.declared {
                Some(declared) => route(declared),
                None => after.clone(),
            };
            // The same URL may be called, but by something that may change it at any time.
            after.by_stranger = !ends.converges && after.answers_like(&declared);
            Arc::new(RouteChange {
                declared,
                before,
                after,
                accepted: ends.accepted,
            })
        }),
        affects: one.affects.clone(),
        detaches: one.detaches.iter().map(leaving).collect(),
        implied: BTreeSet::new(),
        takes_over: None,
    })
}

fn in_range(range: &TextRange) -> Located {
    Located {
        file: range.filename.clone(),
        line: range.start.line,
        column: range.start.column,
        end: (range.end.line, range.end.column),
    }
}

/// The fields that the update writes. A document of an earlier version does not list them: then
/// these are the fields that differ.
fn written(one: &ResourceChange, before: &Fields, after: &Fields) -> Vec<FieldChange> {
    let differs = |name: &str, wanted: &Value| {
        if one.changed_fields.is_empty() {
            !wanted.is_satisfied_by(before.get(name))
        } else {
            one.changed_fields.contains_key(name)
        }
    };
    let changed = after.iter().filter(|(name, value)| differs(name, value));
    changed
        .map(|(name, wanted)| FieldChange {
            field: name.clone(),
            before: before.get(name).clone(),
            after: wanted.clone(),
            recorded: None,
            mark: if one.drifted_fields.iter().any(|field| field == name) {
                Mark::Drifted
            } else {
                Mark::Configured
            },
            note: None,
            local: false,
        })
        .collect()
}

fn ended(applied: &AppliedDocument, plan: &Plan) -> ApplyReport {
    let action = |word: &str| {
        let all = [
            Action::NoOp,
            Action::Create,
            Action::Update,
            Action::Adopt,
            Action::Forget,
            Action::Purchase,
        ];
        all.into_iter().find(|action| action.as_str() == word)
    };
    let done = |one: &DoneChange| Some((Address::parse(&one.address)?, action(&one.action)?));
    let undone = |list: &[UndoneChange]| {
        let one = |one: &UndoneChange| {
            let address = Address::parse(&one.address)?;
            Some((address, action(&one.action)?, one.error.clone()))
        };
        list.iter().filter_map(one).collect()
    };
    ApplyReport {
        done: applied.done.iter().filter_map(done).collect(),
        partly: undone(&applied.partial),
        failed: undone(&applied.failed),
        unsettled: undone(&applied.unsettled),
        not_tried: undone(&applied.not_tried),
        joins: BTreeMap::new(),
        rollout: applied.rollout.as_ref().map(RolloutDocument::outcome),
        run_id: applied.run_id.clone(),
        plan_complete: plan.complete,
        unconverged: plan.unconverged(),
        routes_stay: plan.routes_stay(),
        errored: plan.errored(),
    }
}
