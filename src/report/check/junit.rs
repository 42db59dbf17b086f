//! The results of `test` as `JUnit`.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::place;
use crate::model::{Check, Code, Inspection, Verdict};
use crate::report::text::escape::neutral;

/// The checks as `JUnit`: a suite per provider, a case per check. `JUnit` has no warnings: the case
/// of a warning passes, and its output contains the warning.
pub fn junit(inspection: &Inspection) -> String {
    junit_of(std::slice::from_ref(inspection), &[])
}

/// The checks of several environments. `problems` are about what was not tested at all; each is a
/// failed case.
pub fn junit_of(inspections: &[Inspection], problems: &[&str]) -> String {
    let mut report = Report::new("switchboard test");
    for inspection in inspections {
        let environment = match inspection.scope.environment.as_str() {
            environment if inspections.len() > 1 => format!("{environment}: "),
            _ => String::new(),
        };
        report.add_test_suites(suites(inspection, &environment));
    }
    if !problems.is_empty() {
        let mut suite = TestSuite::new("documents");
        for problem in problems {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(&*neutral(problem));
            suite.add_test_case(TestCase::new(&*neutral(problem), status));
        }
        report.add_test_suite(suite);
    }
    // Only writing can fail, and writing to a string never does.
    report.to_string().unwrap_or_default()
}

fn suites(inspection: &Inspection, environment: &str) -> Vec<TestSuite> {
    let mut suites: Vec<TestSuite> = Vec::new();
    for check in &inspection.checks {
        let name = format!("{environment}providers.{}", check.provider);
        if suites
            .last()
            .is_none_or(|suite| suite.name.as_str() != name)
        {
            let mut suite = TestSuite::new(&*name);
            let complete = if inspection.complete { "true" } else { "false" };
            suite.add_property(("complete", complete));
            suites.push(suite);
        }
        if let Some(suite) = suites.last_mut() {
            suite.add_test_case(case(check));
        }
    }
    suites
}

fn case(check: &Check) -> TestCase {
    let detail = neutral(&check.detail);
    let advice = check.advice.as_deref().map(neutral).unwrap_or_default();
    let mut status = match check.outcome {
        Verdict::Passed | Verdict::Warning => TestCaseStatus::success(),
        Verdict::Failed => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Skipped => TestCaseStatus::skipped(),
    };
    match check.outcome {
        Verdict::Failed => {
            status.set_message(&*detail).set_description(&*advice);
            status.set_type(check.code.map_or(check.id, Code::as_str));
        }
        Verdict::Skipped => {
            status.set_message(&*detail);
        }
        Verdict::Passed | Verdict::Warning => {}
    }
    let mut case = TestCase::new(&*neutral(&check.title), status);
    case.set_classname(place(check));
    match check.outcome {
        Verdict::Warning => {
            let code = check.code.map_or("warning", Code::as_str);
            case.set_system_out(format!("{code}: {detail}\n{advice}"));
        }
        Verdict::Passed => {
            case.set_system_out(&*detail);
        }
        Verdict::Failed | Verdict::Skipped => {}
    }
    case
}
