//! The folder of a registry or of a sandbox's state.

use std::fs;
use std::io::Write as _;
use std::path::Path;

/// The folder of our own files beside a configuration.
pub const OWN: &str = ".switchboard";

/// What version control ignores in our own folder: everything, since it belongs to one machine,
/// but the schemas for editors, which all who edit the configuration need.
const IGNORED: &[u8] = b"*\n!.gitignore\n!*.schema.json\n";

/// Creates a folder and its parents, accessible to their owner only. Our own folder gets a
/// `.gitignore` at its creation. An existing folder is not changed.
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
        // Another process may have created it. A failure here is harmless.
        let file = options
            .write(true)
            .create_new(true)
            .open(folder.join(".gitignore"));
        let _ = file.and_then(|mut file| file.write_all(IGNORED));
    }
    Ok(())
}

/// The folder of a file; the working directory if its path names none.
pub(super) fn of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
