//! A map against its rules: unknown keys, missing keys, names.

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::shape::check::Walk;
use crate::shape::check::{misplaced, scalars};
use crate::shape::expected::listed;
use crate::shape::expected::wanted;
use crate::shape::rules::{Fields, Rest, Text};
use crate::source::Span;
use crate::suggestion::{Suggestion, nearest};
use crate::tree::node::{Entry, Map};
use crate::tree::path::{self, Step};
use crate::tree::scalar::Scalar;

impl<'a> Walk<'a, '_> {
    pub(crate) fn map(&mut self, fields: &Fields, map: &'a Map, key: Span) {
        let mut before = self.findings.diagnostics.len();
        let of_entries = match fields.rest {
            Rest::Each(rule) => misplaced::maps(self.shape, rule),
            Rest::Open | Rest::Closed => Vec::new(),
        };
        for (name, entry) in map {
            if self.is_full() {
                return;
            }
            self.path.push(Step::Key(name));
            self.variable = None;
            match (fields.known.get(name), fields.rest) {
                (Some(rule), _) => self.node(*rule, &entry.value, entry.key),
                (None, Rest::Open) => {}
                (None, _)
                    if fields
                        .ignored
                        .as_ref()
                        .is_some_and(|any| any.is_match(name)) => {}
                (None, Rest::Closed) => self.unknown(fields, name, entry, map),
                (None, Rest::Each(rule)) => {
                    if !self.is_misplaced(&of_entries, name, entry, before) {
                        before = self.findings.diagnostics.len();
                        if let Some(names) = &fields.names {
                            self.name(names, name, entry);
                        }
                        self.node(rule, &entry.value, entry.key);
                    }
                }
            }
            self.path.pop();
        }
        if map.is_partial() {
            return;
        }
        for name in fields
            .required
            .iter()
            .filter(|name| map.get(name).is_none())
        {
            // A misspelt key is reported as such; it is not reported as missing as well.
            if !misspelt(fields, name, map) {
                self.missing(fields, name, key);
            }
        }
        for (name, others) in fields
            .needs
            .iter()
            .filter(|(name, _)| map.get(name).is_some())
        {
            for other in others.iter().filter(|other| map.get(other).is_none()) {
                let at = map.get(name).map_or(key, |entry| entry.key);
                let summary = format!("`{name}` needs `{other}` beside it");
                self.report(
                    Diagnostic::error(YamlCode::MissingKey, summary)
                        .help(format!("add `{other}`, or remove `{name}`"))
                        .at(at, ""),
                );
            }
        }
        self.count(map.len(), fields.min, fields.max, "entry", key);
    }

    fn unknown(&mut self, fields: &Fields, name: &str, entry: &Entry, map: &Map) {
        let allowed = listed(fields.order.iter().map(String::as_str));
        let further_in = self.belongs_further_in(fields, name, map);
        let summary = match path::whole_parent(&self.path) {
            Some(parent) => format!("{parent} has no key `{}`", self.key()),
            None => format!("there is no key `{}` at the top level", self.key()),
        };
        let unknown = Diagnostic::error(YamlCode::UnknownKey, summary).at(entry.key, "unknown key");
        let mut not_covered = fields.not_covered.iter();
        if let Some((_, help)) = not_covered.find(|(keys, _)| keys.is_match(name)) {
            return self.report(unknown.help(help.clone()));
        }
        let allowed = format!("allowed here: {allowed}");
        self.report(match (further_in, meant(fields, name, map)) {
            (Some(help), _) => unknown.help(help).suggestion(Suggestion::FurtherIn),
            (None, Some(near)) => unknown.did_you_mean(near, &allowed),
            (None, None) if fields.order.is_empty() => {
                unknown.help("remove it; no key is allowed here")
            }
            (None, None) => unknown.help(allowed),
        });
    }

    fn missing(&mut self, fields: &Fields, name: &str, key: Span) {
        let rule = fields
            .known
            .get(name)
            .and_then(|rule| self.shape.rule(*rule));
        let wanted = rule.map_or("a value".to_owned(), |rule| wanted(self.shape, rule));
        let only = wanted.strip_prefix('`').and_then(|w| w.strip_suffix('`'));
        let help = match only.filter(|only| !only.contains('`')) {
            Some(only) => format!("add `{name}: {only}`"),
            None => format!("add `{name}: …`, {wanted}"),
        };
        let summary = if self.path.is_empty() {
            format!("the key `{name}` is missing")
        } else {
            format!("{} lacks the key `{name}`", self.named())
        };
        let at = if self.path.is_empty() {
            Span {
                end: key.start,
                ..key
            }
        } else {
            key
        };
        self.report(
            Diagnostic::error(YamlCode::MissingKey, summary)
                .help(help)
                .suggestion(Suggestion::MissingKey(name.to_owned()))
                .at(at, ""),
        );
    }

    /// Checks a key of a map whose keys are names.
    fn name(&mut self, names: &Text, name: &str, entry: &Entry) {
        let scalar = Scalar::quoted(name);
        let called = || format!("the name `{}`", self.key());
        for problem in scalars::text(names, &scalar, entry.key, &called, self.formats) {
            self.report(problem);
        }
    }
}

/// The known key that an unknown key probably means; preferably one that is not in the map yet.
fn meant<'k>(fields: &'k Fields, key: &str, map: &Map) -> Option<&'k str> {
    let free = fields.order.iter().filter(|name| map.get(name).is_none());
    nearest(key, free.map(String::as_str))
        .or_else(|| nearest(key, fields.order.iter().map(String::as_str)))
}

/// Whether a missing key is in the map under a misspelt name.
fn misspelt(fields: &Fields, name: &str, map: &Map) -> bool {
    matches!(fields.rest, Rest::Closed)
        && map.iter().any(|(key, _)| {
            !fields.known.contains_key(key) && meant(fields, key, map) == Some(name)
        })
}
