//! A key that is written one level too far out: beside the entry, or beside the map, that it
//! belongs in.

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::shape::check::Walk;
use crate::shape::expected::flatten;
use crate::shape::rules::{Fields, Kind, Rest, Shape};
use crate::suggestion::Suggestion;
use crate::tree::node::{Entry, Map, Node, Value};
use crate::tree::path;

/// The maps that a rule allows.
pub(crate) fn maps(shape: &Shape, rule: usize) -> Vec<&Fields> {
    let mut forms = Vec::new();
    flatten(shape, &[rule], &mut forms, 0);
    let fields = forms.into_iter().filter_map(|(_, rule)| match &rule.kind {
        Kind::Map(fields) => Some(fields.as_ref()),
        _ => None,
    });
    fields.collect()
}

/// Whether the value under a name in a map of entries is not an entry, but a key of one: it has the
/// name of such a key, and nothing that an entry has.
fn is_key_of_an_entry(forms: &[&Fields], name: &str, value: &Node) -> bool {
    let known = |key: &str| forms.iter().any(|fields| fields.known.contains_key(key));
    let could_be_a_name = !name.contains('_');
    known(name)
        && match &value.value {
            Value::Map(map) => !map.is_empty() && !map.iter().any(|(key, _)| known(key)),
            Value::Null => !could_be_a_name,
            Value::Scalar(_) | Value::List(_) | Value::Unread => true,
        }
}

/// The noun for one item of a plural: `number`, `messaging service`.
fn noun(several: &str) -> String {
    let words = several.replace('_', " ");
    words.strip_suffix('s').unwrap_or(&words).to_owned()
}

/// The noun with its article: `a number`, `a messaging service`.
fn one_of(several: &str) -> String {
    let one = noun(several);
    let article = if one.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {one}")
}

impl Walk<'_, '_> {
    /// Reports an entry at the end of the path that is a key of an entry. `forms` are those of an
    /// entry. `before` is the number of problems when the entry above it was reached; that entry is
    /// not reported as lacking the key.
    pub(crate) fn is_misplaced(
        &mut self,
        forms: &[&Fields],
        name: &str,
        entry: &Entry,
        before: usize,
    ) -> bool {
        if !is_key_of_an_entry(forms, name, &entry.value) {
            return false;
        }
        let lacks = Suggestion::MissingKey(name.to_owned());
        let mut at = 0;
        self.findings.diagnostics.retain(|found| {
            at += 1;
            let explained = found.code == YamlCode::NoValue
                || (found.code == YamlCode::MissingKey
                    && found.suggestion.as_ref() == Some(&lacks));
            at <= before || !explained
        });
        let several = path::parent(&self.path).unwrap_or_default();
        let (noun, one) = (noun(&several), one_of(&several));
        let summary = format!(
            "`{}` is a key of {one}, but it is not inside one",
            self.key()
        );
        self.report(
            Diagnostic::error(YamlCode::OneLevelOut, summary)
                .help(format!(
                    "indent it by two more spaces, below the name of the {noun} that it belongs to"
                ))
                .at(entry.key, "one level too far out"),
        );
        true
    }

    /// Help that says where a key that is not known here belongs: one level, or one name, further
    /// in. Of several places, those that `map` has count, if it has one of them.
    pub(crate) fn belongs_further_in(
        &self,
        fields: &Fields,
        name: &str,
        map: &Map,
    ) -> Option<String> {
        let mut homes = self.homes(fields, name);
        if homes.iter().any(|home| map.get(home.key).is_some()) {
            homes.retain(|home| map.get(home.key).is_some());
        }
        if let Some(home) = homes.iter().find(|home| !home.of_entries) {
            let key = home.key;
            return Some(format!(
                "it is a key of `{key}`: write it below `{key}:`, indented by two more spaces"
            ));
        }
        if homes.is_empty() {
            return None;
        }
        let nouns = either(homes.iter().map(|home| one_of(home.key)));
        let keys = either(homes.iter().map(|home| format!("`{}:`", home.key)));
        Some(format!(
            "it is a key of {nouns}: write it below the name of one, under {keys}"
        ))
    }

    /// The known keys whose maps, or the entries of whose maps, have a key of this name.
    fn homes<'f>(&self, fields: &'f Fields, name: &str) -> Vec<Home<'f>> {
        let home = |key: &'f String| {
            let rule = fields.known.get(key)?;
            maps(self.shape, *rule).into_iter().find_map(|inner| {
                let knows = |fields: &&Fields| fields.known.contains_key(name);
                let of_entries = match inner.rest {
                    _ if knows(&inner) => false,
                    Rest::Each(entry) if maps(self.shape, entry).iter().any(knows) => true,
                    _ => return None,
                };
                Some(Home { key, of_entries })
            })
        };
        fields.order.iter().filter_map(home).collect()
    }
}

/// A key under which another key belongs.
struct Home<'f> {
    key: &'f str,
    /// Whether it belongs to each entry of the map, and not to the map itself.
    of_entries: bool,
}

/// The words as a choice: `a`, `a or b`, `a, b or c`.
fn either(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
