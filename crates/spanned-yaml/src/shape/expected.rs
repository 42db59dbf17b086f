//! What a rule asks for, in words.

use crate::shape::rules::{Fields, Kind, Rule, Shape};

/// All forms, those of nested choices included.
pub(crate) fn flatten<'a>(
    shape: &'a Shape,
    rules: &[usize],
    forms: &mut Vec<(usize, &'a Rule)>,
    depth: usize,
) {
    for at in rules {
        let Some(rule) = shape.rule(*at) else {
            continue;
        };
        match &rule.kind {
            Kind::Either(inner) if depth < 8 && !rule.secret => {
                flatten(shape, inner, forms, depth + 1);
            }
            Kind::Same(inner) if depth < 8 && !rule.secret => {
                flatten(shape, &[*inner], forms, depth + 1);
            }
            _ => forms.push((*at, rule)),
        }
    }
}

/// An example of a map of this form: `{ env: … }`.
pub(crate) fn example(fields: &Fields) -> String {
    let names = if fields.required.is_empty() {
        &fields.order
    } else {
        &fields.required
    };
    let names: Vec<String> = names
        .iter()
        .take(4)
        .map(|name| format!("{name}: …"))
        .collect();
    format!("{{ {} }}", names.join(", "))
}

pub(crate) fn form(shape: &Shape, rule: &Rule) -> String {
    match &rule.kind {
        Kind::Map(fields) if !fields.required.is_empty() => {
            format!("a map like {}", example(fields))
        }
        _ => wanted(shape, rule),
    }
}

/// What a rule asks for, in words for a sentence: `a text`, `a list`, `one of …`.
pub(crate) fn wanted(shape: &Shape, rule: &Rule) -> String {
    match &rule.kind {
        Kind::Anything => "a value".to_owned(),
        Kind::Nothing => "nothing".to_owned(),
        Kind::Text(_) => "a text".to_owned(),
        Kind::Words(words) => one_of(words),
        Kind::Whole(numbers) => {
            one_of(&numbers.iter().map(i64::to_string).collect::<Vec<String>>())
        }
        Kind::Integer { .. } => "a whole number".to_owned(),
        Kind::Number { .. } => "a number".to_owned(),
        Kind::Boolean => "`true` or `false`".to_owned(),
        Kind::List(_) => "a list".to_owned(),
        Kind::Map(_) => "a map".to_owned(),
        Kind::Same(other) => shape
            .rule(*other)
            .map_or("a value".to_owned(), |rule| wanted(shape, rule)),
        Kind::Either(rules) => {
            let mut forms = Vec::new();
            flatten(shape, rules, &mut forms, 0);
            let mut words: Vec<String> = forms
                .iter()
                .filter(|(_, rule)| !matches!(rule.kind, Kind::Either(_) | Kind::Same(_)))
                .map(|(_, rule)| form(shape, rule))
                .collect();
            words.dedup();
            words.join(" or ")
        }
    }
}

fn one_of(words: &[String]) -> String {
    match words {
        [one] => format!("`{one}`"),
        several => format!("one of {}", listed(several.iter().map(String::as_str))),
    }
}

/// Names for a help line: `a`, `b`, `c`.
pub(crate) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
