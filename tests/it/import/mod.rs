//! Importing what accounts already have, and taking objects over from other tools.

mod handover;
