//! The schema of a map whose keys are names.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::model::Name;

/// The schema of a map from names. Written out, so that the rule for names is where an editor and
/// the reader look for it, at `propertyNames`.
pub(in crate::provider) fn named<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["object", "null"],
        "propertyNames": generator.subschema_for::<Name>(),
        "additionalProperties": generator.subschema_for::<T>()
    })
}
