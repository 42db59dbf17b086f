//! The records of a sandbox and their file. Nothing here knows of requests.

pub(crate) mod activity;
pub(crate) mod grid;
pub(crate) mod identity;
pub(crate) mod resource;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod state;
