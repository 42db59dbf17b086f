//! Layer 4: what other tools know about an account, and what an import makes of it. Pure: callers
//! read the files and the counterpart.
//!
//! [`sources`] reads what other tools wrote: Terraform states, CSV lists, profiles of twilio-cli. It
//! also compares what a counterpart knows; [`beside`] is what a file declares because of that.
//! A source supplies the selection, the names and the owner. The values always come from the
//! account itself, so a stale file cannot change anything. [`names`] gives each object its name,
//! [`lift`] finds the URL that a provider's numbers share, and [`handover`] writes what makes
//! Terraform drop an object without destroying it. [`hints`] is what sources say. [`account`] makes one account's provider of all
//! of it, and [`document`] the file.

pub mod account;
pub mod addition;
pub mod beside;
pub mod declared;
pub mod document;
pub mod handover;
pub mod hints;
pub mod lift;
pub mod names;
pub mod selection;
pub mod sources;
