//! Reads typed values from a tree with errors in it, by leaving out what is wrong.
//!
//! One run reports everything: a number declared twice is told also when a key elsewhere is
//! misspelt. What was left out is remembered, so that nothing is said about its absence.

use crate::config::document::Document;
use crate::yaml::{self, Diagnostic, Node, Value};

/// How often a value without which its parent makes no sense is left out together with it.
const TRIES: usize = 64;
/// With more errors than this, what else may be wrong can wait for the next run.
const MANY: usize = 1_000;

/// What could be read.
pub(super) struct Salvaged {
    /// The document, less what was wrong.
    pub document: Option<Document>,
    /// Why there is none.
    pub why_not: String,
    /// What was left out.
    pub lost: Lost,
}

/// The dotted paths that were left out.
#[derive(Default)]
pub(super) struct Lost(Vec<String>);

impl Lost {
    /// Whether a statement about this path may rest on what was left out: something beside or
    /// above it is gone, or a whole entry of the same provider.
    pub fn touches(&self, path: &str) -> bool {
        let above = parent(path);
        let provider: Vec<&str> = path.split('.').take(2).collect();
        let provider = format!("{}.", provider.join("."));
        self.0.iter().any(|lost| {
            let whole_entry = lost.starts_with(&provider) && lost.split('.').count() == 4;
            parent(lost) == above || path.starts_with(&format!("{lost}.")) || whole_entry
        })
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(above, _)| above)
}

/// Reads what can be read around the given errors.
pub(super) fn typed(root: &Node, wrong: &[&Diagnostic]) -> Salvaged {
    let mut salvaged = Salvaged { document: None, why_not: String::new(), lost: Lost::default() };
    if wrong.is_empty() {
        match yaml::from_node(root) {
            Ok(document) => salvaged.document = Some(document),
            Err(error) => salvaged.why_not = error.to_string(),
        }
        return salvaged;
    }
    if wrong.len() > MANY {
        return salvaged;
    }
    let mut paths: Vec<String> = wrong.iter().filter_map(|d| d.address.clone()).collect();
    // Later items of a list go first, so that the positions of the others still hold.
    paths.sort_by_key(|path| std::cmp::Reverse(path.split('.').map(step).collect::<Vec<_>>()));
    let mut tree = root.clone();
    for path in paths {
        remove(&mut tree, &path);
        salvaged.lost.0.push(path);
    }
    for _ in 0..TRIES {
        match yaml::from_node(&tree) {
            Ok(document) => {
                salvaged.document = Some(document);
                break;
            }
            Err(error) => {
                salvaged.why_not = error.to_string();
                let path = error.address.clone();
                if path.is_empty() || !remove(&mut tree, &path) {
                    break;
                }
                salvaged.lost.0.push(path);
            }
        }
    }
    salvaged
}

/// A step of a path, positions ordered as numbers.
fn step(part: &str) -> (usize, String) {
    (part.parse().unwrap_or(usize::MAX), part.to_owned())
}

/// Takes the value at a path out of the tree; whether there was one.
fn remove(tree: &mut Node, path: &str) -> bool {
    let (above, last) = path.rsplit_once('.').unwrap_or(("", path));
    let mut node = tree;
    for part in above.split('.').filter(|part| !part.is_empty()) {
        let next = match &mut node.value {
            Value::Map(map) => map.get_mut(part).map(|entry| &mut entry.value),
            Value::List(items) => part.parse::<usize>().ok().and_then(|at| items.get_mut(at)),
            _ => None,
        };
        let Some(next) = next else { return false };
        node = next;
    }
    match &mut node.value {
        Value::Map(map) => map.remove(last).is_some(),
        Value::List(items) => match last.parse::<usize>() {
            Ok(at) if at < items.len() => {
                items.remove(at);
                true
            }
            _ => false,
        },
        _ => false,
    }
}
