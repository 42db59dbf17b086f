//! The Twilio client against servers that misbehave in every way we know of: what is repeated, what
//! is refused, and that no credential is ever shown.

mod alerts;
mod credentials;
mod limits;
mod paging;
mod policy;
mod prices;
mod rates;
mod repeating;
mod server;
mod sharing;
mod writing;
