//! What the end-to-end tests share: a world in a temporary folder, a sandbox beside it, and the
//! real binary run in it. Nothing here knows what a command should say.

#![allow(dead_code, reason = "each test crate uses a part of it")]

pub mod callback;
pub mod expected;
pub mod http;
#[cfg(unix)]
pub mod postgres;
pub mod programs;
pub mod sandbox;
pub mod text;
pub mod tls;
pub mod world;

/// The folder of the crate.
pub fn crate_folder() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether expectations are to be rewritten instead of compared.
pub fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}
