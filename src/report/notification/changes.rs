//! The changes of a plan in a document and as lines for a chat.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::model::{Action, Address, Change, Reason};
use crate::report::fields::actions;
use crate::report::fields::brief::sentence;
use crate::report::fields::rows::rows;
use crate::report::plan::document::make::resource_change;
use crate::report::plan::document::{ResourceChange, RouteBeforeAfter};
use crate::report::plan::ending::{Ending, Undone};
use crate::report::plan::fate::Fate;
use crate::report::plan::input::PlanReport;
use crate::report::plan::{route, words};
use crate::report::text::escape::neutral;
use crate::report::text::width::shortened;

/// The longest line of a chat, in characters.
const LONGEST: usize = 400;

/// A change with its result.
pub(super) struct Noted<'a> {
    pub change: &'a Change,
    /// The result; `None` for a plan, and if nothing was to be done.
    pub fate: Option<Fate>,
    /// What the result of an undone change says.
    pub undone: Option<Undone<'a>>,
}

/// One change in a document.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NotifiedChange")]
pub(in crate::report) struct ChangeDocument {
    /// The YAML path of the resource.
    address: String,
    /// The phone number in E.164; left out for other kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<String>,
    /// The provider's identifier; null if it is not known.
    id: Option<String>,
    /// The planned action.
    action: Action,
    /// The reason for the action; null if nothing is done.
    reason: Option<Reason>,
    /// The fields that are written.
    fields: Vec<FieldDocument>,
    /// Who answers a text to the number; left out for other kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<RouteBeforeAfter>,
    /// Undeclared numbers whose texts the change affects, in E.164; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    affects: Vec<String>,
    /// What an apply did with it: `reverted` if a rollout changed it back; left out for a plan, and if nothing was planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("enum" = RESULTS))]
    result: Option<&'static str>,
    /// Why it was not done; left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// The results of a change. [`Fate::Open`] is the result in a report that is written before the
/// apply; no notification is.
pub(super) const RESULTS: [&str; 6] = [
    Fate::Done.as_str(),
    Fate::Partly.as_str(),
    Fate::Failed.as_str(),
    Fate::Unsettled.as_str(),
    Fate::NotTried.as_str(),
    Fate::Reverted.as_str(),
];

/// A field that is written, with its values as they may be shown.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NotifiedField")]
struct FieldDocument {
    /// The field, in the provider's word.
    field: String,
    /// The current value; null if it is blank.
    before: Json,
    /// The value after the apply; null if it is blank.
    after: Json,
}

/// The changes to notify, with their results: effective changes, and numbers whose texts are
/// answered otherwise although nothing of their own changes. What was not done comes first.
pub(super) fn noted<'a>(report: &PlanReport<'a>) -> Vec<Noted<'a>> {
    let fates = report.ending.map(Ending::fates);
    let undone = report.ending.map(Ending::undone).unwrap_or_default();
    let undone: BTreeMap<&Address, Undone<'a>> =
        undone.into_iter().map(|one| (one.address, one)).collect();
    let plan = report.plan;
    let mut all: Vec<Noted<'a>> = plan
        .effective()
        .chain(route::steered(plan))
        .map(|change| Noted {
            change,
            fate: fates.as_ref().and_then(|fates| fates.of(change)),
            undone: undone.get(&change.address).copied(),
        })
        .collect();
    // Stable: the order of addresses stays within each half.
    all.sort_by_key(|one| one.undone.is_none());
    all
}

impl Noted<'_> {
    /// The change in a document.
    pub(super) fn document(&self, report: &PlanReport<'_>) -> ChangeDocument {
        let resource = resource_change(report, self.change);
        ChangeDocument {
            fields: fields(self.change, &resource),
            address: resource.address,
            phone_number: resource.phone_number,
            id: resource.id,
            action: self.change.action,
            reason: resource.action_reason,
            route: resource.route,
            affects: resource.affects,
            result: self.fate.map(Fate::as_str),
            why: self.undone.map(|one| one.brief().join("; ")),
        }
    }

    /// The change as a line of text.
    pub(super) fn line(&self) -> String {
        let change = self.change;
        let address = &change.address;
        let what = what(change);
        let line = match (self.undone, self.fate) {
            (Some(one), _) => {
                let why = one.brief().join("; ");
                format!(
                    "{}: {} {address}: {} ({what})",
                    one.fate.words(),
                    one.action.as_str(),
                    neutral(&why)
                )
            }
            (None, Some(Fate::Reverted)) => {
                format!("changed back {address}: {what}")
            }
            (None, Some(Fate::Done)) => {
                format!("{} {address}: {what}", actions::done(change.action))
            }
            (None, _) if change.is_effective() => {
                format!("{} {address}: {what}", change.action.as_str())
            }
            (None, _) => format!("{address}: {what}"),
        };
        shortened(&line, LONGEST).into_owned()
    }
}

/// What changes: the fields with old and new values, and who answers; else the reason.
fn what(change: &Change) -> String {
    let mut parts = vec![sentence(&rows(change))];
    parts.extend(route::remarks(change));
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        return words::reason(change).to_owned();
    }
    parts.join("; ")
}

/// The fields that an update, a create or a purchase writes.
fn fields(change: &Change, resource: &ResourceChange) -> Vec<FieldDocument> {
    let of = |side: &Option<BTreeMap<String, Json>>, name: &str| {
        let value = side.as_ref().and_then(|side| side.get(name));
        value.cloned().unwrap_or_default()
    };
    let names: Vec<String> = match change.action {
        Action::Update => change
            .fields
            .iter()
            .map(|one| one.field.to_string())
            .filter(|name| !name.starts_with('_'))
            .collect(),
        Action::Create | Action::Purchase => {
            let after = resource.change.after.iter().flatten();
            after.map(|(name, _)| name.clone()).collect()
        }
        Action::NoOp | Action::Adopt | Action::Forget => Vec::new(),
    };
    let field = |name: String| FieldDocument {
        before: of(&resource.change.before, &name),
        after: of(&resource.change.after, &name),
        field: name,
    };
    names.into_iter().map(field).collect()
}
