//! Problems, and lists that can be folded away.

use serde_json::Value;

use super::{code, text};
use crate::model::{self, Unmanaged};
use crate::report::fields::rows::shown;
use crate::report::text::json::{at, rank};

/// The number of problems shown before the rest is folded away.
const SHOWN: usize = 20;

/// Errors, and diagnostics about no single resource: what must be read first.
pub(in crate::report) fn problems(diagnostics: &[Value]) -> String {
    let first = diagnostics.iter().filter(|one| is_first(one));
    unless_none("Problems", first.collect())
}

/// Warnings and notes about single resources, for the end of a page.
pub(in crate::report) fn warnings(diagnostics: &[Value]) -> String {
    let rest = diagnostics.iter().filter(|one| !is_first(one));
    unless_none("Warnings and notes", rest.collect())
}

fn is_first(one: &Value) -> bool {
    at(one, "/severity") == "error" || at(one, "/address").is_empty()
}

fn unless_none(title: &str, diagnostics: Vec<&Value>) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    cards(title, "", diagnostics)
}

/// A card for each diagnostic, errors first, below a heading and a lead, which are markup.
pub(in crate::report) fn cards(title: &str, lead: &str, mut sorted: Vec<&Value>) -> String {
    sorted.sort_by_key(|diagnostic| rank(at(diagnostic, "/severity")));
    let cards: Vec<String> = sorted.into_iter().map(problem).collect();
    let (shown, rest) = cards.split_at(cards.len().min(SHOWN));
    let mut out = format!("<div class=\"group\">\n<h3>{title}</h3>\n{lead}");
    out.push_str(&shown.concat());
    if !rest.is_empty() {
        out.push_str(&format!(
            "<details class=\"list group\"><summary>More problems <span class=\"soft\">{}</span></summary>\n{}</details>\n",
            rest.len(),
            rest.concat()
        ));
    }
    out + "</div>\n"
}

fn problem(one: &Value) -> String {
    let tone = match at(one, "/severity") {
        "error" => "critical",
        "note" => "idle",
        _ => "major",
    };
    let line = |pointer| one.pointer(pointer).and_then(Value::as_u64);
    let place = match (at(one, "/range/filename"), line("/range/start/line")) {
        (file, Some(line)) if !file.is_empty() => format!("{file}:{line}"),
        _ => String::new(),
    };
    let facts: Vec<String> = [at(one, "/address"), &place]
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .map(code)
        .collect();
    format!(
        "<article class=\"item card {tone}\"><header><span class=\"pill {tone}\">{}</span> {}</header>\n\
         <p class=\"facts\">{}</p>\n<p>{}</p>\n<p class=\"soft\">{}</p>\n</article>\n",
        text(at(one, "/severity")),
        code(at(one, "/code")),
        facts.join(" · "),
        text(at(one, "/summary")),
        text(at(one, "/help")),
    )
}

/// A row that the filter shows and hides; `find` is searched too, but not shown.
pub(in crate::report) fn row(cells: &[String], find: &str) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| format!("<td>{cell}</td>"))
        .collect();
    format!(
        "<tr class=\"item\" data-find=\"{find}\">{}</tr>\n",
        cells.concat()
    )
}

/// A row for each object that is not managed.
pub(in crate::report) fn unmanaged(all: &[Unmanaged], find: &str) -> Vec<String> {
    all.iter()
        .map(|item| {
            let object = &item.object;
            let key = shown(&model::Value::text(object.key.as_str()));
            let kind = format!("{} of {}", object.kind, item.provider);
            row(&[code(&key), text(&kind), code(&object.id)], find)
        })
        .collect()
}

/// Rows that can be folded away; nothing for none.
pub(in crate::report) fn list(out: &mut String, title: &str, rows: &[String], open: bool) {
    if rows.is_empty() {
        return;
    }
    let open = if open { " open" } else { "" };
    out.push_str(&format!(
        "<details class=\"list group\"{open}><summary>{title} <span class=\"soft\">{}</span></summary>\n\
         <table class=\"rows\"><tbody>\n{}</tbody></table></details>\n",
        rows.len(),
        rows.concat()
    ));
}
