//! The JSON Schema of the configuration, and the shape that the reader checks against. Both come
//! from the types in [`super::document`].

use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::config::document::Document;
use crate::yaml::Shape;

/// The JSON Schema (draft-07) that editors use; `schemas/config.schema.json` holds it.
pub fn config_schema() -> Value {
    SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<Document>()
        .to_value()
}

/// The same schema, compiled for the reader. An error here is a mistake in the types' declarations.
pub fn config_shape() -> Result<&'static Shape, String> {
    static SHAPE: OnceLock<Result<Shape, String>> = OnceLock::new();
    SHAPE
        .get_or_init(|| Shape::compile(&config_schema()))
        .as_ref()
        .map_err(Clone::clone)
}
