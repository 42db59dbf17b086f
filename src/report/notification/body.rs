//! The body that a webhook receives: one type for writing and for the JSON Schema.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::document::Document;
use crate::report::watch::document::DriftNotification;

/// The body that the webhook of `--notify-url` receives.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "Switchboard notification")]
pub(in crate::report) enum Body<'a> {
    /// From `plan` or `apply`.
    Result(Box<Document<'a>>),
    /// From `watch`.
    Drift(DriftNotification<'a>),
}

impl Body<'_> {
    /// The body as JSON.
    pub(in crate::report) fn to_json(&self) -> String {
        // All keys are strings and all numbers are integers, so this cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The JSON Schema (draft 7) of the notifications of `plan`, `apply` and `watch`.
pub fn notification_schema() -> Value {
    SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Body<'_>>()
        .to_value()
}
