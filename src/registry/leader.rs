//! What identifies the watchers that look at the same scopes, in every kind of registry.

use sha2::{Digest, Sha256};

use crate::model::Scope;

/// What a set of scopes is known by, whatever their order.
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
    fn the_same_scopes_are_the_same_whatever_their_order() {
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
