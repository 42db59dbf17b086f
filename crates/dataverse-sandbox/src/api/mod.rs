//! What every handler shares: the request, errors in Dataverse's form, rules that a request breaks.

pub(crate) mod error;
pub(crate) mod request;
