//! The folder that a registry or a sandbox's state is kept in, and what else may lie there.

use std::fs;
use std::io::Write as _;
use std::path::Path;

/// The folder of our own files, beside a configuration.
pub const OWN: &str = ".switchboard";

/// Makes a folder and those above it, for their owner only. Our own one is kept out of version
/// control from the beginning: what lies in it belongs to one machine. A folder that is there
/// already is left as it is.
pub fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    if folder.file_name().is_some_and(|name| name == OWN) {
        let mut options = fs::OpenOptions::new();
        // Another process may have been faster. Without the file nothing else is worse off.
        let file = options
            .write(true)
            .create_new(true)
            .open(folder.join(".gitignore"));
        let _ = file.and_then(|mut file| file.write_all(b"*\n"));
    }
    Ok(())
}

/// The folder that a file is in; the working directory where its path says none.
pub(super) fn of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
