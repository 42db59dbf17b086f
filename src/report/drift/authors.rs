//! The sentences about who made a change. Text from the provider is escaped here.

use super::words::time;
use crate::model::{ActorKind, Aspect, Author, By, Certainty, Difference, Drifted, Source};
use crate::report::fields::rows::shown;
use crate::report::text::escape::neutral;
use crate::report::text::width::shortened;

/// The longest text from the provider, in characters.
const LONGEST: usize = 80;

/// The authors of the differences, one line each. Fields are named only if their authors differ.
pub(super) fn lines(one: &Drifted) -> Vec<String> {
    let mut sentences: Vec<(String, Vec<&str>)> = Vec::new();
    for difference in one.counted() {
        let Some(sentence) = sentence(difference) else {
            continue;
        };
        let what = difference.aspect.as_str();
        match sentences.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, fields)) => fields.push(what),
            None => sentences.push((sentence, vec![what])),
        }
    }
    let several = sentences.len() > 1;
    let line = |(sentence, fields): (String, Vec<&str>)| {
        if several {
            format!("{}: {sentence}", neutral(&fields.join(", ")))
        } else {
            sentence
        }
    };
    sentences.into_iter().map(line).collect()
}

/// The authors without times, to find resources with the same author.
pub(super) fn known_as(one: &Drifted) -> Vec<String> {
    let who = |difference: &Difference| match &difference.by {
        By::Unasked => "unasked".to_owned(),
        By::Unknown => "unknown".to_owned(),
        By::Author(author) => format!("{:?} {}", author.certainty, by(author)),
    };
    one.counted().map(who).collect()
}

/// The authors of a group that shares them.
pub(super) fn of_all<'a>(all: impl Iterator<Item = &'a Drifted> + Clone) -> Vec<String> {
    let Some(first) = all.clone().next() else {
        return Vec::new();
    };
    let sentences = lines(first);
    if all.clone().all(|one| lines(one) == sentences) {
        return sentences;
    }
    let differences = all.flat_map(Drifted::counted);
    let authors: Vec<(&Difference, &Author)> = differences
        .filter_map(|one| match &one.by {
            By::Author(author) => Some((one, author.as_ref())),
            _ => None,
        })
        .collect();
    let times = || authors.iter().map(|(_, author)| author.at);
    let (Some(from), Some(to)) = (times().min(), times().max()) else {
        return sentences;
    };
    let mut sentences: Vec<String> = authors
        .iter()
        .map(|(difference, author)| {
            format!(
                "{}{} between {} and {} by {}",
                certainty(author),
                verb(difference),
                time(from),
                time(to),
                by(author)
            )
        })
        .collect();
    sentences.sort();
    sentences.dedup();
    sentences
}

fn verb(difference: &Difference) -> &'static str {
    match difference.aspect {
        Aspect::Existence => "removed",
        Aspect::Id => "created",
        Aspect::Field(_) | Aspect::Route => "changed",
    }
}

fn certainty(author: &Author) -> &'static str {
    match author.certainty {
        Certainty::Certain => "",
        Certainty::Probable => "probably ",
    }
}

/// `changed 2026-11-20T14:03:00Z by user US… from 203.0.113.9 (console)`; `None` if no audit
/// events were requested.
pub(super) fn sentence(difference: &Difference) -> Option<String> {
    let verb = verb(difference);
    match &difference.by {
        By::Unasked => None,
        By::Unknown => Some(format!("who {verb} it is unknown")),
        By::Author(author) => Some(format!(
            "{}{verb} {} by {}{}",
            certainty(author),
            time(author.at),
            by(author),
            before(difference, author),
        )),
    }
}

fn by(author: &Author) -> String {
    let kind = match &author.kind {
        ActorKind::User => "user".into(),
        ActorKind::Account => "account".into(),
        ActorKind::ApiKey => "API key".into(),
        ActorKind::Provider => "the provider's staff".into(),
        ActorKind::Other(word) if word.is_empty() => "an unknown actor".into(),
        ActorKind::Other(word) => foreign(word),
    };
    let name = author.name.as_deref().map(foreign);
    let from = author.source_ip.as_deref().map(foreign);
    let way = author.source.as_ref().map(|source| match source {
        Source::Console => "console".to_owned(),
        Source::Api => "API".to_owned(),
        Source::Provider => "the provider itself".to_owned(),
        Source::Other(word) => foreign(word),
    });
    [
        Some(kind),
        name,
        from.map(|from| format!("from {from}")),
        way.map(|way| format!("({way})")),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<String>>()
    .join(" ")
}

/// The previous value, if it is not the recorded one.
fn before(difference: &Difference, author: &Author) -> String {
    match &author.was {
        Some(was)
            if !difference.recorded.is_satisfied_by(was)
                && shown(was) != shown(&difference.recorded) =>
        {
            format!("; before that it was {}", shown(was))
        }
        _ => String::new(),
    }
}

fn foreign(text: &str) -> String {
    shortened(&neutral(text), LONGEST).into_owned()
}
