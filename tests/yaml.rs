//! The bottom floor as its users see it: text in, diagnostics and typed values out.

#[path = "yaml/attacks.rs"]
mod attacks;
#[path = "yaml/files.rs"]
mod files;
#[path = "yaml/properties.rs"]
mod properties;
#[path = "yaml/sample.rs"]
mod sample;
#[path = "yaml/secrets.rs"]
mod secrets;
#[path = "yaml/shapes.rs"]
mod shapes;
#[path = "yaml/syntax.rs"]
mod syntax;
