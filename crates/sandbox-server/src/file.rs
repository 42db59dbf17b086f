//! A file that is always replaced as a whole.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Replaces the file at `path` by `text`, readable by its owner only: writes a temporary file beside it (mode 0600),
/// syncs it and renames it. A reader finds the old file or the new one, never a part of either. Missing folders are
/// created.
///
/// # Errors
/// If the folder or the file cannot be written.
pub fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    // On other systems a folder cannot be opened for syncing, and does not need it.
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}
