//! What a sandbox remembers until it stops: a list that cannot grow without end.

use std::collections::VecDeque;

use serde::Serialize;

use crate::request::Request;

/// How many are kept; older ones are dropped.
const KEPT: usize = 10_000;

/// The latest ones, the oldest first.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Recent<T>(VecDeque<T>);

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T> Recent<T> {
    /// Adds one, and drops the oldest if there are too many.
    pub fn push(&mut self, one: T) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(one);
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl<T: Clone> Recent<T> {
    /// All of them.
    pub fn list(&self) -> Vec<T> {
        self.0.iter().cloned().collect()
    }
}

/// A rule that a request broke.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The HTTP method.
    pub method: String,
    /// Path and query as sent.
    pub path: String,
    /// The rule, as a sentence about the request.
    pub rule: String,
}

impl Recent<Violation> {
    /// Adds the rules that a request broke.
    pub fn note(&mut self, request: &Request) {
        for rule in request.broken() {
            self.push(Violation {
                method: request.method.clone(),
                path: request.target.clone(),
                rule,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_one_makes_room() {
        let mut recent = Recent::default();
        (0..=KEPT).for_each(|number| recent.push(number));
        let list = recent.list();
        assert_eq!(
            (list.len(), list.first(), list.last()),
            (KEPT, Some(&1), Some(&KEPT))
        );
        recent.clear();
        assert!(recent.list().is_empty());
    }
}
