//! The checks as every format shows them: those of the providers, then those of the comparison with
//! the counterpart.

use std::borrow::Cow;

use super::TestReport;
use crate::model::{Check, Code, Name, Verdict};
use crate::report::counterpart::checks::checks;
use crate::report::counterpart::{ComparisonDocument, SYSTEM};

/// One check.
#[derive(Debug, Clone)]
pub(super) struct Shown<'a> {
    /// The kind of check.
    pub(super) id: &'a str,
    /// The provider; `None` for a check of the counterpart.
    pub(super) provider: Option<&'a Name>,
    /// The address, if it is about one.
    pub(super) address: Option<String>,
    /// What is checked.
    pub(super) title: &'a str,
    /// The result.
    pub(super) outcome: Verdict,
    /// The code of the finding, if it has one.
    pub(super) code: Option<&'a str>,
    /// What was found.
    pub(super) detail: Cow<'a, str>,
    /// What to do.
    pub(super) advice: Option<&'a str>,
    /// The reason why the configuration suppresses it.
    pub(super) silenced: Option<&'a str>,
    /// Whether it failed because something could not be read.
    pub(super) unread: bool,
}

impl Shown<'_> {
    /// What it is about, in a few words.
    pub(super) fn place(&self) -> String {
        match (&self.address, self.provider) {
            (Some(address), _) => address.clone(),
            (None, Some(provider)) => format!("providers.{provider}"),
            (None, None) => SYSTEM.as_str().to_owned(),
        }
    }
}

/// All checks of a report.
pub(super) fn shown<'a>(report: &TestReport<'a>) -> Vec<Shown<'a>> {
    let of_providers = report.inspection.checks.iter().map(of_provider);
    let mut all: Vec<Shown<'a>> = of_providers.collect();
    all.extend(of_comparison(report.comparison));
    all
}

fn of_provider(check: &Check) -> Shown<'_> {
    Shown {
        id: check.id,
        provider: Some(&check.provider),
        address: check.address.as_ref().map(ToString::to_string),
        title: &check.title,
        outcome: check.outcome,
        code: check.code.map(Code::as_str),
        detail: Cow::Borrowed(&check.detail),
        advice: check.advice.as_deref(),
        silenced: check.silenced.as_deref(),
        unread: false,
    }
}

/// The checks of a comparison.
pub(super) fn of_comparison(comparison: Option<&ComparisonDocument>) -> Vec<Shown<'_>> {
    let checks = checks(comparison).into_iter();
    checks
        .map(|check| Shown {
            id: SYSTEM.as_str(),
            provider: None,
            address: check.address.map(str::to_owned),
            title: check.title,
            outcome: check.outcome,
            code: check.code,
            detail: Cow::Owned(check.detail),
            advice: check.advice,
            silenced: None,
            unread: check.unread,
        })
        .collect()
}
