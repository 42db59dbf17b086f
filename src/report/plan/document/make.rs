//! Makes the plan document.

use std::collections::BTreeMap;
use std::io;

use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use super::applied::applied;
use super::cost::MonthlyCostDocument;
use super::counts::{CallCounts, Counts};
use super::policy::PolicyDocument;
use super::range::{ChangedField, TextPosition, TextRange};
use super::shape::{
    BeforeAfter, Configuration, FORMAT_VERSION, Leaving, PlanDocument, Registry, ResourceChange,
    RouteBeforeAfter, RouteEnd, UnmanagedObject,
};
use super::source::Source;
use crate::model::{
    Action, Change, FieldChange, Fields, Kind, Mark, MonthlyPrice, Route, Summary, Unmanaged, Value,
};
use crate::report::plan::document::ReceiverDocument;
use crate::report::plan::input::PlanReport;

/// The document of a plan.
pub fn document(report: &PlanReport<'_>) -> PlanDocument {
    let changes = report.plan.changes.iter();
    let changes = changes.map(|change| resource_change(report, change));
    with(report, changes.collect())
}

/// Writes the document of a plan as indented JSON, ending with a line break. The changes of many
/// thousand numbers are made one by one, so that they take no memory.
pub fn write(report: &PlanReport<'_>, mut to: impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut to, &with(report, EachChange(report)))?;
    to.write_all(b"\n")
}

/// The changes of a plan, made while they are written.
struct EachChange<'a>(&'a PlanReport<'a>);

impl Serialize for EachChange<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let changes = self.0.plan.changes.iter();
        serializer.collect_seq(changes.map(|change| resource_change(self.0, change)))
    }
}

/// The document of a plan with these changes.
fn with<Changes>(report: &PlanReport<'_>, resource_changes: Changes) -> PlanDocument<Changes> {
    let (plan, meta) = (report.plan, report.meta);
    let is_error = |diagnostic: &Json| diagnostic.get("severity").is_some_and(|s| s == "error");
    let unmanaged: &[Unmanaged] = if report.show_unmanaged {
        &plan.unmanaged
    } else {
        &[]
    };
    PlanDocument {
        format_version: FORMAT_VERSION.to_owned(),
        kind: report.command().to_owned(),
        tool_version: meta.tool_version.clone(),
        timestamp: meta.timestamp.clone(),
        project: plan.scope.project.clone(),
        environment: Some(plan.scope.environment.clone()).filter(|name| !name.is_empty()),
        shard: meta.shard,
        shards: Vec::new(),
        complete: plan.complete,
        errored: plan.errored() || report.diagnostics.iter().any(is_error),
        config: Configuration {
            sha256: meta.config_sha256.clone(),
            files: meta.files.clone(),
            sources: meta.sources.clone(),
            found: meta.found,
        },
        registry: Registry {
            lineage: meta.lineage.clone(),
            serial: meta.serial,
        },
        sha256: plan.sha256(),
        targets: meta.targets.clone(),
        excluded: meta.excluded.clone(),
        undoes: meta.undoes.clone(),
        reverts: meta.reverts.clone(),
        summary: counts(plan.summary()),
        monthly_cost: plan.monthly_cost().map(MonthlyCostDocument::from),
        calls: CallCounts {
            reads: plan.calls.reads,
            writes: plan.calls.writes,
            minutes: plan.calls.minutes,
        },
        resource_changes,
        unmanaged: unmanaged.iter().map(unmanaged_object).collect(),
        diagnostics: report.diagnostics.to_vec(),
        policy: plan.policy.as_ref().map(PolicyDocument::of),
        dynamics: report.comparison.cloned(),
        applied: applied(report),
    }
}

/// The document as indented JSON, ending with a line break.
pub fn to_json(document: &PlanDocument) -> String {
    // All keys are strings and all numbers are integers, so this cannot fail.
    let json = serde_json::to_string_pretty(document).unwrap_or_default();
    format!("{json}\n")
}

pub(in crate::report) fn counts(summary: Summary) -> Counts {
    Counts {
        create: summary.create,
        update: summary.update,
        adopt: summary.adopt,
        forget: summary.forget,
        purchase: summary.purchase,
        no_op: summary.no_op,
        unmanaged: summary.unmanaged,
    }
}

pub(in crate::report) fn resource_change(
    report: &PlanReport<'_>,
    change: &Change,
) -> ResourceChange {
    let source = (report.places)(&change.address, None).map(|place| Source {
        file: place.file,
        line: place.line,
        column: place.column,
    });
    let price = report.plan.prices.get(&change.address);
    let drifted = change.fields.iter().filter(|f| f.mark == Mark::Drifted);
    ResourceChange {
        address: change.address.to_string(),
        r#type: change.address.kind(),
        name: change.address.name().to_owned(),
        provider: change.address.provider().map(ToString::to_string),
        id: change.id.clone().map(String::from),
        phone_number: (change.address.kind() == Kind::Number)
            .then(|| change.key.clone().map(String::from))
            .flatten(),
        source,
        change: BeforeAfter {
            actions: vec![change.action],
            before: side(change.before.as_ref(), change.after.as_ref()),
            after: side(change.after.as_ref(), change.before.as_ref())
                .map(|after| with_others(after, change)),
        },
        monthly_price: price.and_then(MonthlyPrice::known).cloned(),
        monthly_price_unknown: price.and_then(MonthlyPrice::unknown).map(str::to_owned),
        action_reason: change.reason,
        drifted_fields: drifted.map(|field| field.field.to_string()).collect(),
        changed_fields: changed_fields(report, change),
        route: change.route.as_ref().map(|route| RouteBeforeAfter {
            before: end(&route.before),
            after: end(&route.after),
            converges: route.converges(),
            declared: (!route.converges()).then(|| end(&route.declared)),
            accepted: !route.converges() && route.accepted,
            receivers: ReceiverDocument::of(&route.after.receivers),
        }),
        affects: change.affects.clone(),
        detaches: change
            .detaches
            .iter()
            .map(|detach| Leaving {
                group: detach.group.clone(),
                member: detach.member.clone(),
            })
            .collect(),
    }
}

/// The fields that an update writes, with the places of their values.
fn changed_fields(report: &PlanReport<'_>, change: &Change) -> BTreeMap<String, ChangedField> {
    if change.action != Action::Update {
        return BTreeMap::new();
    }
    let with_range = |field: &FieldChange| {
        let place = (report.places)(&change.address, Some(&field.field));
        let range = place.map(|place| TextRange {
            filename: place.file,
            start: TextPosition {
                line: place.line,
                column: place.column,
            },
            end: TextPosition {
                line: place.end.0,
                column: place.end.1,
            },
        });
        (field.field.to_string(), ChangedField { range })
    };
    change.fields.iter().map(with_range).collect()
}

pub(in crate::report) fn end(route: &Route) -> RouteEnd {
    RouteEnd {
        url: route.shown_url(),
        method: route.method.clone().map(String::from),
        decided_by: route.decided_by.word.to_owned(),
        decider: route.decider.clone().map(String::from),
        handler: route.handler.map(str::to_owned),
    }
}

/// A declared set is a minimum: other members stay, so they are part of the result.
fn with_others(mut after: BTreeMap<String, Json>, change: &Change) -> BTreeMap<String, Json> {
    for (name, there) in change.before.iter().flat_map(Fields::shown) {
        let wanted = change.after.as_ref().map(|fields| fields.get(name));
        if let (Some(there), Some(wanted)) = (there.members(), wanted.and_then(Value::members)) {
            let all: std::collections::BTreeSet<&String> = there.union(wanted).collect();
            after.insert(
                name.to_string(),
                all.into_iter().map(String::as_str).collect(),
            );
        }
    }
    after
}

/// The fields of one side. A field that is blank here but not on the other side is null; a field
/// that is blank on both is left out.
fn side(this: Option<&Fields>, other: Option<&Fields>) -> Option<BTreeMap<String, Json>> {
    let this = this?;
    let names = this
        .shown()
        .chain(other.into_iter().flat_map(Fields::shown));
    let filled = names.filter(|(_, value)| !value.is_blank());
    Some(
        filled
            .map(|(name, _)| (name.to_string(), this.get(name).to_json()))
            .collect(),
    )
}

pub(in crate::report) fn unmanaged_object(unmanaged: &Unmanaged) -> UnmanagedObject {
    const OWN: [&str; 4] = ["type", "provider", "id", "phone_number"];
    let object = &unmanaged.object;
    let number = object.kind == Kind::Number;
    let name = if number {
        object
            .label
            .map_or(Value::Blank, |label| object.fields.get(label).clone())
    } else {
        Value::text(object.key.as_str())
    };
    UnmanagedObject {
        r#type: object.kind,
        provider: unmanaged.provider.to_string(),
        id: object.id.to_string(),
        phone_number: number.then(|| object.key.to_string()),
        friendly_name: name.to_json().as_str().map(ToOwned::to_owned),
        fields: object
            .fields
            .shown()
            .filter(|(name, _)| {
                !OWN.contains(&name.as_ref()) && Some(name.as_ref()) != object.label
            })
            .map(|(name, value)| (name.to_string(), value.to_json()))
            .collect(),
    }
}

/// What identifies an unmanaged object for people: its number, else its name.
pub(in crate::report) fn key_of(one: &UnmanagedObject) -> String {
    let name = one.phone_number.clone().or(one.friendly_name.clone());
    name.unwrap_or_default()
}
