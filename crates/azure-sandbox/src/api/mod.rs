//! What every handler shares: the request, errors in Azure's form, rules that a request breaks.

pub(crate) mod error;
pub(crate) mod request;
pub(crate) mod versions;
