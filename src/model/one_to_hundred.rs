//! Whole numbers from 1 to 100, which several settings are. Pure.

use schemars::{Schema, json_schema};
use thiserror::Error;

/// A number that is not from 1 to 100. The schema refuses it first, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("write a whole number from 1 to 100")]
pub struct NotOneToHundred;

/// The number, if it is from 1 to 100.
pub(super) fn checked(number: u8) -> Result<u8, NotOneToHundred> {
    let fits = (1..=100).contains(&number);
    fits.then_some(number).ok_or(NotOneToHundred)
}

/// The JSON Schema of such a number.
pub(super) fn schema(example: u8) -> Schema {
    json_schema!({
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
        "examples": [example],
        "errorMessage": "Write a whole number from 1 to 100."
    })
}
