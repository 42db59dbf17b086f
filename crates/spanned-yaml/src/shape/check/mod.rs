//! A tree walked against its shape: every error, in one run, each at its place.
//!
//! A node that could not be read is skipped, and a map that was read only in part is not reported
//! for missing keys. Texts of secrets are never repeated.

mod fields;
mod forms;
pub(crate) mod literal_secrets;
pub(crate) mod misplaced;
mod scalars;

use std::collections::HashMap;

use crate::codes::YamlCode;
use crate::diagnostic::{Diagnostic, Findings};
use crate::shape::expected::wanted;
use crate::shape::rules::{Formats, Kind, List, Rule, Shape};
use crate::source::Span;
use crate::tree::node::{Node, Value};
use crate::tree::path::{self, Step};

/// The most problems that one run reports, to bound memory on hostile input.
const MAX_PROBLEMS: usize = 10_000;

impl Shape {
    /// Finds every node of a tree that does not fit, in one walk.
    pub fn check(&self, node: &Node, formats: &dyn Formats, findings: &mut Findings) {
        self.walk(node, formats, findings, MAX_PROBLEMS);
    }

    /// Finds every node of a tree that does not fit, in one walk, however many they are: for a
    /// caller that leaves them out and reports none of them.
    pub fn check_all(&self, node: &Node, formats: &dyn Formats) -> Findings {
        let mut findings = Findings::default();
        self.walk(node, formats, &mut findings, usize::MAX);
        findings
    }

    fn walk(&self, node: &Node, formats: &dyn Formats, findings: &mut Findings, most: usize) {
        let mut walk = Walk {
            shape: self,
            formats,
            findings,
            most,
            path: Vec::new(),
            variable: None,
        };
        walk.node(self.root, node, node.span);
    }
}

pub(crate) struct Walk<'a, 'f> {
    pub shape: &'a Shape,
    pub formats: &'f dyn Formats,
    pub findings: &'f mut Findings,
    /// The number of problems from which no more are collected.
    pub most: usize,
    pub path: Vec<Step<'a>>,
    /// The environment variable that usually holds the secret at hand.
    pub variable: Option<&'a str>,
}

impl<'a> Walk<'a, '_> {
    /// Checks one node; `key` is the place of its key, or of the node itself.
    pub(crate) fn node(&mut self, rule: usize, node: &'a Node, key: Span) {
        if self.is_full() {
            return;
        }
        let Some(rule) = self.shape.rule(rule) else {
            return;
        };
        self.variable = rule.variable.as_deref().or(self.variable);
        match &node.value {
            Value::Unread => return self.unread(rule),
            Value::Null => {
                if !self.allows_null(rule, 0) {
                    let help = rule.forms.clone().unwrap_or_else(|| {
                        format!("write {}, or remove the key", wanted(self.shape, rule))
                    });
                    let summary = format!("{} has no value", self.named());
                    self.report(
                        Diagnostic::error(YamlCode::NoValue, summary)
                            .help(help)
                            .at(key, ""),
                    );
                }
                return;
            }
            Value::Scalar(scalar) if scalar.text.is_empty() && rule.forms.is_some() => {
                let summary = format!("{} is empty", self.named());
                let help = rule.forms.clone().unwrap_or_default();
                let empty = Diagnostic::error(YamlCode::NoValue, summary).help(help);
                return self.report(empty.at(node.span, ""));
            }
            Value::Scalar(scalar) if rule.secret => return self.secret(scalar, node.span),
            Value::List(_) if self.refuses_lists(rule) => {
                return self.no_reference(rule, key);
            }
            _ => {}
        }
        match (&rule.kind, &node.value) {
            (Kind::Anything, _) => {}
            (Kind::Same(other), _) => self.node(*other, node, key),
            (Kind::Either(rules), _) => forms::either(self, rule, rules, node, key),
            (Kind::List(list), Value::List(items)) => self.list(list, items, node.span),
            (Kind::Map(fields), Value::Map(map)) => self.map(fields, map, key),
            (kind, Value::Scalar(scalar)) if kind.is_scalar() => {
                let named = || path::named(&self.path);
                for problem in scalars::check(kind, scalar, node.span, &named, self.formats) {
                    self.report(problem);
                }
            }
            _ => {
                let wanted = wanted(self.shape, rule);
                self.wrong_type(&wanted, rule.forms.as_deref(), node, key);
            }
        }
    }

    fn allows_null(&self, rule: &Rule, depth: usize) -> bool {
        rule.nullable
            || match &rule.kind {
                Kind::Anything | Kind::Nothing => true,
                Kind::Same(other) if depth < 32 => self
                    .shape
                    .rule(*other)
                    .is_some_and(|r| self.allows_null(r, depth + 1)),
                Kind::Either(rules) if depth < 32 => rules.iter().any(|other| {
                    self.shape
                        .rule(*other)
                        .is_some_and(|r| self.allows_null(r, depth + 1))
                }),
                _ => false,
            }
    }

    /// Reports a value of the wrong type. `forms` is the help of a place that has its own.
    pub(crate) fn wrong_type(&mut self, wanted: &str, forms: Option<&str>, node: &Node, key: Span) {
        // A map or list in block style begins on the next line; its key says more.
        let at = if node.scalar().is_some() {
            node.span
        } else {
            key
        };
        let summary = format!(
            "{} must be {wanted}, not {}",
            self.named(),
            node.described()
        );
        let help = match (forms, wanted) {
            (Some(forms), _) => forms.to_owned(),
            (None, "a text") => {
                "write one value, in quotes if it holds special characters".to_owned()
            }
            (None, "a list") => "write items as `- item` below the key, or as [a, b]".to_owned(),
            (None, "a map") => {
                "write `key: value` lines below it, indented by two spaces".to_owned()
            }
            (None, wanted) => format!("write {wanted}"),
        };
        self.report(
            Diagnostic::error(YamlCode::WrongType, summary)
                .help(help)
                .at(at, ""),
        );
    }

    fn list(&mut self, list: &List, items: &'a [Node], span: Span) {
        let unread = items.iter().any(|item| matches!(item.value, Value::Unread));
        if !unread {
            self.count(items.len(), list.min, list.max, "item", span);
        }
        if let Some(rule) = list.items {
            for (n, item) in items.iter().enumerate() {
                if self.is_full() {
                    return;
                }
                self.path.push(Step::Item(n));
                self.node(rule, item, item.span);
                self.path.pop();
            }
        }
        if list.unique {
            let mut seen: HashMap<&str, Span> = HashMap::new();
            for (n, item) in items.iter().enumerate() {
                let Some(scalar) = item.scalar() else {
                    continue;
                };
                if let Some(first) = seen.insert(&scalar.text, item.span) {
                    self.path.push(Step::Item(n));
                    let summary = format!("{} is in this list twice", scalar.shown());
                    self.report(
                        Diagnostic::error(YamlCode::SameTwice, summary)
                            .help("remove one of the two")
                            .at(item.span, "again here")
                            .related(first, "first here"),
                    );
                    self.path.pop();
                }
            }
        }
    }

    pub(crate) fn count(
        &mut self,
        count: usize,
        min: Option<usize>,
        max: Option<usize>,
        what: &str,
        at: Span,
    ) {
        let plural = |n: usize| match (n, what) {
            (1, what) => format!("1 {what}"),
            (n, "entry") => format!("{n} entries"),
            (n, what) => format!("{n} {what}s"),
        };
        let help = match (
            min.filter(|min| count < *min),
            max.filter(|max| count > *max),
        ) {
            (Some(min), _) => format!("write at least {}", plural(min)),
            (_, Some(max)) => format!("write at most {}", plural(max)),
            _ => return,
        };
        let summary = format!("{} has {}", self.named(), plural(count));
        self.report(
            Diagnostic::error(YamlCode::Count, summary)
                .help(help)
                .at(at, ""),
        );
    }

    pub(crate) fn report_all(&mut self, diagnostics: Vec<Diagnostic>) {
        for diagnostic in diagnostics {
            self.report(diagnostic);
        }
    }

    /// Whether no more problems are collected.
    pub(crate) fn is_full(&self) -> bool {
        self.findings.diagnostics.len() >= self.most
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        if !self.is_full() {
            let diagnostic = diagnostic.address(self.address());
            self.findings.push(diagnostic);
        }
    }

    /// The dotted path of the node at hand.
    pub(crate) fn address(&self) -> String {
        path::address(&self.path)
    }

    /// The node at hand in a sentence.
    pub(crate) fn named(&self) -> String {
        path::named(&self.path)
    }

    /// The last key of the path.
    pub(crate) fn key(&self) -> String {
        path::last_key(&self.path).unwrap_or_default()
    }
}
