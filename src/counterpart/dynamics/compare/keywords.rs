//! The declared keywords and those of Dynamics 365. Keywords are compared without regard to case.

use std::collections::BTreeMap;

use super::super::rows::{Environment, Extent, KeywordRow, Listed};
use super::agreeing::agreeing_keyword;
use super::gathered::Gathered;
use super::keyword_id::keyword_id;
use super::report::{keyword_record, listed, quoted, report, whole};
use crate::counterpart::{MissingKeyword, OurKeyword, Ours};
use crate::model::{CounterpartCode, Disagreement, Fields, Keyword, Value};

/// The rows by their names in upper case. The rows of one name are in the order of their ids.
type Named<'a> = BTreeMap<String, Vec<&'a KeywordRow>>;

/// Compares the keywords, if they were read.
pub(super) fn compare(environment: &Environment, ours: &Ours, found: &mut Gathered) {
    let Some(list) = &environment.keywords else {
        return;
    };
    if list.extent == Extent::Unread {
        return;
    }
    let named = by_name(list);
    for keyword in &ours.keywords {
        match named.get(&keyword.word.as_str().to_ascii_uppercase()) {
            Some(rows) => present(keyword, rows, found),
            None if list.extent == Extent::Everything => {
                let organization = environment.organization.as_ref();
                missing(keyword, organization.map(|one| one.id.as_str()), found);
            }
            None => found.unseen.keywords += 1,
        }
    }
    for rows in named.values() {
        theirs(rows, ours, found);
    }
}

/// Returns the rows by their names in upper case.
pub(super) fn by_name(list: &Listed<KeywordRow>) -> Named<'_> {
    let mut named = Named::new();
    for row in &list.rows {
        let name = row.name.to_ascii_uppercase();
        named.entry(name).or_default().push(row);
    }
    named
}

fn present(keyword: &OurKeyword, rows: &[&KeywordRow], found: &mut Gathered) {
    let word = keyword.word.as_str();
    let same = rows.iter().find(|row| row.name == word);
    let Some(row) = same.or(rows.first()) else {
        return;
    };
    found.agreed.keywords += 1;
    found.agrees(&keyword.address, || agreeing_keyword(row));
}

/// D11: no row has the word.
fn missing(keyword: &OurKeyword, organization: Option<&str>, found: &mut Gathered) {
    let word = keyword.word.as_str();
    found.disagreements.push(Disagreement {
        field: Some("msdynmkt_name".to_owned()),
        declared: Some(word.to_owned()),
        ..report(
            CounterpartCode::KeywordMissing,
            &keyword.address,
            format!("{} is not a keyword of Dynamics 365", quoted(word)),
            "add it in Dynamics 365, or create it with `--create-dynamics-keywords`; until then, journeys cannot react to it",
        )
    });
    if let Some(id) = organization.and_then(|id| keyword_id(id, &keyword.word)) {
        found.missing_keywords.push(MissingKeyword {
            address: keyword.address.clone(),
            word: keyword.word.clone(),
            id,
            fields: Fields::from_iter([("msdynmkt_name".into(), Value::text(word))]),
        });
    }
}

/// D12 and D15: what the rows of one name say by themselves.
fn theirs(rows: &[&KeywordRow], ours: &Ours, found: &mut Gathered) {
    let Some(row) = rows.first() else {
        return;
    };
    let name = quoted(&row.name);
    let similar = |summary: String, help: String, names: String| Disagreement {
        theirs: Some(names),
        ..about(row, CounterpartCode::SimilarKeywords, summary, help)
    };
    if rows.len() > 1 {
        let names = listed(rows.iter().map(|row| quoted(&row.name)));
        found.disagreements.push(similar(
            format!(
                "keywords of Dynamics 365 differ in case only, or not at all: {names}; it is unclear which one a journey means"
            ),
            "keep one of them in Dynamics 365, and check the journeys that use the others".to_owned(),
            listed(rows.iter().map(|row| row.name.as_str())),
        ));
    }
    match Keyword::parse(&row.name) {
        Err(_) => found.disagreements.push(similar(
            format!(
                "the keyword {name} of Dynamics 365 is not one word of letters and digits, so recipients may not be able to reply with it"
            ),
            format!("replace {name} in Dynamics 365 with one word of letters and digits, and check the journeys that use it"),
            row.name.clone(),
        )),
        Ok(word) if !ours.all_keywords.contains(&word) => {
            found.disagreements.push(Disagreement {
                theirs: Some(row.name.clone()),
                unmanaged: true,
                ..about(
                    row,
                    CounterpartCode::UndeclaredKeyword,
                    format!("the keyword {name} of Dynamics 365 is not declared"),
                    "declare it under `keywords`; `import --from-dynamics` writes the declaration"
                        .to_owned(),
                )
            });
        }
        Ok(_) => {}
    }
}

fn about(row: &KeywordRow, code: CounterpartCode, summary: String, help: String) -> Disagreement {
    Disagreement {
        record: Some(keyword_record(row)),
        field: Some("msdynmkt_name".to_owned()),
        since: row.modified.clone(),
        ..report(code, &whole(), summary, help)
    }
}
