//! Rules that need more than one resource to see.

use crate::config::document::Document;
use crate::config::duplicates::{self, MayBeLeftOut};
use crate::config::places::{nearest, place};
use crate::model::{Address, FindingCode, Kind, Name};
use crate::provider::{Misdeclared, misplaced};
use crate::yaml::{self, Diagnostic, Node, Placed};

/// Checks a typed document against the tree it came from; problems point into the tree.
/// The absence of a value that may have been left out is not reported.
pub(super) fn check(
    document: &Document,
    tree: &Node,
    may_be_left_out: MayBeLeftOut<'_>,
) -> Vec<Diagnostic> {
    let mut found = duplicates::numbers(document, tree);
    found.extend(duplicates::keywords(document, tree));
    found.extend(foreign_callbacks(document, tree));
    found.extend(duplicates::accounts(document, tree));
    found.extend(duplicates::groups(document, tree, may_be_left_out));
    found.extend(keywords_ignore(document, tree));
    found.extend(counterpart(document, tree));
    for (name, provider) in &document.providers {
        let problems = provider.check(name);
        found.extend(problems.into_iter().filter_map(|problem| {
            let absent = problem.absent.iter().map(|path| under(name, path));
            let unknown = absent.into_iter().any(|path| may_be_left_out(&path));
            (!unknown).then(|| misdeclared(name, problem, &|path| yaml::placed(tree, path)))
        }));
    }
    found
}

/// The errors in the declaration of the counterpart and in its `ignore` list.
fn counterpart(document: &Document, tree: &Node) -> Vec<Diagnostic> {
    let Some(declared) = document.counterpart() else {
        return Vec::new();
    };
    let base = declared.system().as_str();
    let kind = Kind::Counterpart(declared.system(), None);
    let ignored = misplaced(declared.ignored(), kind).into_iter();
    let ignored = ignored.map(|(index, why)| {
        let path = format!("ignore.{index}.code");
        Misdeclared::new(why.code, path, why.summary, why.help)
    });
    let problems = declared.check().into_iter().chain(ignored);
    problems
        .map(|problem| misdeclared_at(base, problem, &|path| yaml::placed(tree, path)))
        .collect()
}

/// The dotted path of a value under a provider.
fn under(provider: &Name, path: &str) -> String {
    below(&format!("providers.{provider}"), path)
}

/// The dotted path of a value below another one.
fn below(base: &str, path: &str) -> String {
    if path.is_empty() {
        base.to_owned()
    } else {
        format!("{base}.{path}")
    }
}

/// A problem with a declaration, at its place in the files. `find` looks up places by path.
pub fn misdeclared(
    provider: &Name,
    problem: Misdeclared,
    find: &dyn Fn(&[&str]) -> Option<Placed>,
) -> Diagnostic {
    misdeclared_at(&format!("providers.{provider}"), problem, find)
}

/// A problem with the declaration below a dotted path, at its place in the files.
pub fn misdeclared_at(
    base: &str,
    problem: Misdeclared,
    find: &dyn Fn(&[&str]) -> Option<Placed>,
) -> Diagnostic {
    let path = below(base, &problem.path);
    let severity = problem.code.severity();
    let mut diagnostic = Diagnostic::new(severity, problem.code, problem.summary)
        .help(problem.help)
        .address(path.clone());
    if let Some(span) = nearest(find, &path) {
        diagnostic = diagnostic.at(span, "here");
    }
    if let Some((other, label)) = problem.related
        && let Some(span) = nearest(find, &below(base, &other))
        // Two absent keys have one place: that of the provider.
        && diagnostic.span() != Some(span)
    {
        diagnostic = diagnostic.related(span, label);
    }
    diagnostic
}

/// Codes in a keyword's `ignore` that are never reported about keywords, or that it names twice.
fn keywords_ignore(document: &Document, tree: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, entry) in document.keywords.iter().enumerate() {
        for (index, why) in misplaced(entry.ignored(), Kind::Keyword) {
            let mut diagnostic = Diagnostic::error(why.code, why.summary)
                .help(why.help)
                .address(Address::Keyword(entry.word().clone()).to_string());
            if let Some(span) = place(tree, &format!("keywords.{at}.ignore.{index}.code")) {
                diagnostic = diagnostic.at(span, "here");
            }
            found.push(diagnostic);
        }
    }
    found
}

/// Callback URLs that belong to another organisation than the declared one.
fn foreign_callbacks(document: &Document, tree: &Node) -> Vec<Diagnostic> {
    let declared = document
        .environment
        .as_ref()
        .and_then(|environment| environment.dynamics_org_id.as_ref());
    let Some(ours) = declared else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, provider) in &document.providers {
        for (path, url) in provider.declared().callbacks() {
            let Some(theirs) = url.organisation().filter(|theirs| theirs != ours.as_str()) else {
                continue;
            };
            let path = under(name, &path);
            let mut diagnostic = Diagnostic::error(FindingCode::ForeignCallback, format!("this callback URL belongs to the organisation {theirs}"))
                .help(format!("texts would go to another environment: use a URL of {}, or correct environment.dynamics_org_id", ours.as_str()))
                .address(path.clone());
            if let Some(span) = place(tree, &path) {
                diagnostic = diagnostic.at(span, "another organisation");
            }
            if let Some(span) = place(tree, "environment.dynamics_org_id") {
                diagnostic = diagnostic.related(span, "the organisation declared here");
            }
            found.push(diagnostic);
        }
    }
    found
}
