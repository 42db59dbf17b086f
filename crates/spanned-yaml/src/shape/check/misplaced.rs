//! A key that is written one level too far out: beside the entry, or beside the map, that it
//! belongs in.

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::shape::check::Walk;
use crate::shape::expected::flatten;
use crate::shape::rules::{Fields, Kind, Rest, Shape};
use crate::suggestion::Suggestion;
use crate::tree::node::{Entry, Node, Value};
use crate::tree::path;

/// The maps that a rule allows.
fn maps(shape: &Shape, rule: usize) -> Vec<&Fields> {
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
fn is_key_of_an_entry(shape: &Shape, entry: usize, name: &str, value: &Node) -> bool {
    let forms = maps(shape, entry);
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
    /// Reports an entry at the end of the path that is a key of an entry. `before` is the number of
    /// problems when the entry above it was reached; that entry is not reported as lacking the key.
    pub(crate) fn is_misplaced(
        &mut self,
        rule: usize,
        name: &str,
        entry: &Entry,
        before: usize,
    ) -> bool {
        if !is_key_of_an_entry(self.shape, rule, name, &entry.value) {
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

    /// Help that says where a key that is not known here belongs: one level, or one name, further in.
    pub(crate) fn belongs_further_in(&self, fields: &Fields, name: &str) -> Option<String> {
        fields.order.iter().find_map(|key| {
            let rule = fields.known.get(key)?;
            maps(self.shape, *rule).into_iter().find_map(|inner| {
                if inner.known.contains_key(name) {
                    return Some(format!(
                        "it is a key of `{key}`: write it below `{key}:`, indented by two more spaces"
                    ));
                }
                let Rest::Each(entry) = inner.rest else {
                    return None;
                };
                let of_entries = maps(self.shape, entry);
                let known = of_entries
                    .iter()
                    .any(|entry| entry.known.contains_key(name));
                known.then(|| {
                    let one = one_of(key);
                    format!("it is a key of {one}: write it below the name of one, under `{key}:`")
                })
            })
        })
    }
}
