//! Requests over HTTP: their credentials, the sandbox's own paths, starting and stopping.

pub(crate) mod actor;
pub(crate) mod admin;
pub(crate) mod auth;
pub(crate) mod exchange;
pub(crate) mod instance;
pub(crate) mod server;
pub(crate) mod stand_in;
pub(crate) mod text_endpoint;
pub(crate) mod traffic;
