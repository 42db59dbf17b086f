//! Dotted YAML paths for messages.
//!
//! A key below a secret's name may itself be the secret (`auth_token: {abc}`): it is not shown.

use crate::quote::shown;
use crate::secrets::mask::holds_a_secret;
use crate::secrets::names::looks_secret;
use crate::secrets::reference::like_reference_key;

/// A step from the root of a tree towards a node.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

/// A path as people write it: `providers.main.numbers[2]`.
pub(crate) fn address(path: &[Step<'_>]) -> String {
    let mut address = String::new();
    for step in path {
        match step {
            Step::Key(key) => push_key(&mut address, key),
            Step::Item(n) => push_item(&mut address, *n),
        }
    }
    address
}

/// Adds a key to a dotted path.
pub(crate) fn push_key(path: &mut String, key: &str) {
    let hidden = is_hidden(path, key);
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&if hidden { "***".to_owned() } else { shown(key) });
}

/// Adds the position of an item to a dotted path.
pub(crate) fn push_item(path: &mut String, n: usize) {
    path.push('[');
    path.push_str(&n.to_string());
    path.push(']');
}

/// The last key of a path, safe to show.
pub(crate) fn last_key(path: &[Step<'_>]) -> Option<String> {
    let whole = address(path);
    path.iter()
        .any(|step| matches!(step, Step::Key(_)))
        .then(|| {
            let last = whole.rsplit('.').next().unwrap_or("");
            last.split('[').next().unwrap_or("").to_owned()
        })
}

/// The end of a path in a sentence: its key in backticks, or its position in its list.
pub(crate) fn named(path: &[Step<'_>]) -> String {
    match path.last() {
        None => "the file".to_owned(),
        Some(Step::Key(_)) => format!("`{}`", last_key(path).unwrap_or_default()),
        Some(Step::Item(n)) => match parent(path) {
            Some(parent) => format!("item {} of `{parent}`", n + 1),
            None => format!("item {}", n + 1),
        },
    }
}

/// The last key above the end of a path.
pub(crate) fn parent(path: &[Step<'_>]) -> Option<String> {
    last_key(path.split_last()?.1)
}

/// The whole path above its end, in words for a message; `None` at the top level.
pub(crate) fn whole_parent(path: &[Step<'_>]) -> Option<String> {
    let above = path.split_last()?.1;
    match above.last()? {
        Step::Key(_) => Some(format!("`{}`", address(above))),
        Step::Item(_) => Some(named(above)),
    }
}

/// A key below the end of a path, safe to show.
pub(crate) fn child(path: &[Step<'_>], key: &str) -> String {
    let path: Vec<Step<'_>> = path.iter().copied().chain([Step::Key(key)]).collect();
    last_key(&path).unwrap_or_default()
}

/// Whether a key below a path may be a secret. Directly below a secret's name, only the keys of a
/// reference are not secret; further below, every key may be one.
fn is_hidden(path: &str, key: &str) -> bool {
    let (above, last) = path.rsplit_once('.').unwrap_or(("", path));
    let secret = |part: &str| part == "***" || looks_secret(part);
    holds_a_secret(key)
        || above.split('.').any(secret)
        || (secret(last) && !like_reference_key(key))
}
