//! Documents back as what reports are made of. A document has no passwords, and not every word that
//! a report of the run itself has; what it does not have is left out.

mod check;
mod drift;
mod plan;

pub use check::inspection;
pub use drift::RecalledDrift;
pub use plan::RecalledPlan;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::model::{
    Address, Code, Decider, Fields, Finding, FindingCode, Kind, Name, Object, Route, Severity,
    Text, Unmanaged, Value,
};
use crate::report::place::Located;
use crate::report::plan::document::make::key_of;
use crate::report::plan::document::{RouteEnd, Source, UnmanagedObject};
use crate::report::text::json::at;

/// Finds a code by its text.
pub type CodeOf<'a> = &'a dyn Fn(&str) -> Option<Code>;

/// Where things are declared, and where the files write the values of their fields.
type PlacesByField = BTreeMap<(Address, Option<String>), Located>;

fn place(places: &PlacesByField, address: &Address, field: Option<&str>) -> Option<Located> {
    let key = (address.clone(), field.map(str::to_owned));
    places.get(&key).cloned()
}

fn located(source: Option<&Source>) -> Option<Located> {
    source.map(|source| Located {
        file: source.file.clone(),
        line: source.line,
        column: source.column,
        end: (source.line, source.column),
    })
}

/// A field's value. In a group's fields a list is a set of members.
fn value(json: &Json, is_group: bool) -> Value {
    match json {
        Json::Bool(on) => Value::Flag(*on),
        Json::Number(number) => number.as_u64().map_or(Value::Blank, Value::Number),
        Json::String(text) => Value::text(text.as_str()),
        Json::Array(items) => {
            let items = items.iter().filter_map(Json::as_str).map(str::to_owned);
            if is_group {
                Value::Set {
                    members: items.collect::<BTreeSet<_>>(),
                }
            } else {
                Value::List(items.collect())
            }
        }
        Json::Null | Json::Object(_) => Value::Blank,
    }
}

fn fields(json: &BTreeMap<String, Json>, is_group: bool) -> Fields {
    json.iter()
        .map(|(name, json)| (name.clone().into(), value(json, is_group)))
        .collect()
}

fn route(end: &RouteEnd) -> Route {
    Route {
        url: end.url.clone().map(Text::from),
        url_unknown: false,
        without_query: false,
        also: Vec::new(),
        receivers: Vec::new(),
        method: end.method.clone().map(Text::from),
        decided_by: decider(&end.decided_by),
        decider: end.decider.clone().map(Text::from),
        decider_name: None,
        by_stranger: false,
        handler: None,
        steps: Vec::new(),
    }
}

fn decider(word: &str) -> Decider {
    match Kind::parse(word) {
        Some(Kind::Number) => Decider::NUMBER,
        Some(Kind::Group(group)) => Decider::group(group.singular()),
        Some(Kind::Handler(handler)) => Decider::other(handler.singular()),
        Some(Kind::Provider | Kind::Keyword | Kind::Counterpart(..)) | None => Decider::NOTHING,
    }
}

fn unmanaged(one: &UnmanagedObject) -> Option<Unmanaged> {
    Some(Unmanaged {
        provider: Name::parse(&one.provider).ok()?,
        object: Object {
            kind: one.r#type,
            id: one.id.clone().into(),
            key: key_of(one).into(),
            fields: fields(&one.fields, false),
            label: None,
        },
    })
}

/// The findings that diagnostics report. None blocks: what is merged cannot be applied anyway.
fn findings(diagnostics: &[Json], code_of: CodeOf<'_>) -> Vec<Finding> {
    let finding = |one: &Json| {
        let severity = match at(one, "/severity") {
            "error" => Severity::Error,
            "note" => Severity::Note,
            _ => Severity::Warning,
        };
        Finding {
            severity,
            // A later version may have written a code that is not known here.
            code: code_of(at(one, "/code")).unwrap_or(FindingCode::ShardIncomplete.into()),
            address: Address::parse(at(one, "/address")),
            key: None,
            summary: at(one, "/summary").to_owned(),
            help: at(one, "/help").to_owned(),
            blocks: false,
        }
    };
    diagnostics.iter().map(finding).collect()
}

fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}
