//! Every way in which Twilio can fail, at every call that an apply makes, early and late: the
//! report is true, nothing is done twice, and one apply without faults does the rest.
//!
//! `SWITCHBOARD_LONG_TESTS=1` runs all of it; without, each failure meets each call once and each
//! call meets a selection of failures every time it is made.

pub mod matrix;
mod members;
mod table;
mod world;
