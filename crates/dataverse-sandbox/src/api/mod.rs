//! What every handler shares: errors in Dataverse's form.

pub(crate) mod error;
