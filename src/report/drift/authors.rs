//! The sentences about who is behind a difference. Whatever comes from the provider is written
//! out harmlessly here.

use super::words::time;
use crate::model::{ActorKind, Aspect, Author, By, Certainty, Difference, Drifted, Source};
use crate::report::field::shown;
use crate::report::text::{neutral, shortened};

/// The longest foreign word, in characters.
const LONGEST: usize = 80;

/// Who is behind what differs, a line for each of them. Where it is the same for all that
/// differs, the fields are not named.
pub(super) fn lines(one: &Drifted) -> Vec<String> {
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for difference in one.counted() {
        let Some(sentence) = sentence(difference) else {
            continue;
        };
        let what = difference.aspect.as_str();
        match told.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, fields)) => fields.push(what),
            None => told.push((sentence, vec![what])),
        }
    }
    let several = told.len() > 1;
    let line = |(sentence, fields): (String, Vec<&str>)| {
        if several {
            format!("{}: {sentence}", neutral(&fields.join(", ")))
        } else {
            sentence
        }
    };
    told.into_iter().map(line).collect()
}

/// `changed 2026-11-20T14:03:00Z by user US… from 203.0.113.9 (console)`; `None` where nobody was
/// asked.
pub(super) fn sentence(difference: &Difference) -> Option<String> {
    let verb = match difference.aspect {
        Aspect::Existence => "removed",
        Aspect::Id => "made",
        Aspect::Field(_) | Aspect::Route => "changed",
    };
    match &difference.by {
        By::Unasked => None,
        By::Unknown => Some(format!("who {verb} it is not known")),
        By::Author(author) => Some(format!(
            "{}{verb} {} by {}{}",
            match author.certainty {
                Certainty::Certain => "",
                Certainty::Probable => "probably ",
            },
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
        ActorKind::Other(word) if word.is_empty() => "somebody".into(),
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

/// What was there before, where that is not what is recorded.
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
