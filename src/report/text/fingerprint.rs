//! Stable names of problems, by which other programs recognize known ones from run to run. They are
//! computed from what is shown, so no secret is part of them.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::model::hex;

/// The names used so far: no name is used twice in a report.
#[derive(Default)]
pub(in crate::report) struct Fingerprints {
    given: BTreeMap<String, usize>,
}

impl Fingerprints {
    /// The name of the problem that these parts identify: SHA-256 in hex. The same parts a second
    /// time get another name.
    pub(in crate::report) fn of(&mut self, parts: &[&str]) -> String {
        let name = digest(parts);
        let nth = self.given.entry(name.clone()).or_default();
        *nth += 1;
        match *nth {
            1 => name,
            nth => digest(&[&name, &nth.to_string()]),
        }
    }
}

fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::Fingerprints;

    #[test]
    fn names_are_the_same_in_each_run_and_never_given_twice() {
        let run = || {
            let mut names = Fingerprints::default();
            [["a", "bc"], ["ab", "c"], ["a", "bc"]].map(|parts| names.of(&parts))
        };
        let [first, other, again] = run();
        assert!(first != other && first != again && other != again);
        assert_eq!(run(), [first, other, again]);
    }
}
