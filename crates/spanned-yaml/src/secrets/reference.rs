//! References to secrets: `{ env: NAME }`, `{ file: PATH }`, `{ command: [PROGRAM] }`.

use crate::suggestion::nearest;

/// The keys of a reference to a secret, whose values may be shown.
const REFERENCE_KEYS: [&str; 3] = ["env", "file", "command"];

/// Words that are written in place of the keys of a reference, and are no secrets themselves.
const REFERENCE_SLIPS: [&str; 10] = [
    "environment",
    "env_var",
    "envvar",
    "variable",
    "var",
    "path",
    "filename",
    "cmd",
    "exec",
    "value",
];

/// Whether a key is one of a reference, or so similar to one that a message may name it.
pub(crate) fn like_reference_key(key: &str) -> bool {
    let harmless = key.len() <= 12 && key.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    harmless
        && (REFERENCE_SLIPS.contains(&key.to_ascii_lowercase().as_str())
            || nearest(key, REFERENCE_KEYS).is_some())
}

/// The key of a reference that a word in its place probably means.
pub(crate) fn reference_key_meant(key: &str) -> Option<&'static str> {
    match key.to_ascii_lowercase().as_str() {
        "environment" | "env_var" | "envvar" | "variable" | "var" => Some("env"),
        "path" | "filename" => Some("file"),
        "cmd" | "exec" => Some("command"),
        _ => None,
    }
}
