//! The rules: each file finds one thing that is wrong with a declaration in the light of the
//! accounts and the registry.

pub(super) mod capacity;
pub(super) mod deleted_group;
pub(super) mod duplicate_group;
pub(super) mod owned_elsewhere;
pub(super) mod same_name;
pub(super) mod shadows;
pub(super) mod sms_capability;
