//! The document of `explain --format json`: `shape` declares it for the JSON Schema; `make` fills it.

mod make;
mod shape;

pub use make::{code_to_json, to_json};
pub use shape::explanation_schema;
