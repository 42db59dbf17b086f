//! The data plane: the numbers of a resource.

pub(crate) mod caller;
pub(crate) mod forbidden;
pub(crate) mod handlers;
pub(crate) mod operations;
pub(crate) mod signature;
