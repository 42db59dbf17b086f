//! The states before anything is decided: what accounts list is bound to addresses, and what
//! cannot be attained is taken out of the desired state.

pub(super) mod attainable;
pub(super) mod bind;
pub(super) mod handlers;
pub(super) mod in_another;
pub(super) mod joining;
pub(super) mod links;
pub(super) mod local;
pub(super) mod lockstep;
pub(super) mod membership;
pub(super) mod overlay;
pub(super) mod purchase;
pub(super) mod references;
pub(super) mod tolerated;
