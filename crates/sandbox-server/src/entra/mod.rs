//! Entra's token endpoint, for the sandboxes whose services accept its tokens.

pub mod assertion;
mod directory;
mod refusal;
mod registration;
mod token_request;
mod tokens;

pub use directory::{Directory, Secret, Terms};
pub use refusal::Refusal;
pub use registration::{EXCHANGE, Federated, Registration};
pub use token_request::issue;
pub use tokens::{Token, Tokens, Unaccepted};
