//! Identifies the content of a configuration. Comments, order of keys, quoting and the split into
//! files do not affect it.

use sha2::{Digest, Sha256};

use crate::model::hex;
use crate::yaml::{Node, Value};

/// SHA-256 over the merged tree, in hex. `vars` are left out, because their values have been filled
/// in already.
pub(super) fn sha256(root: &Node) -> String {
    let mut digest = Content::default();
    digest.feed(root, true);
    digest.hash.update(&digest.waiting);
    hex(&digest.hash.finalize())
}

/// The size from which what waits is hashed. A hash takes long parts faster than many short ones.
const FULL: usize = 1 << 14;

/// The content of a tree on its way into the hash.
#[derive(Default)]
struct Content {
    hash: Sha256,
    waiting: Vec<u8>,
}

impl Content {
    /// Adds each value as its kind, its size and its content, so that two different trees never give
    /// the same bytes.
    fn feed(&mut self, node: &Node, top: bool) {
        match &node.value {
            Value::Null | Value::Unread => self.begin(0, 0),
            Value::Scalar(scalar) => {
                self.begin(1, scalar.text.len());
                self.put(scalar.text.as_bytes());
            }
            Value::List(items) => {
                self.begin(2, items.len());
                items.iter().for_each(|item| self.feed(item, false));
            }
            Value::Map(map) => {
                let mut entries: Vec<_> = map
                    .iter()
                    .filter(|(key, _)| !(top && *key == "vars"))
                    .collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                self.begin(3, entries.len());
                for (key, entry) in entries {
                    self.put(&(key.len() as u64).to_be_bytes());
                    self.put(key.as_bytes());
                    self.feed(&entry.value, false);
                }
            }
        }
    }

    fn begin(&mut self, kind: u8, size: usize) {
        self.put(&[kind]);
        self.put(&(size as u64).to_be_bytes());
    }

    fn put(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= FULL {
            self.hash.update(&self.waiting);
            self.waiting.clear();
        }
    }
}
