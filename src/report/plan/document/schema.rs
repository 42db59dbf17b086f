//! The JSON Schema of plan documents.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::set::PlanFile;
use crate::model::{Collection, Counterpart, Kind, Level};

/// The JSON Schema (draft 7) of plan documents, with the kinds of the objects in these collections.
pub fn plan_schema(collections: &[Collection]) -> Value {
    let schema = SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<PlanFile>()
        .to_value();
    let schema = with_groups(schema, collections);
    with_records(schema, &[Level::Keyword])
}

/// The schema with the word of each collection among the kinds of resources.
pub(in crate::report) fn with_groups(mut schema: Value, collections: &[Collection]) -> Value {
    let kinds = schema.pointer_mut("/definitions/KindWord/oneOf");
    if let Some(kinds) = kinds.and_then(Value::as_array_mut) {
        let groups = collections.iter().map(|collection| {
            let kind = Kind::of(*collection);
            let description = match kind {
                Kind::Handler(_) => {
                    format!("An {kind}: what answers texts to the numbers that name it.")
                }
                _ => format!("A {kind}: numbers that are configured together."),
            };
            json!({
                "description": description,
                "type": "string",
                "const": kind.as_str(),
            })
        });
        // Groups come after numbers, as in `Kind`.
        kinds.splice(2..2, groups);
    }
    schema
}

/// The schema with the words of the counterparts' records of these levels among the kinds of resources.
pub(in crate::report) fn with_records(mut schema: Value, levels: &[Level]) -> Value {
    let kinds = schema.pointer_mut("/definitions/KindWord/oneOf");
    if let Some(kinds) = kinds.and_then(Value::as_array_mut) {
        for system in Counterpart::ALL {
            kinds.extend(levels.iter().map(|level| {
                let kind = Kind::Counterpart(system, Some(*level));
                json!({
                    "description": format!("The record of a {kind}."),
                    "type": "string",
                    "const": kind.as_str(),
                })
            }));
        }
    }
    schema
}
