//! What plan and drift reports share as Markdown: the size limit, the verdict and lists of details.

pub(super) mod cells;
pub(super) mod problems;

use std::fmt::Write as _;

use self::problems::{Fullness, LISTED};
use crate::report::fields::brief::sentence;
use crate::report::fields::rows::Row;
use crate::report::text::json::at;
use crate::report::text::markdown_escape::{code, inert};
use crate::report::text::sheet::List;
use crate::report::text::verdict::VerdictLine;

/// The size limit of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A comment on a pull request.
    Comment,
    /// The summary of a job.
    Summary,
    /// A number of bytes.
    AtMost(usize),
}

impl Size {
    /// The limit in bytes, with space for the lines that a pipeline adds.
    pub fn limit(self) -> usize {
        match self {
            Self::Comment => 64_000,
            Self::Summary => 1_000_000,
            Self::AtMost(bytes) => bytes,
        }
    }
}

/// The problems, as complete as the number of bytes allows.
pub(in crate::report) fn fitting(diagnostics: &[serde_json::Value], most: usize) -> String {
    let fullest = Fullness::ALL
        .map(|fullness| problems::problems(diagnostics, fullness))
        .into_iter()
        .find(|text| text.len() <= most);
    fullest.unwrap_or_else(|| problems::problems(diagnostics, Fullness::Codes))
}

/// Returns the words for where the errors are in a report that lists them below; `otherwise` if it
/// lists none.
pub(in crate::report) fn elsewhere(
    diagnostics: &[serde_json::Value],
    otherwise: &'static str,
) -> &'static str {
    let errors = diagnostics
        .iter()
        .filter(|one| at(one, "/severity") == "error");
    match errors.count() {
        0 => otherwise,
        1..=LISTED => "see below",
        _ => "the first errors are below",
    }
}

/// A line with the targets of a report, or what it leaves out, after a word; empty if there are
/// none.
pub(in crate::report) fn listed(word: &str, targets: &[String]) -> String {
    if targets.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{word}");
    let mut named = 0;
    for target in targets.iter().take(LISTED) {
        let part = code(target);
        // A target can have any length.
        if out.len() + part.len() > 2_000 {
            break;
        }
        let _ = write!(out, "{} {part}", if named == 0 { "" } else { "," });
        named += 1;
    }
    match targets.len() - named {
        0 => {}
        more if named == 0 => {
            let _ = write!(out, " {more} addresses");
        }
        more => {
            let _ = write!(out, " and {more} more");
        }
    }
    out + "\n"
}

/// The verdict, with emphasis in bold.
pub(in crate::report) fn verdict(out: &mut String, lines: &[VerdictLine]) {
    for VerdictLine { emphasis, text } in lines {
        let line = inert(text);
        if *emphasis {
            let _ = write!(out, "\n**{line}**\n");
        } else {
            let _ = write!(out, "\n{line}\n");
        }
    }
}

/// Diagnostics alone, if there is no plan.
pub fn diagnostics(diagnostics: &[serde_json::Value], size: Size) -> String {
    match fitting(diagnostics, size.limit()) {
        list if list.is_empty() => "The configuration is valid.\n".to_owned(),
        list => list,
    }
}

/// Consecutive details as one list.
pub(in crate::report) fn batch(details: &mut Vec<(String, usize)>) -> Option<List> {
    let items = std::mem::take(details);
    let more = |more| format!("\n_… and {more} more without details here_\n");
    (!items.is_empty()).then(|| List::bare(items, more))
}

/// The common changes of a group in one line.
pub(in crate::report) fn headline(title: &str, rows: &[Row]) -> String {
    match sentence(rows) {
        none if none.is_empty() => title.to_owned(),
        some => format!("{title}: {some}"),
    }
}
