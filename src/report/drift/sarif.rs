//! Drift as SARIF 2.1.0, for code scanning: a result for each difference, at the line of the
//! declaration, then the diagnostics. Unmanaged objects are not results.
//!
//! GitHub recognizes known alerts by `primaryLocationLineHash`, and requires one run per category
//! and a region with both ends.

use serde_json::{Value, json};

use super::authors;
use super::found::{Check, Found, found};
use super::input::DriftReport;
use super::words::time;
use crate::model::Impact;
use crate::report::counterpart::diagnostics::diagnostics as compared;
use crate::report::gitlab::{path, place_of};
use crate::report::place::Located;
use crate::report::text::escape::neutral;
use crate::report::text::fingerprint::Fingerprints;
use crate::report::text::json::{at, rank};
use crate::report::text::width::columns;

/// A function that returns what a code means.
pub type Meaning = fn(&str) -> Option<&'static str>;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The document: one run for all environments. `meaning` returns what a code means.
pub fn drift(reports: &[DriftReport<'_>], meaning: Meaning) -> String {
    let mut fingerprints = Fingerprints::default();
    let rules = rules(reports, meaning);
    let mut drifted = Vec::new();
    let mut diagnostics = Vec::new();
    for report in reports {
        let all = found(report, &mut fingerprints);
        drifted.extend(all.iter().map(|one| (one.impact(), of_found(report, one))));
        for one in report
            .diagnostics
            .iter()
            .chain(&compared(report.comparison))
        {
            diagnostics.push(of_diagnostic(report, one, &rules, &mut fingerprints));
        }
    }
    drifted.sort_by_key(|(impact, _)| std::cmp::Reverse(*impact));
    diagnostics.sort_by_key(|result| rank(at(result, "/level")));
    let results: Vec<Value> = drifted
        .into_iter()
        .map(|(_, one)| one)
        .chain(diagnostics)
        .collect();
    let version = reports
        .first()
        .map_or("", |report| report.meta.tool_version.as_str());
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "switchboard", "semanticVersion": version, "rules": rules}},
            "automationDetails": {"id": category(reports)},
            "columnKind": "unicodeCodePoints",
            "invocations": reports.iter().map(invocation).collect::<Vec<Value>>(),
            "results": results,
        }],
    });
    // All keys are strings, so this cannot fail.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// The category, which separates the alerts of environments.
fn category(reports: &[DriftReport<'_>]) -> String {
    let Some(first) = reports.first() else {
        return "switchboard-drift/".to_owned();
    };
    let scope = &first.drift.scope;
    match (scope.environment.as_str(), reports.len()) {
        ("", _) | (_, 2..) => format!("switchboard-drift/{}/", neutral(&scope.project)),
        (environment, _) => format!(
            "switchboard-drift/{}/{}/",
            neutral(&scope.project),
            neutral(environment)
        ),
    }
}

fn invocation(report: &DriftReport<'_>) -> Value {
    json!({
        "executionSuccessful": report.is_complete(),
        "endTimeUtc": time(report.meta.timestamp),
    })
}

/// The checks of drift, then the codes of the diagnostics.
fn rules(reports: &[DriftReport<'_>], meaning: Meaning) -> Vec<Value> {
    let checks = Check::ALL.iter().map(|check| {
        let level = match check {
            Check::Identity => "warning",
            _ => "error",
        };
        rule(check.id(), check.title(), check.help(), level)
    });
    let compared: Vec<Value> = reports
        .iter()
        .flat_map(|report| compared(report.comparison))
        .collect();
    let diagnostics = reports.iter().flat_map(|report| report.diagnostics);
    let mut codes: Vec<(&str, &str)> = diagnostics
        .chain(&compared)
        .map(|one| (at(one, "/code"), at(one, "/severity")))
        .collect();
    codes.sort_unstable();
    codes.dedup_by_key(|(code, _)| *code);
    let codes = codes.into_iter().map(|(code, severity)| {
        let meaning = meaning(code).unwrap_or(code);
        let level = level_of(severity);
        rule(code, meaning, "docs/findings.md explains each code.", level)
    });
    checks.chain(codes).collect()
}

fn rule(id: &str, title: &str, help: &str, level: &str) -> Value {
    json!({
        "id": id,
        "name": id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": help, "markdown": help},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["drift"], "precision": "very-high"},
    })
}

fn level_of(severity: &str) -> &'static str {
    match severity {
        "error" => "error",
        "note" => "note",
        _ => "warning",
    }
}

fn of_found(report: &DriftReport<'_>, one: &Found<'_>) -> Value {
    let level = match one.impact() {
        Impact::Critical => "error",
        Impact::Major => "warning",
        Impact::Minor => "note",
    };
    let scope = &report.drift.scope;
    let index = Check::ALL.iter().position(|check| *check == one.check);
    let mut result = result(
        (one.check.id(), index),
        level,
        &match authors::sentence(one.difference) {
            Some(who) => format!("{}; {who}; {}", one.message, one.remedy),
            None => format!("{}; {}", one.message, one.remedy),
        },
        &location(&one.place, &one.address.to_string()),
        &one.fingerprint,
    );
    result["properties"] = json!({
        "first_seen": one.since().map(time),
        "severity": one.impact().as_str(),
        "project": scope.project,
        "environment": Some(&scope.environment).filter(|name| !name.is_empty()),
        "address": one.address.to_string(),
        "aspect": one.difference.aspect.as_str(),
    });
    result
}

fn of_diagnostic(
    report: &DriftReport<'_>,
    one: &Value,
    rules: &[Value],
    fingerprints: &mut Fingerprints,
) -> Value {
    let (code, address) = (at(one, "/code"), at(one, "/address"));
    let place = place_of(one, &report.meta.files);
    let scope = &report.drift.scope;
    let fingerprint = fingerprints.of(&[
        "diagnostic",
        &scope.project,
        &scope.environment,
        code,
        address,
        &place.file,
    ]);
    let index = rules.iter().position(|rule| at(rule, "/id") == code);
    let (summary, help) = (at(one, "/summary"), at(one, "/help"));
    let text = if help.is_empty() {
        summary.to_owned()
    } else {
        format!("{summary}; {help}")
    };
    let level = level_of(at(one, "/severity"));
    result(
        (code, index),
        level,
        &text,
        &location(&place, address),
        &fingerprint,
    )
}

fn result(
    (rule, index): (&str, Option<usize>),
    level: &str,
    text: &str,
    location: &Value,
    fingerprint: &str,
) -> Value {
    let short = fingerprint.get(..16).unwrap_or(fingerprint);
    json!({
        "ruleId": rule,
        "ruleIndex": index,
        "level": level,
        "message": {"text": message(text)},
        "locations": [location],
        "partialFingerprints": {
            "primaryLocationLineHash": format!("{short}:1"),
            "switchboard/v1": fingerprint,
        },
    })
}

/// The place of the declaration, with the region of the name.
fn location(place: &Located, address: &str) -> Value {
    let name = address.rsplit('.').next().unwrap_or_default();
    let width = u32::try_from(columns(name)).unwrap_or(1).max(1);
    let file = path(&place.file);
    let absolute = file.starts_with('/');
    let uri = if absolute {
        format!("file://{}", encoded(&file))
    } else {
        encoded(&file)
    };
    let mut artifact = json!({"uri": uri});
    if !absolute {
        artifact["uriBaseId"] = json!("%SRCROOT%");
    }
    let mut location = json!({"physicalLocation": {
        "artifactLocation": artifact,
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.line,
            "endColumn": place.column.saturating_add(width),
        },
    }});
    if !address.is_empty() {
        let logical = json!([{"fullyQualifiedName": neutral(address), "kind": "resource"}]);
        location["logicalLocations"] = logical;
    }
    location
}

/// A path, percent-encoded for a URI.
fn encoded(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Text escaped so that SARIF finds neither a placeholder nor a link in it (SARIF 2.1.0, 3.11.5 and
/// 3.11.6).
fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in neutral(text).chars() {
        match c {
            '\\' | '[' | ']' => out.extend(['\\', c]),
            '{' | '}' => out.extend([c, c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{encoded, message};

    #[test]
    fn foreign_text_is_neither_link_nor_placeholder() {
        assert_eq!(message("[a](1) {0} \\"), "\\[a\\](1) {{0}} \\\\");
        assert_eq!(message("a\u{202e}"), "a\\\\u{{202e}}");
        assert_eq!(encoded("a b/é%.yaml"), "a%20b/%C3%A9%25.yaml");
    }
}
