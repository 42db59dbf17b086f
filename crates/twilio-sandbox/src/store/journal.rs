//! The journal of a large state: the writes and alerts since the state was last saved as a whole, one JSON line each, in a
//! file beside the state's. The line of a write is the request itself; handlers are deterministic, so repeating the
//! requests on the saved state leads to the same state again. No request makes an alert, so its line is the alert. Without
//! the journal, each write to an account of ten thousand numbers would write one large file.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::store::alert::NewAlert;
use crate::store::caller::Caller;
use crate::store::event::Actor;

/// A write that succeeded.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The state's count of writes after it.
    pub(crate) write: u64,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) form: Vec<(String, String)>,
    pub(crate) account: String,
    pub(crate) caller: Caller,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) actor: Option<Actor>,
    pub(crate) now: Timestamp,
}

/// A line of the journal: a write, or an alert, which no request makes.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Line {
    Write(Entry),
    Alert(NewAlert),
}

/// A write or an alert as a line of the journal.
pub(crate) fn line(entry: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(entry)?;
    line.push(b'\n');
    Ok(line)
}

/// The path of the journal that belongs to the state at `path`.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".journal");
    PathBuf::from(name)
}

/// Appends lines to the journal of the state at `path` and syncs it.
pub(crate) fn append(path: &Path, lines: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(beside(path))?;
    file.write_all(lines)?;
    file.sync_data()
}

/// Removes the journal of the state at `path`, if there is one.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(beside(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The journal of the state at `path`; empty if there is none. An incomplete last line is left out: the sandbox died
/// while it wrote that line, so the request was never answered.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Line>> {
    let path = beside(path);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let end = text.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    let lines = text
        .get(..end)
        .unwrap_or_default()
        .split(|byte| *byte == b'\n');
    lines
        .filter(|line| !line.is_empty())
        .map(serde_json::from_slice)
        .collect::<Result<_, _>>()
        .with_context(|| foreign(&path))
}

/// The message about a journal that does not continue the state beside it.
pub(crate) fn foreign(journal: &Path) -> String {
    format!(
        "{} does not belong to the state beside it",
        journal.display()
    )
}
