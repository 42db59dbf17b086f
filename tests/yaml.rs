//! The bottom floor as its users see it: text in, diagnostics and typed values out.
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "texts are built plainly here"
)]

#[path = "yaml/attacks.rs"]
mod attacks;
#[path = "yaml/drawn.rs"]
mod drawn;
#[path = "yaml/echoes.rs"]
mod echoes;
#[path = "yaml/files.rs"]
mod files;
#[path = "yaml/properties.rs"]
mod properties;
#[path = "yaml/sample.rs"]
#[expect(dead_code, reason = "some fields are only read by serde and schemars")]
mod sample;
#[path = "yaml/secrets.rs"]
mod secrets;
#[path = "yaml/shapes.rs"]
mod shapes;
#[path = "yaml/syntax.rs"]
mod syntax;
