//! Drift as `JUnit`: a suite per environment and provider, a case per recorded resource. A resource
//! that could not be checked is an error, so that no dashboard shows it green.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::input::DriftReport;
use super::remedy::remedy;
use super::{authors, words};
use crate::model::{DriftStatus, Drifted};
use crate::report::text::escape::neutral;
use crate::report::text::json::at;

/// The report as XML.
pub fn drift(reports: &[DriftReport<'_>]) -> String {
    let mut junit = Report::new("switchboard drift");
    let mut suites: Vec<TestSuite> = Vec::new();
    for report in reports {
        let environment = match report.drift.scope.environment.as_str() {
            "" => String::new(),
            environment => format!("{environment} "),
        };
        for one in &report.drift.resources {
            let provider = one.address.provider().map(ToString::to_string);
            let name = format!("{environment}providers.{}", provider.unwrap_or_default());
            if suites
                .last()
                .is_none_or(|suite| suite.name.as_str() != name)
            {
                suites.push(TestSuite::new(&*name));
            }
            if let Some(suite) = suites.last_mut() {
                suite.add_test_case(case(report, one));
            }
        }
        suites.extend(unread(report, &environment));
    }
    junit.add_test_suites(suites);
    // Only writing can fail, and writing to a string never does.
    junit.to_string().unwrap_or_default()
}

fn case(report: &DriftReport<'_>, one: &Drifted) -> TestCase {
    let mut status = match one.status {
        DriftStatus::InSync | DriftStatus::Ignored => TestCaseStatus::success(),
        DriftStatus::Modified | DriftStatus::Missing | DriftStatus::Unconverged => {
            TestCaseStatus::non_success(NonSuccessKind::Failure)
        }
        DriftStatus::Unchecked => TestCaseStatus::non_success(NonSuccessKind::Error),
    };
    if one.is_drift() {
        let remedy = remedy(report, one);
        let mut lines: Vec<String> = one.counted().map(words::line).collect();
        lines.extend(words::remarks(one));
        lines.extend(authors::lines(one));
        lines.extend(
            remedy
                .command
                .map(|command| format!("put it back: {command}")),
        );
        lines.extend(remedy.words);
        status.set_type(one.status.as_str());
        status.set_message(words::status(one));
        status.set_description(lines.join("\n"));
    } else if one.status == DriftStatus::Unchecked {
        status.set_type(one.status.as_str());
        status.set_message("could not be checked");
    }
    let mut case = TestCase::new(one.address.to_string(), status);
    case.set_classname(one.address.kind().as_str());
    let ignored: Vec<String> = one
        .ignored()
        .map(|(difference, why)| {
            let reason = neutral(&why.reason);
            format!(
                "expected: {} ({reason}, line {})",
                words::line(difference),
                why.line
            )
        })
        .collect();
    if !ignored.is_empty() {
        case.set_system_out(ignored.join("\n"));
    }
    case
}

/// A failed case for an incomplete check, so that a report without cases does not look in order.
fn unread(report: &DriftReport<'_>, environment: &str) -> Option<TestSuite> {
    if report.drift.complete {
        return None;
    }
    let (kind, what, message, name) = if report.drift.unapplied {
        let message = "no apply is recorded, so nothing was compared";
        let name = "an apply is recorded";
        (NonSuccessKind::Failure, "registry", message, name)
    } else {
        let message = "not everything could be read";
        let name = "everything recorded is read";
        (NonSuccessKind::Error, "reading", message, name)
    };
    let mut suite = TestSuite::new(format!("{environment}{what}"));
    let mut status = TestCaseStatus::non_success(kind);
    let errors = report
        .diagnostics
        .iter()
        .filter(|d| at(d, "/severity") == "error");
    let why: Vec<String> = errors
        .map(|d| neutral(at(d, "/summary")).into_owned())
        .collect();
    status.set_type("incomplete");
    status.set_message(message);
    status.set_description(why.join("\n"));
    suite.add_test_case(TestCase::new(name, status));
    Some(suite)
}
