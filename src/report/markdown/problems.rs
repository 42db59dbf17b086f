//! Errors, warnings and notes as a list. A report that is short of space drops the help first, then
//! shortens the texts, and always shows the codes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::report::text::json::{at, rank, related};
use crate::report::text::markdown_escape::{code, inert};
use crate::report::text::width::shortened;

/// The most problems that are listed; the rest is counted by code.
pub(in crate::report) const LISTED: usize = 20;
/// The longest help that is shown, in bytes. A longer help lists many items and is left out here;
/// `switchboard plan` prints it.
const HELP: usize = 1_500;
/// The longest text of a shortened problem, in characters.
const SHORT: usize = 60;

/// The amount of detail shown of each problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Fullness {
    /// Everything.
    Whole,
    /// Everything except the help.
    Unhelped,
    /// The code, and the beginning of each text; no help.
    Short,
    /// Only the codes, with the number of problems of each.
    Codes,
}

impl Fullness {
    /// All values, the fullest first.
    pub(in crate::report) const ALL: [Self; 4] =
        [Self::Whole, Self::Unhelped, Self::Short, Self::Codes];
}

/// The problems under their heading, errors first; empty if there are none.
pub(in crate::report) fn problems(diagnostics: &[Value], fullness: Fullness) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let mut out = "\n### Problems\n\n".to_owned();
    let mut sorted: Vec<&Value> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| rank(at(diagnostic, "/severity")));
    let listed = if fullness == Fullness::Codes {
        0
    } else {
        LISTED
    };
    for diagnostic in sorted.iter().take(listed) {
        line(&mut out, diagnostic, fullness);
    }
    let rest = sorted.get(listed..).unwrap_or_default();
    if !rest.is_empty() {
        let more = if listed == 0 { "" } else { "… and " };
        let count = rest.len();
        let what = if listed == 0 { "problems" } else { "more" };
        let _ = writeln!(out, "- {more}{count} {what}: {}", by_code(rest));
    }
    out
}

fn line(out: &mut String, diagnostic: &Value, fullness: Fullness) {
    let short = fullness == Fullness::Short;
    let cut = |text: &str| {
        let most = if short { SHORT } else { usize::MAX };
        shortened(text, most).into_owned()
    };
    let severity = inert(at(diagnostic, "/severity"));
    let code_word = code(at(diagnostic, "/code"));
    let _ = write!(out, "- **{severity}** {code_word}");
    let (address, file) = (
        at(diagnostic, "/address"),
        at(diagnostic, "/range/filename"),
    );
    if !address.is_empty() {
        let _ = write!(out, " {}", code(&cut(address)));
    }
    let _ = write!(out, " {}", inert(&cut(at(diagnostic, "/summary"))));
    let count = |key: &str| diagnostic.pointer(key).and_then(Value::as_u64);
    let (line, column) = (count("/range/start/line"), count("/range/start/column"));
    if let (false, Some(line), Some(column)) = (file.is_empty(), line, column) {
        let file = cut(file);
        let _ = write!(out, " ({})", code(&format!("{file}:{line}:{column}")));
    }
    if !short {
        for (text, place) in related(diagnostic) {
            let _ = write!(out, " ({}: {})", inert(text), code(&place));
        }
    }
    let help = at(diagnostic, "/help");
    if fullness == Fullness::Whole && (1..=HELP).contains(&help.len()) {
        let _ = write!(out, "\n  {}", inert(help));
    }
    out.push('\n');
}

/// The codes with their counts, errors first: `E0702 (12), W0752 (3)`.
fn by_code(diagnostics: &[&Value]) -> String {
    let mut counts = BTreeMap::<(u8, &str), usize>::new();
    for diagnostic in diagnostics {
        let key = (rank(at(diagnostic, "/severity")), at(diagnostic, "/code"));
        *counts.entry(key).or_default() += 1;
    }
    let counts: Vec<String> = counts
        .into_iter()
        .map(|((_, word), count)| format!("{} ({count})", code(&shortened(word, SHORT))))
        .collect();
    counts.join(", ")
}
