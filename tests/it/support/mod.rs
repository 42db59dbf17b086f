//! Support for these tests alone, and the crate that all test targets share.

pub mod azure;
pub mod callback;
pub mod fixture;
#[cfg(unix)]
pub mod killing;
pub mod library;
pub mod loopback;
#[cfg(unix)]
pub mod postgres;
pub mod programs;
pub mod receiver;
pub mod secrets;
pub mod tls;

pub use test_support::{
    console, control, crate_folder, dynamics, expected, http, imported, sandbox, text, world,
};
