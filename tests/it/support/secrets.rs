//! Canaries: secrets that no output and no file may hold.

use super::world::{Ended, World};

/// Asserts that a command showed none of these.
#[track_caller]
pub fn silent(secrets: &[impl AsRef<str>], ended: &Ended) {
    unspoken(secrets, "stdout", &ended.stdout);
    unspoken(secrets, "stderr", &ended.stderr);
}

/// Asserts that a text holds none of these.
#[track_caller]
pub fn unspoken(secrets: &[impl AsRef<str>], what: &str, text: &str) {
    for secret in secrets.iter().map(AsRef::as_ref) {
        assert!(!text.contains(secret), "{secret} in {what}:\n{text}");
    }
}

/// Asserts that no file below a world's folder holds one of these, except files with these names.
#[track_caller]
pub fn kept_nowhere(secrets: &[impl AsRef<str>], world: &World, except: &[&str]) {
    for (path, content) in world.contents() {
        let Some(content) = content else { continue };
        let name = path.file_name().unwrap().to_string_lossy();
        if except.contains(&name.as_ref()) {
            continue;
        }
        let text = String::from_utf8_lossy(&content);
        for secret in secrets.iter().map(AsRef::as_ref) {
            assert!(!text.contains(secret), "{secret} in {}", path.display());
        }
    }
}
