//! From a request to its part of the stand-in; starting and stopping.

pub(crate) mod dispatch;
pub(crate) mod exchange;
pub(crate) mod server;
pub(crate) mod stand_in;
