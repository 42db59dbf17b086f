//! Values to text, one file per format. Pure: nothing here reads, writes or asks the clock.

pub mod diagnostics;
