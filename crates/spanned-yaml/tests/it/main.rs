//! The library as its users see it: text in, diagnostics and typed values out.
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "texts are built plainly here"
)]
#![allow(
    unreachable_pub,
    reason = "nothing of a test binary is reachable from outside"
)]

mod attacks;
mod drafts;
mod edit;
mod edit_properties;
mod emit;
mod files;
mod merge_keys;
mod properties;
#[expect(dead_code, reason = "some fields are only read by serde and schemars")]
mod sample;
mod secrets;
mod shapes;
mod syntax;
mod written;
