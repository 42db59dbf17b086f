//! The outcome of a report: which command it is about, its verdict, and what was not done.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ending::{Ending, Undone};
use super::fate::Fate;
use super::input::PlanReport;
use super::words;
use crate::report::text::escape::neutral;
use crate::report::text::json::at;
use crate::report::text::verdict::VerdictLine;

impl PlanReport<'_> {
    /// The command that it reports on.
    pub(in crate::report) fn command(&self) -> &'static str {
        match self.ending {
            None => "plan",
            Some(_) => "apply",
        }
    }

    /// Whether an apply did everything planned without an error.
    pub(in crate::report) fn is_success(&self) -> bool {
        let Some(Ending::Ended(report)) = self.ending else {
            return false;
        };
        let wrong = self
            .diagnostics
            .iter()
            .any(|one| at(one, "/severity") == "error");
        !wrong && report.is_whole()
    }

    /// The verdict of a plan, or the result of an apply followed by its plan.
    pub(in crate::report) fn verdict(&self, elsewhere: &str, whole: bool) -> Vec<VerdictLine> {
        match self.ending {
            None => words::verdict(self, elsewhere, whole),
            Some(ending) => {
                let planned = words::planned(self, elsewhere, whole);
                ending.lines().into_iter().chain(planned).collect()
            }
        }
    }

    /// Undone changes in the form of diagnostics; untried changes with the same reason share one.
    pub(in crate::report) fn undone(&self) -> Vec<Value> {
        let undone = self.ending.map(Ending::undone).unwrap_or_default();
        let mut causes = BTreeMap::<&str, Vec<Undone<'_>>>::new();
        let mut problems = Vec::new();
        for one in undone {
            match one.fate {
                Fate::NotTried => causes.entry(one.why).or_default().push(one),
                _ => problems.push(self.problem(&one, "error", &[])),
            }
        }
        problems.extend(causes.values().filter_map(|all| {
            let (first, rest) = all.split_first()?;
            Some(self.problem(first, "warning", rest))
        }));
        problems
    }

    fn problem(&self, one: &Undone<'_>, severity: &str, alike: &[Undone<'_>]) -> Value {
        let more = match alike.len() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        let range = (self.places)(one.address, None).map(|place| {
            let start = json!({"line": place.line, "column": place.column});
            json!({"filename": place.file, "start": start})
        });
        json!({
            "severity": severity,
            "code": one.fate.as_str(),
            "address": one.address.to_string(),
            "summary": format!("{}{more}: {}: {}", one.action.as_str(), one.fate.words(), neutral(&one.brief().join("; "))),
            "help": "",
            "range": range,
        })
    }
}
