//! Requests over HTTP: which part of Azure they are for, handshakes in the background, starting and stopping.

pub(crate) mod client;
pub(crate) mod dispatch;
pub(crate) mod exchange;
pub(crate) mod instance;
pub(crate) mod server;
pub(crate) mod stand_in;
