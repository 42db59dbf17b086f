//! Every way in which Azure can fail, at every request that the commands make: what could not be
//! read is never "in sync", nothing is written on a guess, and once the failure is gone, one apply
//! makes everything as declared.
//! `SWITCHBOARD_LONG_TESTS=1` tries every square of the table; without it, the failures take turns.

mod matrix;
mod table;
