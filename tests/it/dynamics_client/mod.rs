//! The client for Dynamics 365 against the stand-in for Dataverse: what is requested, what a failure
//! of each request costs, and that no credential is ever shown.

mod environment;
mod failures;
mod keywords;
mod kinds;
mod pages;
mod reading;
mod seen;
mod sign_in;
mod switches;
mod unclear;

use environment::{Dynamics, SEED, asked};
use seen::Seen;
