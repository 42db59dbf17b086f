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
    /// Keeps the objects that are selected, the groups that one of these numbers is in, and the
    /// handlers that one of them names. A handler that no number names may serve something else
    /// than texts, so it is selected only by name.
    pub fn of<'o>(&self, objects: &'o [Object], router: &dyn Router) -> Vec<&'o Object> {
        let is_narrow = self.pattern.is_some() || self.only.is_some();
        let selected = |object: &Object| {
            self.pattern.is_none_or(|pattern| is_match(pattern, object))
                && self
                    .only
                    .is_none_or(|only| only.contains(object.id.as_str()))
        };
        let (mut numbers, mut named) = (BTreeSet::new(), BTreeSet::new());
        for number in objects.iter().filter(|object| object.kind == Kind::Number) {
            if selected(number) {
                numbers.insert(number.key.as_str());
                let links = router.links().iter();
                named.extend(links.filter_map(|link| number.fields.get(link.field).as_text()));
            }
        }
        let has_one = |group: &Object| {
            let Some(members) = router.members(&group.fields) else {
                // One that has no numbers of its own, where numbers share them, serves the account.
                return !router.exclusive() && !numbers.is_empty();
            };
            members.listed().any(|key| numbers.contains(key.as_str()))
                || (members.is_open() && numbers.iter().any(|key| members.contains(key)))
        };
        let is_kept = |object: &&Object| match object.kind {
            Kind::Handler(_) => {
                named.contains(object.id.as_str()) || (is_narrow && selected(object))
            }
            Kind::Group(_) => selected(object) || has_one(object),
            _ => selected(object),
        };
        objects.iter().filter(is_kept).collect()
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
