//! The inputs of commands: configuration files, secrets, saved plans, and the registry's location.

pub mod authorities;
pub mod bounded_read;
pub mod config_files;
pub mod open_files;
pub mod paths;
pub mod plan_file;
pub mod project;
pub mod read_file;
pub mod registry_location;
pub mod run_identity;
pub mod secret_command;
pub mod secret_sources;
pub mod state_folder;
