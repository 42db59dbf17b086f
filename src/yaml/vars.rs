//! `${name}` in values, replaced from `vars`.
//!
//! Names come from the top-level map `vars` and from what the caller overrides, never from the
//! environment. `$$` is a dollar. What is put in is text and stays text: it is not read as YAML
//! and counts as quoted. A var that looks secret, or is used where a secret belongs, is concealed.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::diagnostic::{Diagnostic, Findings};
use super::mask::looks_secret;
use super::names::nearest;
use super::node::{Map, Node, Scalar, Style, Value, shown};
use super::path::{Step, address};
use super::source::{Sources, Span, span};

/// The key whose map declares the vars.
pub const VARS: &str = "vars";
/// One value may grow to a MiB, all of them together to 64.
const MAX_VALUE: usize = 1 << 20;
const MAX_TOTAL: usize = 64 << 20;

/// Replaces `${name}` in every string value of the tree, those of `vars` included. `overrides`
/// wins over `vars` and may define what is used and not declared.
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
    vars.conceal(tree);
    vars.resolve(findings);
    if let Value::Map(map) = &mut tree.value {
        if let Some(Value::Map(declared)) = map.get_mut(VARS).map(|e| &mut e.value.value) {
            vars.write_back(declared);
        }
        for (key, entry) in map.iter_mut().filter(|(key, _)| *key != VARS) {
            vars.fill(&mut entry.value, &mut vec![Step::Key(key)], findings);
        }
    }
    vars.unused(findings);
}

/// One var: its text with `${…}` still in it or already replaced.
struct Var {
    scalar: Scalar,
    span: Option<Span>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Raw,
    Done,
    /// Something is wrong with it, and is reported: what uses it is not reported again.
    Broken,
}

struct Vars<'a> {
    known: BTreeMap<String, Var>,
    overrides: &'a BTreeMap<String, String>,
    used: BTreeSet<String>,
    total: usize,
    sources: &'a Sources,
}

/// A piece of a text.
enum Piece<'t> {
    Text(&'t str),
    Name(&'t str),
    /// A `${` that is not closed, or holds no name.
    Bad,
}

impl Vars<'_> {
    fn declare(&mut self, tree: &Node, findings: &mut Findings) {
        if let Some(entry) = tree.map().and_then(|map| map.get(VARS)) {
            match &entry.value.value {
                Value::Map(map) => {
                    for (name, entry) in map.iter() {
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

    /// Marks every var that is used where a secret belongs, and what such vars use in turn.
    fn conceal(&mut self, tree: &Node) {
        let mut todo = Vec::new();
        secret_names(tree, &mut todo);
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
    }

    /// Replaces the vars in vars: each as soon as all it uses are done. What is never done is
    /// part of a circle, or uses one.
    fn resolve(&mut self, findings: &mut Findings) {
        let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
        let mut ready: Vec<String> = Vec::new();
        for (name, var) in self.known.iter().filter(|(_, var)| var.state == State::Raw) {
            let uses: BTreeSet<&str> = names_in(&var.scalar.text).collect();
            let open = uses.iter().filter(|used| {
                self.known
                    .get(**used)
                    .is_some_and(|v| v.state == State::Raw)
            });
            let mut count = 0;
            for used in open {
                users
                    .entry((*used).to_owned())
                    .or_default()
                    .push(name.clone());
                count += 1;
            }
            waiting.insert(name.clone(), count);
            if count == 0 {
                ready.push(name.clone());
            }
        }
        ready.reverse();
        while let Some(name) = ready.pop() {
            waiting.remove(&name);
            self.resolve_one(&name, findings);
            for user in users.remove(&name).unwrap_or_default() {
                if let Some(count) = waiting.get_mut(&user) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push(user);
                    }
                }
            }
        }
        self.circles(&waiting.into_keys().collect(), findings);
    }

    fn resolve_one(&mut self, name: &str, findings: &mut Findings) {
        let Some(var) = self.known.get(name) else {
            return;
        };
        let (mut scalar, place) = (var.scalar.clone(), var.span);
        let path = [Step::Key(VARS), Step::Key(name)];
        let whole = place.map_or(true, |place| {
            self.fill_scalar(&mut scalar, place, &path, findings)
        });
        if let Some(var) = self.known.get_mut(name) {
            var.state = if whole { State::Done } else { State::Broken };
            var.scalar = scalar;
        }
    }

    /// Reports every circle once, at its first member by name.
    fn circles(&mut self, stuck: &BTreeSet<String>, findings: &mut Findings) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for start in stuck {
            // Follow the first stuck var each one uses, until one comes round again.
            let mut way: Vec<String> = Vec::new();
            let mut name = start.clone();
            while seen.insert(name.clone()) {
                way.push(name.clone());
                let text = self.known.get(&name).map_or("", |v| v.scalar.text.as_str());
                let Some(next) = names_in(text).find(|n| stuck.contains(*n)) else {
                    break;
                };
                name = next.to_owned();
            }
            if let Some(at) = way.iter().position(|n| *n == name)
                && let Some(place) = self.known.get(&name).and_then(|v| v.span)
            {
                let circle = way.get(at..).unwrap_or(&[]);
                let mut chain: Vec<&str> = circle.iter().take(8).map(String::as_str).collect();
                if circle.len() > 8 {
                    chain.push("…");
                }
                chain.push(&name);
                let summary = format!(
                    "vars refer to each other in a circle: {}",
                    chain.join(" → ")
                );
                findings.push(
                    Diagnostic::error(codes::VAR_CYCLE, summary)
                        .help("write the text of one of them out")
                        .address(format!("{VARS}.{}", shown(&name)))
                        .at(place, ""),
                );
            }
        }
        for name in stuck {
            if let Some(var) = self.known.get_mut(name) {
                var.state = State::Broken;
            }
        }
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

    /// Fills in one text; false when something in it is wrong.
    fn fill_scalar(
        &mut self,
        scalar: &mut Scalar,
        place: Span,
        path: &[Step<'_>],
        findings: &mut Findings,
    ) -> bool {
        if !scalar.text.contains('$') {
            return true;
        }
        let mut text = String::new();
        let mut whole = true;
        let mut replaced = false;
        let mut concealed = scalar.concealed;
        let raw = std::mem::take(&mut scalar.text);
        for piece in pieces(&raw) {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Bad => {
                    whole = false;
                    findings.push(
                        Diagnostic::error(
                            codes::UNCLOSED_VAR,
                            "a `${` is not closed, or holds no name",
                        )
                        .help("write `${name}`; a dollar before a brace is written `$${`")
                        .address(address(path))
                        .at(self.place(place, "${"), ""),
                    );
                }
                Piece::Name(name) => {
                    replaced = true;
                    self.used.insert(name.to_owned());
                    match self.known.get(name) {
                        Some(var) if var.state == State::Done => {
                            text.push_str(&var.scalar.text);
                            concealed |= var.scalar.concealed;
                            if concealed && let Some(at) = var.span {
                                findings.concealed.push(at);
                            }
                        }
                        Some(_) => whole = false,
                        None => {
                            whole = false;
                            let problem = self.unknown(name, scalar.concealed, place);
                            findings.push(problem.address(address(path)));
                        }
                    }
                }
            }
            if text.len() > MAX_VALUE || self.total + text.len() > MAX_TOTAL {
                let problem =
                    Diagnostic::error(codes::VAR_TOO_LARGE, "vars expand to too much text");
                findings.push(
                    problem
                        .help("a value may grow to 1 MiB, all of them to 64 MiB")
                        .address(address(path))
                        .at(place, ""),
                );
                return false;
            }
        }
        self.total += text.len();
        scalar.text = text;
        scalar.concealed = concealed;
        if replaced {
            scalar.style = Style::Quoted;
        }
        whole
    }

    fn unknown(&self, name: &str, concealed: bool, place: Span) -> Diagnostic {
        let at = self.place(place, &format!("${{{name}}}"));
        if concealed {
            return Diagnostic::error(
                codes::UNKNOWN_VAR,
                "this value uses a var that is not in `vars`",
            )
            .help("declare it under `vars`; a dollar before a brace is written `$${`")
            .at(at, "");
        }
        let help = match nearest(name, self.known.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `${{{}}}`?", shown(near)),
            None => format!(
                "add `{}` under `vars`, or give it with --var; a dollar before a brace is written `$${{`",
                shown(name)
            ),
        };
        Diagnostic::error(
            codes::UNKNOWN_VAR,
            format!("`${{{}}}` is not in `vars`", shown(name)),
        )
        .help(help)
        .at(at, "not declared")
    }

    /// Where a piece of a value stands in the source; the whole value if it is spelt otherwise.
    fn place(&self, whole: Span, piece: &str) -> Span {
        match self.sources.slice(whole).find(piece) {
            Some(n) => {
                let start = whole.start as usize + n;
                span(whole.source, start, start + piece.len())
            }
            None => whole,
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
            let help = match nearest(name, names) {
                Some(near) => format!("did you mean `{}`?", shown(near)),
                None => "declare it under `vars`, or leave it out".to_owned(),
            };
            let summary = format!(
                "the var `{}` is given from outside, and no file declares or uses it",
                shown(name)
            );
            findings.push(Diagnostic::error(codes::UNUSED_OVERRIDE, summary).help(help));
        }
    }
}

fn bad_vars(summary: &str, path: &str, at: Span) -> Diagnostic {
    Diagnostic::error(codes::BAD_VARS, summary)
        .help("write `name: text` under `vars`")
        .address(path)
        .at(at, "")
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// The names of vars used in concealed texts.
fn secret_names(node: &Node, names: &mut Vec<String>) {
    match &node.value {
        Value::Scalar(scalar) if scalar.concealed => {
            names.extend(names_in(&scalar.text).map(str::to_owned));
        }
        Value::List(items) => items.iter().for_each(|item| secret_names(item, names)),
        Value::Map(map) => map
            .iter()
            .for_each(|(_, entry)| secret_names(&entry.value, names)),
        _ => {}
    }
}

fn names_in(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        _ => None,
    })
}

/// Cuts a text into plain pieces and names.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = rest.find('$').unwrap_or(rest.len());
        if at > 0 {
            let (piece, behind) = rest.split_at(at);
            rest = behind;
            return Some(Piece::Text(piece));
        }
        if let Some(behind) = rest.strip_prefix("$$") {
            rest = behind;
            return Some(Piece::Text("$"));
        }
        let Some(behind) = rest.strip_prefix("${") else {
            rest = rest.get(1..).unwrap_or("");
            return Some(Piece::Text("$"));
        };
        let length = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'));
        let (name, end) = behind.split_at(length.unwrap_or(behind.len()));
        if let (Some(behind), true) = (end.strip_prefix('}'), is_name(name)) {
            rest = behind;
            return Some(Piece::Name(name));
        }
        rest = behind;
        Some(Piece::Bad)
    })
}
