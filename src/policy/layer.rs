//! The layers of a policy: its file, and below it the sets that it uses. The first layer with a key
//! decides it.

use std::collections::BTreeMap;

use super::document::{Document, FindingKey, Level};
use crate::model::{Code, PlaceInPolicy, Severity};
use crate::yaml::Span;

/// A policy that was read without an error.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The file, as the user named it.
    pub(super) file: String,
    /// SHA-256 of its content, in hex.
    pub(super) sha256: String,
    /// The file first, then the sets from the last to the first.
    pub(super) layers: Vec<Layer>,
}

/// A file or a set.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub document: Document,
    pub origin: Origin,
    /// Whether the sources of reports have the policy's file.
    pub shown: bool,
}

/// Where a layer is written.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    /// In the policy's file, with the place of each value by its dotted path.
    File(BTreeMap<String, Place>),
    /// In a built-in set of this name, which the file uses at this place.
    Set(&'static str, Option<Place>),
}

/// A place in the policy's file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub span: Span,
    pub line: usize,
    pub column: usize,
}

/// A rule: its path, its value, and the layer that decides it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule<'a, T> {
    pub path: &'a str,
    pub value: &'a T,
    pub layer: &'a Layer,
}

impl Policy {
    /// The file, as the user named it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// SHA-256 of its content, in hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The same policy, for reports whose sources do not have its file.
    #[must_use]
    pub fn without_sources(mut self) -> Self {
        for layer in &mut self.layers {
            layer.shown = false;
        }
        self
    }

    /// The rule at a path, if a layer has it.
    pub(super) fn rule<'a, T>(
        &'a self,
        path: &'a str,
        find: impl Fn(&'a Document) -> Option<&'a T>,
    ) -> Option<Rule<'a, T>> {
        self.layers.iter().find_map(|layer| {
            let value = find(&layer.document)?;
            Some(Rule { path, value, layer })
        })
    }

    /// The severity that the policy gives to findings of a code, with the key that does.
    pub(super) fn level(&self, code: Code, usual: Severity) -> Option<(Level, &str, &Layer)> {
        self.layers.iter().find_map(|layer| {
            let findings = layer.document.findings.as_ref()?;
            let of = |word: &str| {
                let mut all = findings.iter();
                all.find(|(key, _)| key.0 == word)
            };
            let every = || of(FindingKey::WARNINGS).filter(|_| usual == Severity::Warning);
            let (key, level) = of(code.as_str()).or_else(every)?;
            Some((*level, key.0.as_str(), layer))
        })
    }

    /// Whether a finding of this code refuses a plan because the policy says so by name. Then the
    /// configuration cannot ignore it.
    pub fn enforces(&self, code: Code) -> bool {
        let level = self.level(code, code.severity());
        matches!(level, Some((Level::Error, key, _)) if key == code.as_str())
    }

    /// The severity with which a finding that does not refuse the plan is reported.
    pub fn severity(&self, code: Code, usual: Severity) -> Severity {
        match self.level(code, usual) {
            Some((Level::Warning, ..)) => Severity::Warning,
            Some((Level::Note, ..)) => Severity::Note,
            Some((Level::Error, ..)) | None => usual,
        }
    }
}

impl Layer {
    /// The place of a value, or of the nearest value around it.
    pub(super) fn place(&self, file: &str, path: &str) -> (Option<Span>, PlaceInPolicy) {
        let (span, place) = self.written(file, path);
        (span.filter(|_| self.shown), place)
    }

    fn written(&self, file: &str, path: &str) -> (Option<Span>, PlaceInPolicy) {
        match &self.origin {
            Origin::File(places) => {
                let mut path = path;
                let place = loop {
                    if let Some(place) = places.get(path) {
                        break Some(*place);
                    }
                    match path.rsplit_once('.') {
                        Some((around, _)) => path = around,
                        None => break None,
                    }
                };
                let in_policy = PlaceInPolicy {
                    file: file.to_owned(),
                    line: place.map_or(1, |place| place.line),
                    column: place.map_or(1, |place| place.column),
                };
                (place.map(|place| place.span), in_policy)
            }
            Origin::Set(name, used) => {
                let in_policy = PlaceInPolicy {
                    file: (*name).to_owned(),
                    line: 0,
                    column: 0,
                };
                (used.map(|place| place.span), in_policy)
            }
        }
    }

    /// The rule's path for people: `callbacks.forbid`, with the set that has it.
    pub(super) fn said(&self, path: &str) -> String {
        match &self.origin {
            Origin::File(_) => format!("`{path}`"),
            Origin::Set(name, _) => format!("`{path}` of the set `{name}`"),
        }
    }
}
