//! Traces of the real binary. Most of these tests need a build that exports traces:
//! `cargo test --features otel --test it -- traces::`.

#[cfg(not(feature = "otel"))]
mod absent;
#[cfg(feature = "otel")]
mod collector;
#[cfg(feature = "otel")]
mod delivery;
#[cfg(feature = "otel")]
mod environment;
#[cfg(all(feature = "otel", unix))]
mod long;
#[cfg(feature = "otel")]
mod sign_ins;
mod spawned;
#[cfg(feature = "otel")]
mod tree;
