//! What every handler shares: bodies, errors in Azure's form, versions.

pub(crate) mod body;
pub(crate) mod error;
pub(crate) mod versions;
