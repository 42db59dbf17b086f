//! Writes files of the configuration that were edited: all of them, or none.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::failure::OfKind as _;
use crate::cli::input::config_files::shown;
use crate::cli::input::open_files::is_open_file;
use crate::cli::output::atomic_write::{Rewrite, rewrite};
use crate::engine::RunErrorKind;

/// The mark that some programs put at the beginning of a text. It is not part of the text, and stays.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// One file: its text as it was read, and the new one, both without a byte-order mark.
pub(crate) struct EditedFile<'a> {
    pub path: &'a Path,
    pub before: &'a str,
    pub after: &'a str,
}

/// Writes all files, or none. A file that no longer holds what was read is not replaced.
pub(crate) fn write(files: &[EditedFile<'_>]) -> anyhow::Result<()> {
    let named = |path: &Path| format!("{} cannot be written", shown(path));
    let failed = |path: &Path, error: io::Error| {
        Err::<(), _>(error)
            .with_context(|| named(path))
            .of_kind(RunErrorKind::Input)
    };
    // A link may lead to a file that is named, too.
    let mut prepared: BTreeMap<PathBuf, (Rewrite, Vec<u8>, &EditedFile<'_>)> = BTreeMap::new();
    for file in files {
        let one = prepare(file).and_then(|(one, old)| {
            match prepared.insert(one.target().to_owned(), (one, old, file)) {
                Some((_, _, other)) if other.after != file.after => {
                    let name = shown(other.path);
                    Err(io::Error::other(format!("it is {name}, too")))
                }
                _ => Ok(()),
            }
        });
        if let Err(error) = one {
            return failed(file.path, error);
        }
    }
    let mut done: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (target, (one, old, file)) in prepared {
        if let Err(error) = one.finish() {
            // What was written before is taken back.
            for (target, old) in done {
                let _ = rewrite(&target, &old);
            }
            return failed(file.path, error);
        }
        done.push((target, old));
    }
    Ok(())
}

/// The new content beside the file, and the old content.
fn prepare(file: &EditedFile<'_>) -> io::Result<(Rewrite, Vec<u8>)> {
    if is_open_file(file.path) {
        return Err(io::Error::other(
            "it is not a file that can be written back",
        ));
    }
    let old = fs::read(file.path)?;
    let marks = old
        .chunks(MARK.len())
        .take_while(|chunk| *chunk == MARK)
        .count()
        * MARK.len();
    let (marks, text) = old.split_at(marks);
    if text != file.before.as_bytes() {
        return Err(io::Error::other("it was changed while switchboard read it"));
    }
    let new = [marks, file.after.as_bytes()].concat();
    Ok((Rewrite::prepare(file.path, &new)?, old))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{EditedFile, write};

    #[test]
    fn all_files_are_written_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.yaml"), folder.path().join("b.yaml"));
        fs::write(&a, "\u{feff}one\n").unwrap();
        fs::write(&b, "two\n").unwrap();
        let both = |before: &str| {
            write(&[
                EditedFile {
                    path: &a,
                    before: "one\n",
                    after: "1\n",
                },
                EditedFile {
                    path: &b,
                    before,
                    after: "2\n",
                },
            ])
        };
        let error = both("another\n").unwrap_err();
        assert!(format!("{error:#}").contains("changed while"), "{error:#}");
        assert_eq!(fs::read_to_string(&a).unwrap(), "\u{feff}one\n");
        both("two\n").unwrap();
        assert_eq!(fs::read_to_string(&a).unwrap(), "\u{feff}1\n");
        assert_eq!(fs::read_to_string(&b).unwrap(), "2\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
