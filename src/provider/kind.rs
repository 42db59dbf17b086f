//! A kind of provider, as the table of kinds lists it.

use super::Describer;
use crate::model::{Collection, Invalid, Known, Router};
use schemars::Schema;
use serde_json::Value;

/// What is known about a kind of provider without a declaration.
pub struct ProviderKind {
    /// The name, as in `type: twilio`.
    pub name: &'static str,
    /// The collections in which its groups are declared.
    pub collections: &'static [Collection],
    /// The rule by which it decides what answers a text.
    pub router: &'static dyn Router,
    /// The codes that only this kind reports.
    pub codes: &'static [Known],
    /// Checks a text in a format that the kind's schema names; `None` for a valid text and for an
    /// unknown format.
    pub check_format: fn(format: &str, text: &str) -> Option<Invalid>,
    /// Writes what an account holds as YAML.
    pub describer: &'static dyn Describer,
}

/// Describes the key that chooses the kind, which serde adds.
pub(super) fn describe_type(schema: &mut Schema) {
    let variants = schema.get_mut("oneOf").and_then(Value::as_array_mut);
    for variant in variants.into_iter().flatten() {
        if let Some(Value::Object(choice)) = variant.pointer_mut("/properties/type") {
            choice.insert("description".to_owned(), "The kind of provider.".into());
        }
    }
}
