//! Reads one file, and is safe for anything found in its place. It never reads more than was asked
//! for, and never waits for a pipe that no program fills.

use std::io::Read;
use std::path::Path;

use crate::cli::input::open_files;
use crate::cli::input::paths::shown;
use crate::config::Text;
use crate::model::FindingCode;
use crate::yaml::{Diagnostic, MAX_BYTES, YamlCode};

/// The problem with a path that leads to a pipe, a socket or a device. Reading one may wait
/// forever.
pub(crate) fn no_file(path: &Path) -> Option<Diagnostic> {
    let there = std::fs::metadata(path).ok()?;
    if there.is_file() || there.is_dir() || open_files::is_open_file(path) {
        return None;
    }
    let what = if is_named_pipe(path) {
        "it is a pipe, not a file"
    } else {
        "it is a device or a socket, not a file"
    };
    Some(
        Diagnostic::error(FindingCode::NotARegularFile, what)
            .help("write the configuration to a file; what another program prints can be given as /dev/stdin or <(…)")
            .in_file(shown(path)),
    )
}

pub(crate) fn read(path: &Path, into: &mut Vec<Text>, problems: &mut Vec<Diagnostic>) {
    if let Some(problem) = no_file(path) {
        problems.push(problem);
        return;
    }
    match read_at_most(path, MAX_BYTES as u64) {
        Ok(Some(bytes)) => into.push(Text {
            name: shown(path),
            bytes,
        }),
        Ok(None) => problems.push(
            Diagnostic::error(YamlCode::TooLarge, "the file is larger than 64 MiB")
                .help("split the configuration into several files")
                .in_file(shown(path)),
        ),
        Err(error) => problems.push(
            Diagnostic::error(
                FindingCode::UnreadableFile,
                format!("the file cannot be read: {error}"),
            )
            .help("check the path and its permissions")
            .in_file(shown(path)),
        ),
    }
}

/// A file's content; `None` if it is larger than `most` bytes. A device or a pipe does not say its
/// size beforehand, so at most one byte more than that is read. A named pipe is refused: opening it
/// would wait for a writer, which may never come.
pub(crate) fn read_at_most(path: &Path, most: u64) -> std::io::Result<Option<Vec<u8>>> {
    if is_named_pipe(path) {
        return Err(std::io::Error::other("it is a pipe, not a file"));
    }
    let file = std::fs::File::open(path)?;
    let there = file.metadata()?;
    if there.is_file() && there.len() > most {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// Whether a path leads to a pipe that is not open yet. A pipe that a shell passes as `<(…)` is
/// open.
#[cfg(unix)]
fn is_named_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    !open_files::is_open_file(path)
        && std::fs::metadata(path).is_ok_and(|there| there.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_named_pipe(_: &Path) -> bool {
    false
}
