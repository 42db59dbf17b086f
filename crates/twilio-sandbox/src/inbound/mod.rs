//! Simulated inbound texts: which webhook receives one, how it is called, and what became of it.

pub(crate) mod attempts;
pub(crate) mod call;
pub(crate) mod client;
pub(crate) mod decision;
pub(crate) mod delivery;
pub(crate) mod elsewhere;
pub(crate) mod failure;
pub(crate) mod narration;
pub(crate) mod opt_out;
pub(crate) mod prefix;
pub(crate) mod receiver;
pub(crate) mod segments;
pub(crate) mod signature;
pub(crate) mod substitute;
pub(crate) mod text;
pub(crate) mod traffic;
pub(crate) mod twiml;
pub(crate) mod webhook;
pub(crate) mod webhook_response;
