//! The records and the state.

pub(crate) mod guid;
pub(crate) mod identity;
pub(crate) mod limits;
pub(crate) mod row;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod state;
pub(crate) mod tables;
