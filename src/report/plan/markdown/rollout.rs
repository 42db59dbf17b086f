//! The rollout of an apply as Markdown.

use crate::report::plan::ending::Ending;
use crate::report::plan::input::PlanReport;
use crate::report::rollout::parts::parts;
use crate::report::text::markdown_escape::{code, inert};
use crate::report::text::sheet::List;

/// A list for the waves, the alerts, and whatever else was seen.
pub(super) fn rollout(report: &PlanReport<'_>) -> Vec<List> {
    let outcome = report.ending.and_then(Ending::rollout);
    let parts = outcome.map(parts).unwrap_or_default();
    let lists = parts.iter().map(|part| List {
        open: format!("\n### {}\n\n", part.title),
        items: part
            .lines
            .iter()
            .map(|line| {
                let said = inert(&line.text);
                let text = match line.subject.as_str() {
                    "" => format!("- {said}\n"),
                    subject if part.title == "Waves" => format!("- **{subject}**: {said}\n"),
                    subject => format!("- {}: {said}\n", code(subject)),
                };
                (text, 1)
            })
            .collect(),
        close: "",
        more: |more| format!("- … and {more} more\n"),
    });
    lists.collect()
}
