//! The project's name, read from the first lines of a configuration. Commands that only ask the
//! registry need nothing else of it, and a configuration may have a million lines.

use std::path::Path;

use crate::cli::global_options::Global;
use crate::cli::input::config_files;
use crate::cli::input::read_file::read_at_most;
use crate::model::Name;
use crate::yaml::MAX_BYTES;

/// How much of a file is read in search of the name.
const HEADER: u64 = 4096;
/// The key that holds it.
const KEY: &str = "project";

/// The project's name, if it is certain without parsing the configuration: one file begins with it,
/// after comments and simple keys, and no other mentions the key. `None` means nothing: the
/// configuration has to be read as a whole.
pub(crate) fn project(global: &Global) -> Option<String> {
    let files = config_files::places(global)?;
    let mut found = None;
    for path in files.base {
        if !path.is_file() {
            return None;
        }
        match (in_header(&path), &found) {
            (Some(name), None) => found = Some(name),
            (Some(_), Some(_)) => return None,
            (None, _) if mentions(&path) => return None,
            (None, _) => {}
        }
    }
    // An overlay may name another project.
    if files.overlays.iter().any(|path| mentions(path)) {
        return None;
    }
    found
}

/// The name in the first lines of a file.
fn in_header(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).ok()?;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, HEADER), &mut bytes).ok()?;
    // The last line may be cut off, even within a character.
    let end = memchr::memrchr(b'\n', &bytes)?;
    named(std::str::from_utf8(bytes.get(..end)?).ok()?)
}

/// The name in lines of which each is blank, a comment, or a key with a simple value.
fn named(lines: &str) -> Option<String> {
    for line in lines.lines() {
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') || line == "---" {
            continue;
        }
        let (key, value) = line.split_once(": ")?;
        if !key
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        {
            return None;
        }
        let value = value.split_once(" #").map_or(value, |(value, _)| value);
        let value = simple(value.trim())?;
        if key == KEY {
            return Name::parse(value).ok().map(|name| name.as_str().to_owned());
        }
    }
    None
}

/// A value that means itself, with or without quotes.
fn simple(value: &str) -> Option<&str> {
    let quoted = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    let inner = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let means_itself = !inner.is_empty() && !inner.starts_with('-') && inner.chars().all(plain);
    means_itself.then_some(inner)
}

/// Whether the key's name is anywhere in a file, or might be.
fn mentions(path: &Path) -> bool {
    match read_at_most(path, MAX_BYTES as u64) {
        Ok(Some(bytes)) => memchr::memmem::find(&bytes, KEY.as_bytes()).is_some(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn the_name_is_found_after_comments_and_simple_keys() {
        for lines in [
            "project: acme\n",
            "# ours\n---\nversion: 1\n\nproject: acme # as in the wiki\nproviders:\n",
            "version: \"1\"\nproject: 'acme'\n",
        ] {
            assert_eq!(named(lines).as_deref(), Some("acme"), "{lines}");
        }
    }

    #[test]
    fn anything_else_is_left_to_the_parser() {
        for lines in [
            "",
            "version: 1\n",
            "providers:\n  us: {}\nproject: acme\n",
            "a: |\n project: acme\n",
            "project: ${name}\n",
            "project: &name acme\n",
            "project: Acme\n",
            "project:\n  acme\n",
            "project: \"ac\\x6de\"\n",
            "x: \"a\nproject: acme\n\"\n",
            "{ project: acme }\n",
            "%YAML 1.2\n---\nproject: acme\n",
            "version: 1\r\nproject : acme\r\n",
            "\u{feff}project: acme\n",
        ] {
            assert_eq!(named(lines), None, "{lines}");
        }
    }
}
