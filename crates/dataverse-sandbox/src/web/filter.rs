//! `$filter`: equalities joined by `and` and `or`, without parentheses.

use serde_json::Value;

use crate::web::path::unquoted;

/// Terms joined by `and`, and those joined by `or`.
#[derive(Debug, PartialEq)]
pub(crate) struct Filter(Vec<Vec<Term>>);

/// An equality, or the opposite.
#[derive(Debug, PartialEq)]
struct Term {
    name: String,
    is_equal: bool,
    value: Value,
}

impl Filter {
    /// Reads a filter; none if it is of another form.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let words = words(text);
        let mut all = vec![Vec::new()];
        let mut rest = words.as_slice();
        loop {
            let [name, operator, literal, more @ ..] = rest else {
                return None;
            };
            let is_equal = match operator.as_str() {
                "eq" => true,
                "ne" => false,
                _ => return None,
            };
            let term = Term {
                name: name.clone(),
                is_equal,
                value: value(literal)?,
            };
            all.last_mut()?.push(term);
            match more {
                [] => return Some(Self(all)),
                [join, ..] if join == "or" => all.push(Vec::new()),
                [join, ..] if join == "and" => {}
                _ => return None,
            }
            rest = more.get(1..)?;
        }
    }

    /// The properties that it names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(|term| term.name.as_str())
    }

    /// True if it needs more than one value of a property.
    pub(crate) fn is_alternative(&self) -> bool {
        self.0.len() > 1
    }

    /// True if it fits what has these values. Text is compared without regard to case if `folded`.
    pub(crate) fn fits(&self, folded: bool, value: impl Fn(&str) -> Value) -> bool {
        let same = |one: &Value, other: &Value| match (one.as_str(), other.as_str()) {
            (Some(one), Some(other)) if folded => one.to_lowercase() == other.to_lowercase(),
            _ => one == other,
        };
        let mut alternatives = self.0.iter();
        alternatives.any(|terms| {
            let mut terms = terms.iter();
            terms.all(|term| same(&value(&term.name), &term.value) == term.is_equal)
        })
    }
}

/// The words of a filter; a text in quotes is one.
fn words(text: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = text.split(|c: char| {
        quoted ^= c == '\'';
        c.is_whitespace() && !quoted
    });
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A literal: text in quotes, a number, true, false, null, or a GUID.
fn value(literal: &str) -> Option<Value> {
    if literal.starts_with('\'') {
        return unquoted(literal).map(Value::String);
    }
    if let Ok(value) = serde_json::from_str::<Value>(literal) {
        let is_simple = !value.is_string() && !value.is_array() && !value.is_object();
        return is_simple.then_some(value);
    }
    crate::store::guid::is_guid(literal).then(|| literal.to_lowercase().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_binds_more_tightly_than_or() {
        let filter = Filter::parse("a eq 1 and b eq 'x y' or a eq 2").unwrap();
        let fits = |a: u8, b: &str| {
            let b = b.to_owned();
            filter.fits(true, |name| {
                if name == "a" {
                    a.into()
                } else {
                    b.clone().into()
                }
            })
        };
        assert!(fits(1, "X Y") && !fits(1, "y") && fits(2, "y"));
        assert_eq!(filter.names().collect::<Vec<_>>(), ["a", "b", "a"]);
    }

    #[test]
    fn what_is_not_a_filter() {
        for text in [
            "",
            "a",
            "a eq",
            "a gt 1",
            "a eq 'x",
            "(a eq 1)",
            "a eq 1 or",
            "a eq b",
        ] {
            assert_eq!(Filter::parse(text), None, "{text}");
        }
    }
}
