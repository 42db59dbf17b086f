//! Identifies the content of a configuration. Comments, order of keys, quoting and the split into
//! files do not affect it.

use sha2::{Digest, Sha256};

use crate::model::hex;
use crate::yaml::{Node, Value};

/// SHA-256 over the merged tree, in hex. `vars` are left out, because their values have been filled
/// in already.
pub(super) fn sha256(root: &Node) -> String {
    let mut hash = Sha256::new();
    feed(root, true, &mut hash);
    hex(&hash.finalize())
}

/// Hashes each value as its kind, its size and its content, so that two different trees never give
/// the same bytes.
fn feed(node: &Node, top: bool, hash: &mut Sha256) {
    let mut put = |kind: u8, size: usize, text: &str| {
        hash.update([kind]);
        hash.update((size as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    match &node.value {
        Value::Null | Value::Unread => put(0, 0, ""),
        Value::Scalar(scalar) => put(1, scalar.text.len(), &scalar.text),
        Value::List(items) => {
            put(2, items.len(), "");
            items.iter().for_each(|item| feed(item, false, hash));
        }
        Value::Map(map) => {
            let mut entries: Vec<_> = map
                .iter()
                .filter(|(key, _)| !(top && *key == "vars"))
                .collect();
            entries.sort_by_key(|(key, _)| *key);
            put(3, entries.len(), "");
            for (key, entry) in entries {
                hash.update((key.len() as u64).to_be_bytes());
                hash.update(key.as_bytes());
                feed(&entry.value, false, hash);
            }
        }
    }
}
