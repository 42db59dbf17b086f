//! Event Grid: what a subscription may hold, how it reads back, its operations, which events it receives.

pub(crate) mod deliver;
pub(crate) mod endpoint;
pub(crate) mod event;
pub(crate) mod filter;
pub(crate) mod handshake;
pub(crate) mod outcome;
pub(crate) mod properties;
pub(crate) mod receivers;
pub(crate) mod settle;
pub(crate) mod shape;
pub(crate) mod view;
