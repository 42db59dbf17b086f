//! Signs an app in to Entra: exchanges its secret, or an assertion of somebody that Entra trusts,
//! for tokens, and keeps each token until shortly before it expires. It knows no API that accepts
//! the tokens.
//!
//! [`SignIn`] is the entry. `cache` decides when an exchange is due, `exchange` makes one,
//! `assertion` finds the assertion, `endpoint` sends requests that hold credentials, `answer`
//! reads what is answered, and `span` shows a sign-in in traces.
//!
//! Guarantees: the secret, the assertion and the request token of GitHub go to their own host only;
//! a redirect is never followed; no error, log line or `Debug` output holds one of them or a token.

mod answer;
mod application;
mod assertion;
mod cache;
mod endpoint;
mod error;
mod exchange;
mod sign_in;
mod span;

pub use application::{Application, Proof};
pub use error::{SignInError, SignInFailure};
pub use sign_in::SignIn;
