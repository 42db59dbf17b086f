//! Programs that a test needs and a machine may lack.

pub use crate::support::programs::present;
