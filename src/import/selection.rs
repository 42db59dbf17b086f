//! Which objects of an account are imported.

use std::collections::BTreeSet;

use glob::{MatchOptions, Pattern};

use crate::model::{Kind, Object, Router};

/// What narrows an import.
#[derive(Debug, Clone, Copy, Default)]
pub struct Selection<'a> {
    /// A pattern for numbers: their names for people, or their keys. Upper and lower case are the
    /// same.
    pub pattern: Option<&'a Pattern>,
    /// The identifiers of the objects that a source lists.
    pub only: Option<&'a BTreeSet<String>>,
}

impl Selection<'_> {
    /// Keeps the objects that are selected, and the groups that one of these numbers is in.
    pub fn of<'o>(&self, objects: &'o [Object], router: &dyn Router) -> Vec<&'o Object> {
        if self.pattern.is_none() && self.only.is_none() {
            return objects.iter().collect();
        }
        let selected = |object: &Object| {
            self.pattern.is_none_or(|pattern| is_match(pattern, object))
                && self.only.is_none_or(|only| only.contains(&object.id))
        };
        let numbers: BTreeSet<&str> = objects
            .iter()
            .filter(|object| object.kind == Kind::Number && selected(object))
            .map(|object| object.key.as_str())
            .collect();
        let has_one = |group: &Object| {
            let Some(members) = router.members(&group.fields) else {
                return false;
            };
            members.listed().any(|key| numbers.contains(key.as_str()))
                || (members.is_open() && numbers.iter().any(|key| members.contains(key)))
        };
        let kept = objects
            .iter()
            .filter(|object| selected(object) || (object.kind != Kind::Number && has_one(object)));
        kept.collect()
    }
}

fn is_match(pattern: &Pattern, object: &Object) -> bool {
    let options = MatchOptions {
        case_sensitive: false,
        ..MatchOptions::new()
    };
    let is_match = |text: &str| pattern.matches_with(text, options);
    object.label().is_some_and(is_match) || (object.kind == Kind::Number && is_match(&object.key))
}
