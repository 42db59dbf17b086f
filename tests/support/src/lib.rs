//! Support for all test targets: a working folder, a sandbox process beside it, the binary run in
//! that folder, and golden files. Nothing here depends on what a command prints.
#![forbid(unsafe_code)]

pub mod console;
pub mod control;
pub mod dynamics;
pub mod expected;
pub mod http;
pub mod imported;
pub mod in_process;
pub mod sandbox;
pub mod text;
pub mod world;

use std::path::Path;

/// The root of the repository.
pub fn crate_folder() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap()
}

/// True under `UPDATE=1`: expectations are rewritten instead of compared.
pub fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}
