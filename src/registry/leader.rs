//! The leader among the watchers of the same scopes: one of them checks, the others wait for its
//! end. This file has what the drivers have in common.
//!
//! Nothing is recorded in the registry itself, and leading is unrelated to the lock of an apply: a
//! watcher never keeps an apply waiting.

use sha2::{Digest, Sha256};

use crate::model::Scope;

/// The identifier of a set of scopes, independent of their order.
pub(super) fn digest(scopes: &[Scope]) -> [u8; 32] {
    let mut names: Vec<String> = scopes
        .iter()
        .map(|scope| format!("{}\0{}\0", scope.project, scope.environment))
        .collect();
    names.sort();
    names.dedup();
    Sha256::digest(format!("switchboard watch\0{}", names.concat())).into()
}

#[cfg(test)]
mod tests {
    use super::digest;
    use crate::model::Scope;

    #[test]
    fn a_set_of_scopes_has_one_digest_in_any_order() {
        let scope = |project: &str, environment: &str| Scope {
            project: project.to_owned(),
            environment: environment.to_owned(),
        };
        let (a, b) = (scope("p", "a"), scope("p", "b"));
        assert_eq!(
            digest(&[a.clone(), b.clone()]),
            digest(&[b.clone(), a.clone(), b.clone()])
        );
        assert_ne!(digest(std::slice::from_ref(&a)), digest(&[a.clone(), b]));
        assert_ne!(digest(&[scope("pa", "")]), digest(&[scope("p", "a")]));
    }
}
