//! One difference, and the fingerprint by which it is recognised later.

use sha2::{Digest, Sha256};

use crate::model::{Aspect, By, Difference, Impact, Value, hex};

/// Returns a difference in which nothing but the aspect and the impact is filled in.
pub(super) fn difference(aspect: Aspect, impact: Impact) -> Difference {
    Difference {
        aspect,
        recorded: Value::Blank,
        observed: Value::Blank,
        impact,
        fingerprint: String::new(),
        since: None,
        by: By::Unasked,
        ignored: None,
    }
}

/// Returns the identity of a difference, made of both of its sides. Of a password only the digest
/// is hashed.
pub(super) fn fingerprint(sides: &[Value; 2]) -> String {
    let mut hash = Sha256::new();
    for side in sides {
        // A value always has a JSON text.
        let text = serde_json::to_string(&side.concealed()).unwrap_or_default();
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hex(&hash.finalize())
}
