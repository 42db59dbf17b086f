//! Paths of files that are open already, such as `/dev/stdin` and `<(…)`.

use std::path::Path;

/// Folders and names of a process's own open files. Another program opened the files themselves.
const OPEN_FILES: [&str; 5] = [
    "/dev/fd",
    "/dev/stdin",
    "/dev/stdout",
    "/dev/stderr",
    "/proc",
];

/// Whether a path is one of this process's own open files, as passed by a shell.
pub(crate) fn is_open_file(path: &Path) -> bool {
    OPEN_FILES.iter().any(|folder| path.starts_with(folder))
}
