//! What a file of a configuration lacks beside its providers.

use super::environments::Environments;
use super::file::IntoFile;
use super::foreign_urls::has_foreign_urls;
use crate::config::{self, Configuration};
use crate::engine::error::RunError;
use crate::import::addition::Addition;
use crate::import::beside::{Beside, ENVIRONMENT, KEYWORDS, ORGANIZATION};
use crate::model::{Address, Keyword};
use crate::yaml::{Edit, Part, lookup};

/// The part of what is beside providers that a configuration lacks.
pub(super) fn lacking(beside: Beside, configuration: &Configuration) -> Beside {
    let has = |keyword: &Keyword| {
        let mut declared = configuration.keywords.iter();
        declared.any(|entry| entry.word() == keyword)
    };
    let mut keywords = beside.keywords;
    keywords.retain(|keyword| !has(keyword));
    Beside {
        organization: beside
            .organization
            .filter(|_| configuration.organisation.is_none()),
        block: beside.block.filter(|_| configuration.counterpart.is_none()),
        keywords,
        unplaced: beside.unplaced,
    }
}

/// Adds to an addition what a file lacks beside its providers. The organisation is left out if a URL
/// in one of the environments names another one. Returns what is added.
pub(super) fn add(
    beside: Beside,
    addition: &mut Addition,
    file: IntoFile<'_>,
    environments: &Environments<'_>,
) -> Result<Beside, RunError> {
    let mut beside = beside;
    let edits = addition.edits.len();
    push(&beside, addition, file);
    if beside.organization.is_some() && !addition.edits.is_empty() {
        let text = file.edited(addition)?;
        let loaded = config::load(file.with_text(&text));
        if has_foreign_urls(&loaded) || environments.have_foreign_urls(&text) {
            beside = beside.without_organization();
            addition.edits.truncate(edits);
            push(&beside, addition, file);
        }
    }
    let addresses = beside.keywords.iter().cloned().map(Address::Keyword);
    addition.addresses.extend(addresses);
    Ok(beside)
}

/// Adds the edits.
fn push(beside: &Beside, addition: &mut Addition, file: IntoFile<'_>) {
    let root = file.loaded.origins.root.as_ref();
    let has = |key: &str| root.is_some_and(|root| lookup(root, &[key]).is_some());
    match (beside.organization.as_deref(), beside.environment()) {
        (Some(id), _) if has(ENVIRONMENT) => {
            let path = [ENVIRONMENT, ORGANIZATION];
            addition.edits.push(Edit::insert(path, id));
        }
        (_, Some(environment)) => {
            let part = Part::new(environment).after_a_blank_line();
            addition.edits.push(Edit::insert([ENVIRONMENT], part));
        }
        _ => {}
    }
    if let Some((key, declaration)) = beside.declaration() {
        addition.edits.push(Edit::insert([key], declaration));
    }
    let Some(list) = beside.keyword_list() else {
        return;
    };
    if !has(KEYWORDS) {
        addition.edits.push(Edit::insert([KEYWORDS], list));
        return;
    }
    let words: Vec<String> = beside.keywords.iter().map(ToString::to_string).collect();
    let appended = words
        .iter()
        .map(|word| Edit::append([KEYWORDS], Part::new(word.as_str())));
    addition.edits.extend(appended);
    let list = (KEYWORDS.to_owned(), words);
    if !addition.joins.contains(&list) {
        addition.joins.push(list);
    }
}
