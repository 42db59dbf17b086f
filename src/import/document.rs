//! The file that an import writes.

use std::collections::BTreeMap;

use super::beside::{Beside, ENVIRONMENT, KEYWORDS};
use crate::model::{Kind, Name};
use crate::yaml::{DraftMap, Part, Unwritable, emit};

/// The schema of the release that wrote the file, for editors.
const SCHEMA: &str = concat!(
    "yaml-language-server: $schema=",
    env!("CARGO_PKG_REPOSITORY"),
    "/raw/v",
    env!("CARGO_PKG_VERSION"),
    "/schemas/config.schema.json"
);

/// The text of a file with these providers, each with a sentence about where it comes from, and with
/// what it declares beside them.
pub fn text(
    project: Option<&str>,
    origin: &str,
    beside: &Beside,
    providers: impl IntoIterator<Item = (Name, DraftMap)>,
) -> Result<String, Unwritable> {
    let mut file = DraftMap::new().with(
        "version",
        Part::new(1).above(SCHEMA).above("").above(origin),
    );
    if let Some(project) = project {
        file.push("project", project);
    }
    if let Some(environment) = beside.environment() {
        file.push(ENVIRONMENT, Part::new(environment).after_a_blank_line());
    }
    if let Some((key, declaration)) = beside.declaration() {
        file.push(key, declaration);
    }
    let providers = providers
        .into_iter()
        .map(|(name, map)| (name.as_str().to_owned(), Part::new(map)));
    let providers: DraftMap = providers.collect();
    file.push("providers", Part::new(providers).after_a_blank_line());
    if let Some(keywords) = beside.keyword_list() {
        file.push(KEYWORDS, keywords);
    }
    emit(file)
}

/// How many objects there are, in words: `3 numbers and 1 messaging service`.
pub fn counted(counts: &BTreeMap<Kind, usize>) -> String {
    let count = |kind: Kind, count: usize| match count {
        1 => format!("1 {kind}"),
        count => format!("{count} {kind}s"),
    };
    let numbers = counts.get(&Kind::Number).copied().unwrap_or_default();
    let others = counts.iter().filter(|(kind, _)| **kind != Kind::Number);
    let mut parts = vec![count(Kind::Number, numbers)];
    parts.extend(others.map(|(kind, n)| count(*kind, *n)));
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}
