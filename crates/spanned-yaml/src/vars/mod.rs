//! `${name}` in values, replaced from `vars`.
//!
//! Names come from the top-level map `vars` and from the caller's overrides, never from the
//! environment. `$$` is a dollar. Filled-in text stays text: it is not read as YAML and counts as
//! quoted. A var that looks secret, or is used where a secret belongs, is concealed.

mod cycles;
mod fill;
pub(crate) mod segments;

use std::collections::{BTreeMap, BTreeSet};

use crate::codes::YamlCode;
use crate::diagnostic::{Diagnostic, Findings};
use crate::quote::shown;
use crate::secrets::names::looks_secret;
use crate::source::{Sources, Span};
use crate::suggestion::nearest;
use crate::tree::node::{Map, Node, Value};
use crate::tree::path::Step;
use crate::tree::scalar::Scalar;
use crate::vars::segments::{is_name, names_in};

/// The key whose map declares the vars.
pub const VARS: &str = "vars";
/// Replaces `${name}` in every string value of the tree, including those of `vars`. `overrides`
/// takes precedence over `vars` and may define names that are used but not declared.
pub fn substitute(
    tree: &mut Node,
    overrides: &BTreeMap<String, String>,
    sources: &Sources,
    findings: &mut Findings,
) {
    let mut vars = Vars {
        known: BTreeMap::new(),
        overrides,
        used: BTreeSet::new(),
        total: 0,
        sources,
    };
    vars.declare(tree, findings);
    let used = vars.conceal(tree);
    vars.resolve(findings);
    if let Value::Map(map) = &mut tree.value {
        if let Some(Value::Map(declared)) = map.get_mut(VARS).map(|e| &mut e.value.value) {
            vars.write_back(declared);
        }
        // Without a dollar there is nothing to fill in.
        let others = map.iter_mut().filter(|(key, _)| used && *key != VARS);
        for (key, entry) in others {
            vars.fill(&mut entry.value, &mut vec![Step::Key(key)], findings);
        }
    }
    vars.unused(findings);
}

/// One var: its text, before or after its `${…}` are replaced.
pub(crate) struct Var {
    pub scalar: Scalar,
    pub span: Option<Span>,
    pub state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Raw,
    Done,
    /// An error in the var is reported already; the values that use it are not reported again.
    Broken,
}

pub(crate) struct Vars<'a> {
    pub known: BTreeMap<String, Var>,
    pub overrides: &'a BTreeMap<String, String>,
    pub used: BTreeSet<String>,
    pub total: usize,
    pub sources: &'a Sources,
}

impl Vars<'_> {
    fn declare(&mut self, tree: &Node, findings: &mut Findings) {
        if let Some(entry) = tree.map().and_then(|map| map.get(VARS)) {
            match &entry.value.value {
                Value::Map(map) => {
                    for (name, entry) in map {
                        self.declare_one(name, entry.key, &entry.value, findings);
                    }
                }
                Value::Null | Value::Unread => {}
                _ => findings.push(bad_vars(
                    "`vars` must be a map of names to values",
                    VARS,
                    entry.value.span,
                )),
            }
        }
        for (name, text) in self.overrides {
            let known = self.known.get(name);
            let concealed = looks_secret(name) || known.is_some_and(|v| v.scalar.concealed);
            let span = known.and_then(|v| v.span);
            let scalar = Scalar {
                concealed,
                ..Scalar::quoted(text.clone())
            };
            self.known.insert(
                name.clone(),
                Var {
                    scalar,
                    span,
                    state: State::Done,
                },
            );
        }
    }

    fn declare_one(&mut self, name: &str, key: Span, value: &Node, findings: &mut Findings) {
        let path = format!("{VARS}.{}", shown(name));
        let mut var = Var {
            scalar: Scalar::quoted(""),
            span: Some(value.span),
            state: State::Broken,
        };
        if !is_name(name) {
            let problem = bad_vars(
                "the name of a var is made of letters, digits, `_` and `-`",
                &path,
                key,
            );
            findings.push(problem);
        } else if let Value::Scalar(scalar) = &value.value {
            var.scalar = scalar.clone();
            var.state = State::Raw;
            if scalar.concealed {
                findings.concealed.push(value.span);
            }
        } else if !self.overrides.contains_key(name) && !matches!(value.value, Value::Unread) {
            let summary = format!(
                "the var `{}` is {}, not text",
                shown(name),
                value.described()
            );
            findings.push(bad_vars(&summary, &path, key));
        }
        self.known.insert(name.to_owned(), var);
    }

    /// Marks every var that is used where a secret belongs, and the vars that such vars use in
    /// turn. Returns whether any text of the tree may use a var.
    fn conceal(&mut self, tree: &Node) -> bool {
        let mut todo = Vec::new();
        let used = secret_names(tree, &mut todo);
        let looking = self.known.iter().filter(|(_, var)| var.scalar.concealed);
        todo.extend(
            looking
                .flat_map(|(_, var)| names_in(&var.scalar.text))
                .map(str::to_owned),
        );
        let mut done = BTreeSet::new();
        while let Some(name) = todo.pop() {
            if let Some(var) = self.known.get_mut(&name)
                && done.insert(name)
            {
                var.scalar.concealed = true;
                todo.extend(names_in(&var.scalar.text).map(str::to_owned));
            }
        }
        used
    }

    fn write_back(&self, declared: &mut Map) {
        for (name, entry) in declared.iter_mut() {
            if let Some(var) = self.known.get(name) {
                match var.state {
                    State::Done => entry.value.value = Value::Scalar(var.scalar.clone()),
                    _ => entry.value.value = Value::Unread,
                }
            }
        }
    }

    fn fill<'n>(&mut self, node: &'n mut Node, path: &mut Vec<Step<'n>>, findings: &mut Findings) {
        let place = node.span;
        if let Value::Scalar(scalar) = &mut node.value {
            if !self.fill_scalar(scalar, place, path, findings) {
                node.value = Value::Unread;
            }
            return;
        }
        match &mut node.value {
            Value::List(items) => {
                for (n, item) in items.iter_mut().enumerate() {
                    path.push(Step::Item(n));
                    self.fill(item, path, findings);
                    path.pop();
                }
            }
            Value::Map(map) => {
                for (key, entry) in map.iter_mut() {
                    path.push(Step::Key(key));
                    self.fill(&mut entry.value, path, findings);
                    path.pop();
                }
            }
            _ => {}
        }
    }

    /// Overrides that are neither declared nor used.
    fn unused(&self, findings: &mut Findings) {
        for name in self.overrides.keys() {
            let declared = self.known.get(name).is_some_and(|var| var.span.is_some());
            if declared || self.used.contains(name) {
                continue;
            }
            let names = self
                .known
                .iter()
                .filter(|(_, v)| v.span.is_some())
                .map(|(n, _)| n.as_str());
            let names = names.chain(self.used.iter().map(String::as_str));
            let summary = format!(
                "the var `{}` is given from outside, and no file declares or uses it",
                shown(name)
            );
            let unused = Diagnostic::error(YamlCode::UnusedOverride, summary);
            findings.push(match nearest(name, names) {
                Some(near) => unused.did_you_mean(shown(near), ""),
                None => unused.help("declare it under `vars`, or leave it out"),
            });
        }
    }
}

fn bad_vars(summary: &str, path: &str, at: Span) -> Diagnostic {
    Diagnostic::error(YamlCode::BadVars, summary)
        .help("write `name: text` under `vars`")
        .address(path)
        .at(at, "")
}

/// Collects the names of vars used in concealed texts; returns whether any text has a dollar.
fn secret_names(node: &Node, names: &mut Vec<String>) -> bool {
    match &node.value {
        Value::Scalar(scalar) => {
            let used = scalar.text.contains('$');
            if used && scalar.concealed {
                names.extend(names_in(&scalar.text).map(str::to_owned));
            }
            used
        }
        Value::List(items) => items
            .iter()
            .fold(false, |used, item| used | secret_names(item, names)),
        Value::Map(map) => map.iter().fold(false, |used, (_, entry)| {
            used | secret_names(&entry.value, names)
        }),
        Value::Null | Value::Unread => false,
    }
}
