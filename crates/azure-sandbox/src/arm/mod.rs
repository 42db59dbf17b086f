//! The management plane: paths, rights, resources, topics, subscriptions, operations, the activity log.

pub(crate) mod activity;
pub(crate) mod caller;
pub(crate) mod fields;
pub(crate) mod guard;
pub(crate) mod handlers;
pub(crate) mod operations;
pub(crate) mod paging;
pub(crate) mod route;
pub(crate) mod source;
pub(crate) mod subscriptions;
pub(crate) mod throttle;
pub(crate) mod topics;
pub(crate) mod write;
