//! The JSON Schemas of the configuration and of overlays, and the shape that the reader checks
//! against. All of them come from the types in [`super::document`].
//!
//! The types say what is right. [`editor`] rewrites their schema for people who type: one schema per
//! place, with a heading, an example and a message about what is wrong there.

mod editor;
mod examples;
mod forms;
mod keywords;
mod messages;
mod words;

use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::config::document::Document;
use crate::yaml::Shape;

/// The JSON Schema (draft-07) that editors use; `schemas/config.schema.json` holds it.
pub fn config_schema() -> Value {
    editor::whole(&declared())
}

/// A schema that types declare, as editors use it.
pub fn for_editors(declared: &Value) -> Value {
    editor::whole(declared)
}

/// The JSON Schema (draft-07) of an overlay: any part of a configuration, and `null` where a key is
/// removed. `schemas/overlay.schema.json` holds it.
pub fn overlay_schema() -> Value {
    editor::overlay(&declared())
}

/// The shape of a configuration, compiled for the reader. An error here is a mistake in the types'
/// declarations.
pub fn config_shape() -> Result<&'static Shape, String> {
    static SHAPE: OnceLock<Result<Shape, String>> = OnceLock::new();
    SHAPE
        .get_or_init(|| Shape::compile(&declared()))
        .as_ref()
        .map_err(Clone::clone)
}

/// The schema as the types declare it.
fn declared() -> Value {
    SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<Document>()
        .to_value()
}
