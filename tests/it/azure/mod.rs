//! Azure Communication Services from the command line, against a stand-in on loopback.

mod cloud;
mod lifecycle;
