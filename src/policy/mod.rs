//! Layer 2: policies, which say what a plan may do. Pure: callers read the file.
//!
//! A policy is YAML that other people own than those who own the configuration. [`load`] reads it
//! with the place of every rule. [`Policy::judge`] compares a plan with the rules; what the plan
//! violates becomes part of the plan.

mod document;
mod formats;
mod judge;
mod layer;
mod reading;
mod sets;
mod url_pattern;

pub use document::{Auto, Document, FindingKey, Level, SetName};
pub use judge::{Case, Declared, DeclaredUrl, Known};
pub use layer::Policy;
pub use reading::{declared_schema, load};
pub use sets::text as set_text;
