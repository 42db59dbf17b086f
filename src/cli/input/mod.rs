//! The inputs of commands: configuration files, secrets, saved plans, and the registry's location.

pub(super) mod authorities;
pub(super) mod bounded_read;
pub(super) mod config_files;
pub(super) mod duration;
pub(super) mod environments;
pub(super) mod open_files;
pub(super) mod overlays;
pub(super) mod paths;
pub(super) mod plan_file;
pub(super) mod plan_policy;
pub(super) mod policy_file;
pub(super) mod profiles;
pub(super) mod project;
pub(super) mod project_header;
pub(super) mod read_file;
pub(super) mod registry_location;
pub(super) mod run_identity;
pub(super) mod secret_command;
pub(super) mod secret_sources;
pub(super) mod seeds;
pub(super) mod state_folder;
