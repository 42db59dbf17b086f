//! Entra: assertions, tokens, and whom a token identifies.

pub(crate) mod assertion;
pub(crate) mod bearer;
pub(crate) mod refusal;
pub(crate) mod token_request;
