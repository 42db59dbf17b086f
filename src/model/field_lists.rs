//! Lists of fields that many resources have alike.
//!
//! The numbers of an account usually differ in nothing but their names. A plan of many thousand
//! numbers keeps the rest once, and decides once what follows from it.

use std::sync::Arc;

use foldhash::HashSet;

use super::Fields;
use super::fields::Field;

/// The lists of fields that were seen before, so that equal ones share their memory.
#[derive(Debug, Default)]
pub struct FieldLists {
    known: HashSet<Arc<Vec<Field>>>,
    /// The last one. The next is usually equal to it, which costs less to find out than its hash.
    last: Option<Arc<Vec<Field>>>,
}

impl FieldLists {
    /// Keeps the field `apart` beside the others, and puts the list that was seen first in the place
    /// of an equal one.
    pub fn share(&mut self, fields: &mut Fields, apart: &str) {
        fields.set_apart(apart);
        let Some(list) = fields.list.as_mut() else {
            return;
        };
        let known = match &self.last {
            Some(last) if last == list => Some(last),
            _ => self.known.get(list),
        };
        if let Some(known) = known {
            list.clone_from(known);
        } else {
            self.known.insert(Arc::clone(list));
        }
        self.last = Some(Arc::clone(list));
    }
}

#[cfg(test)]
mod tests {
    use super::FieldLists;
    use crate::model::{Fields, Value};

    fn number(name: &str, url: &str) -> Fields {
        Fields::from_iter([
            ("a_url".into(), Value::text(url)),
            ("name".into(), Value::text(name)),
            ("z".into(), Value::Flag(true)),
        ])
    }

    #[test]
    fn resources_that_differ_in_their_names_are_alike() {
        let mut lists = FieldLists::default();
        let [mut one, mut other, mut third] =
            [("A", "x"), ("B", "x"), ("C", "y")].map(|(name, url)| number(name, url));
        for fields in [&mut one, &mut other, &mut third] {
            lists.share(fields, "name");
        }
        assert_eq!(one.alike(), other.alike());
        assert_ne!(one.alike(), third.alike());
        assert_ne!(one, other);
        assert!(one.clone().shares_with(&one));
    }

    #[test]
    fn a_field_apart_is_a_field_like_the_others() {
        let plain = number("A", "x");
        let mut apart = plain.clone();
        FieldLists::default().share(&mut apart, "name");
        assert_eq!(plain, apart);
        assert!(plain.same_names(&apart) && !apart.is_empty());
        assert_eq!(plain.to_json(), apart.to_json());
        assert_eq!(apart.get("name"), &Value::text("A"));
        assert!(apart.beside(&plain).all(|(_, one, other)| one == other));
        let names: Vec<&str> = apart.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a_url", "name", "z"]);
        apart.insert("name", Value::text("B"));
        apart.insert("b", Value::Blank);
        assert_eq!(apart.get("name"), &Value::text("B"));
        assert_eq!(apart.iter().count(), 4);
        assert_eq!(plain.get("name"), &Value::text("A"));
    }
}
