//! The sandbox from the side of a client of Dataverse: over HTTP, with only its URL and credentials.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(
    unreachable_pub,
    reason = "nothing of a test binary is reachable from outside"
)]

mod acs;
mod client;
mod control;
mod functions;
mod keywords;
mod limits;
mod lists;
mod manual;
mod metadata;
mod paging;
mod persistence;
mod rights;
mod rows;
mod tokens;
mod violations;
