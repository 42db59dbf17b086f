//! What a report of drift is made from.

use jiff::Timestamp;

use crate::model::Drift;
use crate::report::place::Places;

/// What a report says about its own making.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DriftMeta {
    /// The version of this program.
    pub tool_version: String,
    /// When it was looked.
    pub timestamp: Timestamp,
    /// Identifies the registry; `None` where none exists yet.
    pub lineage: Option<String>,
    /// The registry's serial.
    pub serial: u64,
    /// The addresses it was confined to; none means all.
    pub targets: Vec<String>,
    /// The file that says what is expected, where there is one.
    pub ignore_file: Option<String>,
    /// The options of the command that the next one needs as well, as a shell takes them; the
    /// environment is not among them.
    pub options: Vec<String>,
    /// How many HTTP requests it took to look.
    pub reads: u64,
    /// Why it is not known of everything who is behind it, where that was asked and not answered.
    pub unattributed: Option<String>,
    /// The files the configuration was read from.
    pub files: Vec<String>,
}

/// What drifted in one environment, and everything that is told beside it.
pub struct DriftReport<'a> {
    /// What drifted.
    pub drift: &'a Drift,
    /// How it came about.
    pub meta: &'a DriftMeta,
    /// Where things are declared.
    pub places: &'a Places<'a>,
    /// Diagnostics as JSON objects, in the form every document has them.
    pub diagnostics: &'a [serde_json::Value],
    /// Whether to list what nobody manages. It is counted always.
    pub show_unmanaged: bool,
    /// Whether to show each in full, however many are alike.
    pub each: bool,
}
