//! Rules that need more than one resource to see.

use std::collections::BTreeMap;

use crate::config::document::{Document, KeywordEntry};
use crate::model::{Address, FindingCode, Kind, Name};
use crate::provider::misplaced;
use crate::provider::{AccountReference, Misdeclared};
use crate::yaml::{self, Diagnostic, Node, Span};

/// Checks a typed document against the tree it came from; problems point into the tree.
/// `misses` returns whether a value at a dotted path may have been left out. Its absence is then
/// not reported.
pub(super) fn check(
    document: &Document,
    tree: &Node,
    misses: &dyn Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut found = one_number_twice(document, tree);
    found.extend(one_keyword_twice(document, tree));
    found.extend(another_organisation(document, tree));
    found.extend(one_account_twice(document, tree));
    found.extend(one_service_twice(document, tree, misses));
    found.extend(keywords_ignore(document, tree));
    for (name, provider) in &document.providers {
        let problems = provider.check(name);
        found.extend(problems.into_iter().filter_map(|problem| {
            let absent = problem.absent.iter().map(|path| under(name, path));
            let unknown = absent.into_iter().any(|path| misses(&path));
            (!unknown).then(|| misdeclared(name, problem, tree))
        }));
    }
    found
}

/// The dotted path of a value under a provider.
fn under(provider: &Name, path: &str) -> String {
    if path.is_empty() {
        format!("providers.{provider}")
    } else {
        format!("providers.{provider}.{path}")
    }
}

/// A problem with a declaration, at its place in the files.
pub fn misdeclared(provider: &Name, problem: Misdeclared, tree: &Node) -> Diagnostic {
    let path = under(provider, &problem.path);
    let severity = problem.code.severity();
    let mut diagnostic = Diagnostic::new(severity, problem.code, problem.summary)
        .help(problem.help)
        .address(path.clone());
    if let Some(span) = place(tree, &path) {
        diagnostic = diagnostic.at(span, "here");
    }
    if let Some((other, label)) = problem.related
        && let Some(span) = place(tree, &under(provider, &other))
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

/// The value at a dotted path, or the nearest existing value around it.
pub(super) fn place(tree: &Node, path: &str) -> Option<Span> {
    let parts: Vec<&str> = path.split('.').collect();
    (1..=parts.len()).rev().find_map(|n| {
        let (key, node) = yaml::lookup(tree, &parts[..n])?;
        Some(
            if n == parts.len() && (node.scalar().is_some() || node.list().is_some()) {
                node.span
            } else {
                key
            },
        )
    })
}

fn one_number_twice(document: &Document, tree: &Node) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, (Address, Option<Span>)> = BTreeMap::new();
    let mut found = Vec::new();
    // The numbers do not depend on the account.
    let resources = document.providers.iter().flat_map(|(name, provider)| {
        let key = provider.declared().router().keys().phone_number;
        let resources = provider.declared().resources(name, "").into_iter();
        resources.map(move |(address, resource)| (key, address, resource))
    });
    let numbers = resources
        .filter(|(_, address, _)| address.kind() == Kind::Number)
        .filter_map(|(key, address, resource)| {
            let span = place(tree, &format!("{address}.{key}"));
            Some((span, address, resource.key?))
        });
    for (span, address, key) in in_reading_order(numbers) {
        let Some((first, first_span)) = seen.get(&key) else {
            seen.insert(key, (address, span));
            continue;
        };
        let mut diagnostic = Diagnostic::error(
            FindingCode::DuplicateNumber,
            format!("{key} is declared twice"),
        )
        .help("a number has one entry: remove one of the two")
        .address(address.to_string());
        if let Some(span) = span {
            diagnostic = diagnostic.at(span, "declared again here");
        }
        if let Some(span) = first_span {
            diagnostic = diagnostic.related(*span, format!("first declared as {first}"));
        }
        found.push(diagnostic);
    }
    found
}

/// Items sorted by their places: file by file in reading order, then from top to bottom. Items
/// without a place come last.
fn in_reading_order<A, B>(
    things: impl Iterator<Item = (Option<Span>, A, B)>,
) -> Vec<(Option<Span>, A, B)> {
    let mut things: Vec<(Option<Span>, A, B)> = things.collect();
    things.sort_by_key(|(span, ..)| (span.is_none(), *span));
    things
}

/// The place of each keyword in the list, in the list's order.
pub(super) fn keyword_places<'a>(
    document: &'a Document,
    tree: &'a Node,
) -> impl Iterator<Item = (&'a KeywordEntry, Option<Span>)> {
    document.keywords.iter().enumerate().map(|(at, entry)| {
        let index = at.to_string();
        let place = yaml::lookup(tree, &["keywords", &index, "keyword"])
            .or_else(|| yaml::lookup(tree, &["keywords", &index]));
        (entry, place.map(|(_, node)| node.span))
    })
}

fn one_keyword_twice(document: &Document, tree: &Node) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, Option<Span>> = BTreeMap::new();
    let mut found = Vec::new();
    for (entry, place) in keyword_places(document, tree) {
        let folded = entry.word().as_str().to_ascii_uppercase();
        let Some(first) = seen.get(&folded) else {
            seen.insert(folded, place);
            continue;
        };
        let mut diagnostic = Diagnostic::error(
            FindingCode::DuplicateKeyword,
            format!("the keyword `{}` stands twice", entry.word()),
        )
        .help("keywords are equal without regard to case: keep one of the two")
        .address(format!("keywords.{}", entry.word()));
        if let Some(span) = place {
            diagnostic = diagnostic.at(span, "the same word again");
        }
        if let Some(first) = first {
            diagnostic = diagnostic.related(*first, "first here");
        }
        found.push(diagnostic);
    }
    found
}

fn another_organisation(document: &Document, tree: &Node) -> Vec<Diagnostic> {
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
                .help(format!("texts would go to another environment: use the URL of {}, or correct environment.dynamics_org_id", ours.as_str()))
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

fn one_account_twice(document: &Document, tree: &Node) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, (&Name, Option<Span>)> = BTreeMap::new();
    let mut found = Vec::new();
    let accounts = document.providers.iter().filter_map(|(name, provider)| {
        let AccountReference::Literal(account) = provider.declared().account() else {
            return None;
        };
        let span = place(
            tree,
            &format!(
                "providers.{name}.{}",
                provider.declared().router().keys().account
            ),
        );
        Some((span, name, account))
    });
    for (span, name, account) in in_reading_order(accounts) {
        let Some((first, first_span)) = seen.get(&account) else {
            seen.insert(account, (name, span));
            continue;
        };
        let mut diagnostic = Diagnostic::warning(
            FindingCode::SharedAccount,
            format!("providers.{first} and providers.{name} use the same account"),
        )
        .help("usually a copy-paste; if it is meant, nothing is wrong: the account is read once")
        .address(format!("providers.{name}"));
        if let Some(span) = span {
            diagnostic = diagnostic.at(span, "the same account");
        }
        if let Some(span) = first_span {
            diagnostic = diagnostic.related(*span, "first here");
        }
        found.push(diagnostic);
    }
    found
}

/// Reports a messaging service that two providers of one account both declare: by its SID, or by
/// its name. Within one provider, the provider's own rules report it.
fn one_service_twice(
    document: &Document,
    tree: &Node,
    misses: &dyn Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let services = document.providers.iter().flat_map(|(name, provider)| {
        let account = provider.declared().account();
        let keys = provider.declared().router().keys();
        let resources = provider.declared().resources(name, "").into_iter();
        let services = resources.filter(|(at, _)| at.kind().is_group());
        services.filter_map(move |(address, service)| {
            let by_id = service.id.map(|id| (keys.id, id));
            let by_name = service.key.map(|name| (keys.name, name));
            let (key, identity) = by_id.or(by_name)?;
            let span = place(tree, &format!("{address}.{key}"));
            // Without its own account or identifier that is declared it may be another one.
            let unknown = misses(&format!("providers.{name}.{}", keys.account))
                || (key == keys.name && misses(&format!("{address}.{}", keys.id)));
            (!unknown).then(|| (span, (name, address), (account.clone(), key, identity)))
        })
    });
    let mut seen: Vec<(Option<Span>, (&Name, Address), _)> = Vec::new();
    let mut found = Vec::new();
    for (span, (name, address), identity) in in_reading_order(services) {
        let first = seen
            .iter()
            .find(|(_, (theirs, _), same)| *same == identity && *theirs != name);
        if let Some((first_span, (_, first), _)) = first {
            let mut diagnostic = Diagnostic::error(
                FindingCode::DuplicateGroup,
                format!("{address} and {first} mean the same messaging service of one account"),
            )
            .help("keep one of the two, or distinguish them by sid")
            .address(address.to_string());
            if let Some(span) = span {
                diagnostic = diagnostic.at(span, "declared again here");
            }
            if let Some(span) = first_span {
                diagnostic = diagnostic.related(*span, format!("first declared as {first}"));
            }
            found.push(diagnostic);
        }
        seen.push((span, (name, address), identity));
    }
    found
}
