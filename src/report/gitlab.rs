//! The reports that GitLab's merge requests show: counts for the Terraform widget, and issues for
//! the Code Quality widget (Code Climate's form, of which GitLab reads what is written here).
//!
//! The Terraform widget has three counts. Purchases count as created, adoptions as updated (the
//! registry changes), and forgotten resources as deleted. If something could not be read, there are
//! no counts instead of three zeros, and the widget shows that the report is missing.

use serde_json::{Value, json};

use crate::report::place::Located;
use crate::report::text::escape::neutral;
use crate::report::text::fingerprint::Fingerprints;
use crate::report::text::json::{at, rank, related};

/// No counts: the widget shows that there is no report.
pub fn no_counts() -> String {
    "{}\n".to_owned()
}

/// Created, updated and deleted; no counts if they are unknown.
pub(in crate::report) fn counts([create, update, delete]: [usize; 3], known: bool) -> String {
    if !known && create + update + delete == 0 {
        return no_counts();
    }
    format!(
        "{}\n",
        json!({"create": create, "update": update, "delete": delete})
    )
}

/// Diagnostics as issues: errors, warnings, notes. Those without a place point to the first line of the first file.
pub fn of_diagnostics(diagnostics: &[Value], files: &[String]) -> String {
    let mut fingerprints = Fingerprints::default();
    let mut diagnostics: Vec<&Value> = diagnostics.iter().collect();
    diagnostics.sort_by_key(|one| rank(at(one, "/severity")));
    let issues = diagnostics
        .into_iter()
        .map(|one| issue_of(one, files, &mut fingerprints));
    shown(&issues.collect())
}

/// All issues as a document.
pub(in crate::report) fn shown(issues: &Vec<Value>) -> String {
    // A list of strings and numbers can always be serialized.
    serde_json::to_string_pretty(issues).unwrap_or_default() + "\n"
}

/// A diagnostic as an issue. Its fingerprint contains no line and no sentence, because those
/// change.
pub(in crate::report) fn issue_of(
    one: &Value,
    files: &[String],
    fingerprints: &mut Fingerprints,
) -> Value {
    let place = place_of(one, files);
    let severity = match at(one, "/severity") {
        "error" => "critical",
        "note" => "info",
        _ => "minor",
    };
    let (code, address) = (at(one, "/code"), at(one, "/address"));
    let mut description = neutral(at(one, "/summary")).into_owned();
    if !address.is_empty() {
        description = format!("{}: {description}", neutral(address));
    }
    for (text, place) in related(one) {
        description = format!("{description} ({}: {})", neutral(text), neutral(&place));
    }
    let fingerprint = fingerprints.of(&["diagnostic", code, address, &place.file]);
    issue(&description, code, &fingerprint, severity, &place)
}

/// An issue. `severity` is a word of GitLab's: info, minor, major, critical or blocker.
pub(in crate::report) fn issue(
    description: &str,
    check: &str,
    fingerprint: &str,
    severity: &str,
    place: &Located,
) -> Value {
    json!({
        "description": description,
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path(&place.file), "lines": {"begin": place.line}},
    })
}

/// The place of a diagnostic, or the first line of the first file.
pub(in crate::report) fn place_of(one: &Value, files: &[String]) -> Located {
    let count = |pointer| {
        let found = one.pointer(pointer).and_then(Value::as_u64);
        found.and_then(|count| u32::try_from(count).ok())
    };
    let file = at(one, "/range/filename");
    if file.is_empty() {
        return head_of(files);
    }
    let line = count("/range/start/line").unwrap_or(1);
    let column = count("/range/start/column").unwrap_or(1);
    Located {
        file: file.to_owned(),
        line,
        column,
        end: (
            count("/range/end/line").unwrap_or(line),
            count("/range/end/column").unwrap_or(column),
        ),
    }
}

/// The first line of the first file.
pub(in crate::report) fn head_of(files: &[String]) -> Located {
    Located {
        file: files
            .first()
            .map_or_else(|| "switchboard.yaml".to_owned(), Clone::clone),
        line: 1,
        column: 1,
        end: (1, 1),
    }
}

/// A path as GitLab and SARIF compare it with the repository's: no `./`, and slashes.
pub(in crate::report) fn path(file: &str) -> String {
    let slashed = neutral(file).replace('\\', "/");
    slashed.trim_start_matches("./").to_owned()
}

#[cfg(test)]
mod tests {
    use super::{counts, of_diagnostics, path};
    use crate::report::sample;

    #[test]
    fn unknown_counts_are_not_shown_as_zeros() {
        assert_eq!(counts([0, 0, 0], false), "{}\n");
        assert_eq!(counts([0, 1, 0], false), counts([0, 1, 0], true));
        assert_eq!(
            counts([0, 0, 0], true),
            "{\"create\":0,\"delete\":0,\"update\":0}\n"
        );
    }

    #[test]
    fn issues_have_distinct_fingerprints_and_places_in_the_repository() {
        let same = vec![sample::diagnostic("warning", "w\u{202e}"); 2];
        let text = of_diagnostics(&same, &[]);
        let issues: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        assert_ne!(issues[0]["fingerprint"], issues[1]["fingerprint"]);
        assert_eq!(issues[0]["location"]["lines"]["begin"], 22);
        assert_eq!(issues[0]["severity"], "minor");
        assert_eq!(path("./envs\\prod.yaml"), "envs/prod.yaml");
    }
}
