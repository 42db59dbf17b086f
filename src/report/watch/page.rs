//! The page that a watch serves: what drifted, for people who look in now and then. No script,
//! nothing from elsewhere.

use crate::model::Drifted;
use crate::report::drift::DriftReport;
use crate::report::drift::words::time;
use crate::report::text::{neutral, plural};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color-scheme:light dark}\
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8886;vertical-align:top}\
code{overflow-wrap:anywhere}.bad{color:#b3261e}@media(prefers-color-scheme:dark){.bad{color:#ff897d}}";

/// The page.
pub fn page(reports: &[DriftReport<'_>]) -> String {
    let sections: Vec<String> = reports.iter().map(section).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Switchboard drift</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
        sections.concat()
    )
}

fn section(report: &DriftReport<'_>) -> String {
    let drift = report.drift;
    let summary = drift.summary();
    let mut html = format!(
        "<section>\n<h1>Drift of {}</h1>\n<p>Looked at <time>{}</time>.</p>\n",
        safe(&drift.scope.to_string()),
        time(report.meta.timestamp)
    );
    if !drift.complete {
        html.push_str("<p class=\"bad\"><strong>Incomplete:</strong> not everything could be read, so more may have drifted.</p>\n");
        let errors = report.diagnostics.iter();
        let errors = errors.filter(|one| one.get("severity").is_some_and(|word| word == "error"));
        for error in errors {
            let words = error.get("summary").and_then(serde_json::Value::as_str);
            html.push_str(&format!("<p>{}</p>\n", safe(words.unwrap_or_default())));
        }
    }
    let drifted = drift.worst_first();
    if drifted.is_empty() && drift.complete {
        html.push_str("<p>No drift.</p>\n");
    }
    html.push_str(&format!(
        "<p>{} as recorded, {} modified, {} missing, {} unchecked; {} pending, {} unmanaged.</p>\n",
        summary.in_sync,
        summary.modified,
        summary.missing,
        summary.unchecked,
        summary.pending,
        plural(summary.unmanaged, "number"),
    ));
    if !drifted.is_empty() {
        let rows: Vec<String> = drifted.into_iter().map(row).collect();
        html.push_str(&format!(
            "<table>\n<tr><th>Address</th><th>Status</th><th>Severity</th><th>Since</th><th>What</th></tr>\n{}</table>\n",
            rows.concat()
        ));
    }
    html + "</section>\n"
}

fn row(one: &Drifted) -> String {
    let differences: Vec<&str> = one.counted().map(|one| one.aspect.as_str()).collect();
    format!(
        "<tr><td><code>{}</code></td><td class=\"bad\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        safe(&one.address.to_string()),
        one.status.as_str(),
        one.impact().map_or("", crate::model::Impact::as_str),
        one.first_seen().map(time).unwrap_or_default(),
        safe(&differences.join(", "))
    )
}

/// Text from anywhere as HTML shows it.
fn safe(text: &str) -> String {
    neutral(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
