//! The results of `test` as `JUnit`.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::TestReport;
use super::shown::{Shown, shown};
use crate::model::Verdict;
use crate::report::counterpart::SYSTEM;
use crate::report::text::escape::neutral;

/// The checks as `JUnit`: a suite per provider and one for the counterpart, a case per check. `JUnit`
/// has no warnings: the case of a warning passes, and its output contains the warning.
pub fn junit(report: &TestReport<'_>) -> String {
    junit_of(std::slice::from_ref(report), &[])
}

/// The checks of several environments. `problems` are about what was not tested at all; each is a
/// failed case.
pub fn junit_of(reports: &[TestReport<'_>], problems: &[&str]) -> String {
    let mut junit = Report::new("switchboard test");
    for report in reports {
        let environment = match report.inspection.scope.environment.as_str() {
            environment if reports.len() > 1 => format!("{environment}: "),
            _ => String::new(),
        };
        junit.add_test_suites(suites(report, &environment));
    }
    if !problems.is_empty() {
        let mut suite = TestSuite::new("documents");
        for problem in problems {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(&*neutral(problem));
            suite.add_test_case(TestCase::new(&*neutral(problem), status));
        }
        junit.add_test_suite(suite);
    }
    // Only writing can fail, and writing to a string never does.
    junit.to_string().unwrap_or_default()
}

fn suites(report: &TestReport<'_>, environment: &str) -> Vec<TestSuite> {
    let mut suites: Vec<TestSuite> = Vec::new();
    for check in &shown(report) {
        let (subject, complete) = if let Some(provider) = check.provider {
            (format!("providers.{provider}"), report.inspection.complete)
        } else {
            let complete = report.comparison.is_none_or(|one| one.complete);
            (SYSTEM.as_str().to_owned(), complete)
        };
        let name = format!("{environment}{subject}");
        if suites
            .last()
            .is_none_or(|suite| suite.name.as_str() != name)
        {
            let mut suite = TestSuite::new(&*name);
            let complete = if complete { "true" } else { "false" };
            suite.add_property(("complete", complete));
            suites.push(suite);
        }
        if let Some(suite) = suites.last_mut() {
            suite.add_test_case(case(check));
        }
    }
    suites
}

fn case(check: &Shown<'_>) -> TestCase {
    let detail = neutral(&check.detail);
    let advice = check.advice.map(neutral).unwrap_or_default();
    let mut status = match check.outcome {
        Verdict::Passed | Verdict::Warning => TestCaseStatus::success(),
        Verdict::Failed if check.unread => TestCaseStatus::non_success(NonSuccessKind::Error),
        Verdict::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Skipped => TestCaseStatus::skipped(),
    };
    match check.outcome {
        Verdict::Failed => {
            status.set_message(&*detail).set_description(&*advice);
            status.set_type(&*neutral(check.code.unwrap_or(check.id)));
        }
        Verdict::Skipped => {
            status.set_message(&*detail);
        }
        Verdict::Passed | Verdict::Warning => {}
    }
    let mut case = TestCase::new(&*neutral(check.title), status);
    case.set_classname(&*neutral(&check.place()));
    match check.outcome {
        Verdict::Warning => {
            let code = neutral(check.code.unwrap_or("warning"));
            case.set_system_out(format!("{code}: {detail}\n{advice}"));
        }
        Verdict::Passed => {
            case.set_system_out(&*detail);
        }
        Verdict::Failed | Verdict::Skipped => {}
    }
    case
}
