//! Drift as `JUnit`: a suite per environment and provider, a case per recorded resource. A resource
//! that could not be checked is an error, so that no dashboard shows it green.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::input::DriftReport;
use super::remedy::remedy;
use super::{authors, words};
use crate::model::{Address, DriftStatus, Drifted, Verdict};
use crate::report::counterpart::SYSTEM;
use crate::report::counterpart::checks::checks;
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
            let name = format!("{environment}{}", suite_of(one));
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
        compared(&mut suites, report, &environment);
        suites.extend(unread(report, &environment));
    }
    junit.add_test_suites(suites);
    // Only writing can fail, and writing to a string never does.
    junit.to_string().unwrap_or_default()
}

/// The suite that a resource belongs to: its provider's, or the counterpart's.
fn suite_of(one: &Drifted) -> String {
    match (&one.address, one.address.provider()) {
        (Address::Counterpart { system, .. }, _) => system.as_str().to_owned(),
        (_, provider) => {
            let provider = provider.map(ToString::to_string);
            format!("providers.{}", provider.unwrap_or_default())
        }
    }
}

/// Adds the cases of the comparison to the counterpart's suite. What never agreed is not drift, so it
/// is skipped rather than failed; what could not be read is an error.
fn compared(suites: &mut Vec<TestSuite>, report: &DriftReport<'_>, environment: &str) {
    let name = format!("{environment}{}", SYSTEM.as_str());
    let checks = checks(report.comparison);
    if checks.is_empty() {
        return;
    }
    if suites
        .last()
        .is_none_or(|suite| suite.name.as_str() != name)
    {
        suites.push(TestSuite::new(&*name));
    }
    for check in checks {
        let detail = neutral(&check.detail);
        let code = neutral(check.code.unwrap_or("incomplete")).into_owned();
        let status = match check.outcome {
            Verdict::Passed => TestCaseStatus::success(),
            _ if check.unread => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
                status.set_type(&*code);
                status.set_message(&*detail);
                status.set_description(&*neutral(check.advice.unwrap_or_default()));
                status
            }
            _ => {
                let mut status = TestCaseStatus::skipped();
                status.set_type(&*code);
                status.set_message(format!("{code}: {detail}"));
                status
            }
        };
        let mut case = TestCase::new(&*neutral(check.title), status);
        case.set_classname(SYSTEM.as_str());
        if check.outcome == Verdict::Passed {
            case.set_system_out(&*detail);
        }
        if let Some(suite) = suites.last_mut() {
            suite.add_test_case(case);
        }
    }
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
