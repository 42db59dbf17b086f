//! Things that are declared twice: numbers, keywords, accounts, and groups across providers.

use std::collections::{BTreeMap, HashSet};

use crate::config::document::Document;
use crate::config::places::{keyword_places, place};
use crate::model::{Address, FindingCode, Name};
use crate::provider::{AccountReference, Declaration};
use crate::yaml::{Diagnostic, Node, Span};

/// Whether a value at a dotted path may have been left out because of an error.
pub(super) type MayBeLeftOut<'a> = &'a dyn Fn(&str) -> bool;

/// Phone numbers with two entries.
pub(super) fn numbers(document: &Document, tree: &Node) -> Vec<Diagnostic> {
    let declared = || {
        let providers = document.providers.iter();
        providers.map(|(name, provider)| (name, provider.declared()))
    };
    let count = declared().map(|(_, provider)| provider.digits().count());
    let mut once = HashSet::with_capacity(count.sum());
    let mut twice = HashSet::new();
    for (_, digits) in declared().flat_map(|(_, provider)| provider.digits()) {
        if !once.insert(digits) {
            twice.insert(digits);
        }
    }
    // Addresses and places are needed of these numbers only, and usually there are none.
    let numbers = declared().flat_map(|(provider, declared)| {
        let keys = declared.router().keys();
        let numbers = declared.digits();
        let numbers = numbers.filter(|(_, digits)| twice.contains(digits));
        numbers.map(move |(name, digits)| {
            let address = Address::Number {
                provider: provider.clone(),
                name: name.clone(),
            };
            let key = keys.of_number(Some(digits));
            (place(tree, &format!("{address}.{key}")), address, digits)
        })
    });
    let mut seen: BTreeMap<&str, (Address, Option<Span>)> = BTreeMap::new();
    let mut found = Vec::new();
    for (span, address, digits) in in_reading_order(numbers) {
        let Some((first, first_span)) = seen.get(digits) else {
            seen.insert(digits, (address, span));
            continue;
        };
        let summary = format!("{digits} is declared twice");
        let twice = Diagnostic::error(FindingCode::DuplicateNumber, summary)
            .help("a number has one entry: remove one of the two")
            .address(address.to_string());
        found.push(declared_again(twice, span, first, *first_span));
    }
    found
}

/// Keywords that are in the list twice.
pub(super) fn keywords(document: &Document, tree: &Node) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, Option<Span>> = BTreeMap::new();
    let mut found = Vec::new();
    for (entry, place) in keyword_places(document, tree) {
        let folded = entry.word().as_str().to_ascii_uppercase();
        let Some(first) = seen.get(&folded) else {
            seen.insert(folded, place);
            continue;
        };
        let summary = format!("the keyword `{}` is listed twice", entry.word());
        let twice = Diagnostic::error(FindingCode::DuplicateKeyword, summary)
            .help("keywords are equal without regard to case: keep one of the two")
            .address(format!("keywords.{}", entry.word()));
        let labels = ("the same word again", "first here");
        found.push(pointing_at_both(twice, place, *first, labels));
    }
    found
}

/// Accounts that two providers use.
pub(super) fn accounts(document: &Document, tree: &Node) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, (&Name, Option<Span>)> = BTreeMap::new();
    let mut found = Vec::new();
    let accounts = document.providers.iter().filter_map(|(name, provider)| {
        let AccountReference::Literal(account) = provider.declared().account() else {
            return None;
        };
        let key = provider.declared().router().keys().account;
        let span = place(tree, &format!("providers.{name}.{key}"));
        Some((span, name, account))
    });
    for (span, name, account) in in_reading_order(accounts) {
        let Some((first, first_span)) = seen.get(&account) else {
            seen.insert(account, (name, span));
            continue;
        };
        let summary = format!("providers.{first} and providers.{name} use the same account");
        let alone = document
            .providers
            .get(name)
            .is_some_and(|one| one.declared().owns_account());
        let twice = if alone {
            Diagnostic::error(FindingCode::AccountTwice, summary)
                .help("its texts go to one place for all of its numbers: declare it once, with all of them")
        } else {
            Diagnostic::warning(FindingCode::SharedAccount, summary)
                .help("check for a copy-paste mistake; if it is intended, nothing is wrong: the account is read once")
        };
        let twice = twice.address(format!("providers.{name}"));
        let labels = ("the same account", "first here");
        found.push(pointing_at_both(twice, span, *first_span, labels));
    }
    found
}

/// Groups that two providers of one account both declare, by identifier or by name. Within one
/// provider, the provider's own rules report them.
pub(super) fn groups(
    document: &Document,
    tree: &Node,
    may_be_left_out: MayBeLeftOut<'_>,
) -> Vec<Diagnostic> {
    let account = |provider: &Declaration| provider.declared().account();
    let accounts: Vec<_> = document.providers.values().map(account).collect();
    let shared = document.providers.iter().filter(|(_, provider)| {
        let own = account(provider);
        accounts.iter().filter(|other| **other == own).count() > 1
    });
    let groups = shared.flat_map(|(name, provider)| {
        let account = account(provider);
        let keys = provider.declared().router().keys();
        let resources = provider.declared().resources(name, "").into_iter();
        let groups = resources.filter(|(at, _)| at.kind().is_found_by_name());
        groups.filter_map(move |(address, group)| {
            let by_id = group.id.map(|id| (keys.id, id));
            let by_name = group.key.map(|name| (keys.name, name));
            let (key, identity) = by_id.or(by_name)?;
            let span = place(tree, &format!("{address}.{key}"));
            // The account or identifier that was left out may distinguish it.
            let unknown = may_be_left_out(&format!("providers.{name}.{}", keys.account))
                || (key == keys.name && may_be_left_out(&format!("{address}.{}", keys.id)));
            let identity = (account.clone(), address.kind(), key, identity);
            (!unknown).then_some((span, (name, address, keys.id), identity))
        })
    });
    let mut seen: Vec<(Option<Span>, (&Name, Address), _)> = Vec::new();
    let mut found = Vec::new();
    for (span, (name, address, id), identity) in in_reading_order(groups) {
        let first = seen
            .iter()
            .find(|(_, (theirs, _), same)| *same == identity && *theirs != name);
        if let Some((first_span, (_, first), _)) = first {
            let kind = address.kind();
            let summary = format!("{address} and {first} declare the same {kind} of one account");
            let twice = Diagnostic::error(FindingCode::DuplicateGroup, summary)
                .help(format!("keep one of the two, or distinguish them by {id}"))
                .address(address.to_string());
            found.push(declared_again(twice, span, first, *first_span));
        }
        seen.push((span, (name, address), identity));
    }
    found
}

/// The diagnostic, pointing at a declaration and at the first one of the same thing.
fn declared_again(
    diagnostic: Diagnostic,
    span: Option<Span>,
    first: &Address,
    first_span: Option<Span>,
) -> Diagnostic {
    let labels = (
        "declared again here",
        &*format!("first declared as {first}"),
    );
    pointing_at_both(diagnostic, span, first_span, labels)
}

/// The diagnostic with the place of the second of two things and the place of the first.
fn pointing_at_both(
    mut diagnostic: Diagnostic,
    second: Option<Span>,
    first: Option<Span>,
    (at_second, at_first): (&str, &str),
) -> Diagnostic {
    if let Some(span) = second {
        diagnostic = diagnostic.at(span, at_second);
    }
    if let Some(span) = first {
        diagnostic = diagnostic.related(span, at_first);
    }
    diagnostic
}

/// Items sorted by their places: file by file in reading order, then from top to bottom. Items
/// without a place come last.
fn in_reading_order<A, B>(
    items: impl Iterator<Item = (Option<Span>, A, B)>,
) -> Vec<(Option<Span>, A, B)> {
    let mut items: Vec<(Option<Span>, A, B)> = items.collect();
    items.sort_by_key(|(span, ..)| (span.is_none(), *span));
    items
}
