//! A place that may hold one of several forms: which one was meant, and what each looks like.
//!
//! Forms are distinguished by kind (text, list, map); among maps by a key that holds a fixed word
//! in each of them (`type`), else by the keys that are there. Only the form that was meant is
//! checked, so that there are no errors about the others.

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::quote::shown;
use crate::shape::check::Walk;
use crate::shape::check::scalars;
use crate::shape::expected::listed;
use crate::shape::expected::{example, flatten, form};
use crate::shape::rules::{Fields, Kind, Rest, Rule, Shape};
use crate::source::Span;
use crate::suggestion::{Suggestion, nearest};
use crate::tree::node::{Map, Node, Value};
use crate::tree::path::{Step, child};

/// Checks a node that may have one of several forms.
pub(crate) fn either<'a>(
    walk: &mut Walk<'a, '_>,
    place: &'a Rule,
    rules: &[usize],
    node: &'a Node,
    key: Span,
) {
    let help = place.forms.as_deref();
    let shape = walk.shape;
    let mut forms = Vec::new();
    flatten(shape, rules, &mut forms, 0);
    let wanted = || {
        let forms: Vec<String> = forms.iter().map(|(_, rule)| form(shape, rule)).collect();
        forms.join(" or ")
    };
    match &node.value {
        Value::Scalar(scalar) => {
            if forms.iter().any(|(_, rule)| rule.secret) {
                return walk.secret(scalar, node.span);
            }
            let fitting: Vec<&Kind> = forms
                .iter()
                .map(|(_, rule)| &rule.kind)
                .filter(|kind| kind.is_scalar())
                .collect();
            let named = || crate::tree::path::named(&walk.path);
            let mut first = None;
            for kind in fitting {
                let found = scalars::check(kind, scalar, node.span, &named, walk.formats);
                if !found.iter().any(Diagnostic::is_error) {
                    return walk.report_all(found);
                }
                first.get_or_insert(found);
            }
            match first {
                // No word was meant, so the other forms are named too.
                Some(found)
                    if help.is_some() && found.iter().all(|one| one.suggestion.is_none()) =>
                {
                    walk.wrong_type(&wanted(), help, node, key);
                }
                Some(found) => walk.report_all(found),
                None if forms
                    .iter()
                    .any(|(_, rule)| matches!(rule.kind, Kind::Anything)) => {}
                None => walk.wrong_type(&wanted(), help, node, key),
            }
        }
        Value::List(_) => {
            let fits = |rule: &Rule| matches!(rule.kind, Kind::List(_) | Kind::Anything);
            match forms.iter().find(|(_, rule)| fits(rule)) {
                Some((at, _)) => walk.node(*at, node, key),
                None => walk.wrong_type(&wanted(), help, node, key),
            }
        }
        Value::Map(map) => {
            let maps: Vec<(usize, &Fields)> = forms
                .iter()
                .filter_map(|(at, rule)| match &rule.kind {
                    Kind::Map(fields) => Some((*at, fields.as_ref())),
                    _ => None,
                })
                .collect();
            match maps.as_slice() {
                [] if forms
                    .iter()
                    .any(|(_, rule)| matches!(rule.kind, Kind::Anything)) => {}
                [] => walk.wrong_type(&wanted(), help, node, key),
                _ if map.is_empty() && !map.is_partial() && help.is_some() => {
                    let summary = format!("{} is an empty map", walk.named());
                    let empty = Diagnostic::error(YamlCode::NoFormFits, summary);
                    walk.report(empty.help(help.unwrap_or_default()).at(key, ""));
                }
                [(_, fields)] => walk.map(fields, map, key),
                several => one_map(walk, several, map, key),
            }
        }
        Value::Null | Value::Unread => {}
    }
}

/// Whether one of the forms that a rule allows is a list.
pub(crate) fn takes_lists(shape: &Shape, rule: &Rule) -> bool {
    let mut forms = Vec::new();
    match &rule.kind {
        Kind::Either(rules) => flatten(shape, rules, &mut forms, 0),
        Kind::Same(other) => flatten(shape, &[*other], &mut forms, 0),
        kind => return matches!(kind, Kind::List(_)),
    }
    forms
        .iter()
        .any(|(_, rule)| matches!(rule.kind, Kind::List(_) | Kind::Anything))
}

fn one_map<'a>(walk: &mut Walk<'a, '_>, forms: &[(usize, &'a Fields)], map: &'a Map, key: Span) {
    if let Some(tag) = tag(walk.shape, forms) {
        let words: Vec<&str> = forms
            .iter()
            .filter_map(|(_, f)| word(walk.shape, f, tag))
            .collect();
        let Some(entry) = map.get(tag) else {
            if !map.is_partial() {
                let summary = format!("{} lacks the key `{tag}`", walk.named());
                let help = format!("add `{tag}`: one of {}", listed(words.iter().copied()));
                walk.report(
                    Diagnostic::error(YamlCode::MissingKey, summary)
                        .help(help)
                        .suggestion(Suggestion::MissingKey(tag.to_owned()))
                        .at(key, ""),
                );
            }
            return;
        };
        let text = entry.value.text();
        let meant = forms
            .iter()
            .find(|(_, f)| text.is_some() && word(walk.shape, f, tag) == text);
        if let Some((_, fields)) = meant {
            return walk.map(fields, map, key);
        }
        walk.path.push(Step::Key(tag));
        match &entry.value.value {
            Value::Scalar(scalar) => {
                let words = Kind::Words(words.into_iter().map(str::to_owned).collect());
                let named = || crate::tree::path::named(&walk.path);
                for problem in
                    scalars::check(&words, scalar, entry.value.span, &named, walk.formats)
                {
                    walk.report(problem);
                }
            }
            Value::Unread => {}
            _ => walk.wrong_type(
                &format!("one of {}", listed(words.into_iter())),
                None,
                &entry.value,
                entry.key,
            ),
        }
        walk.path.pop();
        return;
    }
    let score = |fields: &Fields| {
        let known = map
            .iter()
            .filter(|(name, _)| fields.known.contains_key(*name))
            .count();
        let missing = fields
            .required
            .iter()
            .filter(|name| map.get(name).is_none())
            .count();
        let open = usize::from(!matches!(fields.rest, Rest::Closed) && known == 0);
        (known + open > 0).then_some((known, open, usize::MAX - missing))
    };
    let mut best: Option<(_, &Fields)> = None;
    for (_, fields) in forms {
        if let Some(found) = score(fields)
            && best.as_ref().is_none_or(|(score, _)| found > *score)
        {
            best = Some((found, fields));
        }
    }
    match best {
        Some((_, fields)) => both_forms(walk, forms, fields, map, key),
        None if map.is_partial() => {}
        None => {
            let shapes: Vec<String> = forms.iter().map(|(_, f)| example(f)).collect();
            let names = forms
                .iter()
                .flat_map(|(_, f)| f.order.iter().map(String::as_str));
            let near = map.iter().find_map(|(name, _)| {
                let meant = crate::secrets::reference::reference_key_meant(name);
                let meant = meant.and_then(|meant| names.clone().find(|name| *name == meant));
                meant.or_else(|| nearest(name, names.clone()))
            });
            let summary = match map.iter().next() {
                Some((name, _)) => format!(
                    "{} has no form with the key `{}`",
                    walk.named(),
                    child(&walk.path, name)
                ),
                None => format!("{} is an empty map", walk.named()),
            };
            let at = map.iter().next().map_or(key, |(_, entry)| entry.key);
            let none_fits = Diagnostic::error(YamlCode::NoFormFits, summary).at(at, "");
            let shapes = format!("write {}", shapes.join(" or "));
            walk.report(match near {
                Some(near) => none_fits.did_you_mean(near, &shapes),
                None => none_fits.help(shapes),
            });
        }
    }
}

/// Checks the form that was meant; keys of another form are named as such.
fn both_forms<'a>(
    walk: &mut Walk<'a, '_>,
    forms: &[(usize, &'a Fields)],
    meant: &'a Fields,
    map: &'a Map,
    key: Span,
) {
    let other = map.iter().find(|(name, _)| {
        !meant.known.contains_key(*name) && forms.iter().any(|(_, f)| f.known.contains_key(*name))
    });
    let mine = map.iter().find(|(name, _)| meant.known.contains_key(*name));
    if let (Rest::Closed, Some((other, entry)), Some((mine, first))) = (meant.rest, other, mine) {
        let shapes: Vec<String> = forms.iter().map(|(_, f)| example(f)).collect();
        let summary = format!(
            "{} holds both `{}` and `{}`",
            walk.named(),
            shown(mine),
            shown(other)
        );
        walk.report(
            Diagnostic::error(YamlCode::NoFormFits, summary)
                .help(format!("write {}", shapes.join(" or ")))
                .at(entry.key, "")
                .related(first.key, ""),
        );
        return;
    }
    walk.map(meant, map, key);
}

/// The key that holds one fixed word in each of several forms, the words all different.
fn tag<'a>(shape: &Shape, forms: &[(usize, &'a Fields)]) -> Option<&'a str> {
    let (_, first) = forms.first()?;
    first.order.iter().map(String::as_str).find(|name| {
        let words: Vec<_> = forms.iter().map(|(_, f)| word(shape, f, name)).collect();
        let mut seen = std::collections::BTreeSet::new();
        words
            .iter()
            .all(|word| word.is_some_and(|word| seen.insert(word)))
    })
}

fn word<'a>(shape: &'a Shape, fields: &Fields, name: &str) -> Option<&'a str> {
    match &shape.rule(*fields.known.get(name)?)?.kind {
        Kind::Words(words) => match words.as_slice() {
            [one] => Some(one),
            _ => None,
        },
        _ => None,
    }
}
