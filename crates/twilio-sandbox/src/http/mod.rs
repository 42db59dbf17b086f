//! The server: connections, credentials, faults on the wire, and the sandbox's own paths.

pub(crate) mod actor;
pub(crate) mod admin;
pub(crate) mod auth;
pub(crate) mod calls;
pub(crate) mod exchange;
pub(crate) mod http_response;
pub(crate) mod instance;
pub(crate) mod server;
pub(crate) mod spoil;
pub(crate) mod text_endpoint;
pub(crate) mod wire;
