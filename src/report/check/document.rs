//! The results of `test`, for programs. Doc comments on the document are the descriptions in its
//! JSON Schema.
//!
//! Keys may be added within a major version; readers ignore unknown keys.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::TestReport;
use super::shown::{Shown, of_comparison, shown};
use crate::model::{Shard, Verdict};
use crate::report::counterpart::{ComparisonDocument, SYSTEM};
use crate::report::plan::document::{FORMAT_VERSION, MergedShard};

/// The results of `switchboard test`, in one or several environments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "Switchboard test")]
pub enum TestFile {
    /// One environment.
    One(Box<TestDocument>),
    /// Several environments.
    Several(TestSet),
}

/// Several environments, in the order of the merged documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TestSet {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: String,
    /// Always `test-set`.
    #[schemars(extend("const" = "test-set"))]
    pub kind: String,
    /// Whether everything requested could be read in every environment, or was clearly refused.
    pub complete: bool,
    /// The number of checks by outcome, in all environments.
    pub summary: TestCounts,
    /// One document per environment.
    pub environments: Vec<TestDocument>,
}

/// The results of `switchboard test`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TestDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub format_version: String,
    /// Always `test`.
    #[schemars(extend("const" = "test"))]
    pub kind: String,
    /// The project whose configuration was tested.
    pub project: String,
    /// The environment; null if none was chosen.
    pub environment: Option<String>,
    /// The shard of the providers; null for all of them.
    #[serde(default)]
    pub shard: Option<Shard>,
    /// The shards that this document was merged from, also those that are missing; left out for a document of one run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shards: Vec<MergedShard>,
    /// Whether everything requested could be read, or was clearly refused.
    pub complete: bool,
    /// The number of checks by outcome.
    pub summary: TestCounts,
    /// The checks, by provider, in the order in which they ran.
    pub checks: Vec<TestCheck>,
    /// Errors and warnings of the configuration, each with severity, code, summary, help, address and range.
    pub diagnostics: Vec<Value>,
    /// The comparison with Dynamics 365, which `checks` has as checks too; left out if none was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamics: Option<ComparisonDocument>,
}

/// The number of checks by outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Summary")]
pub struct TestCounts {
    /// In order.
    pub passed: usize,
    /// Failed: something does not work.
    pub failed: usize,
    /// Works, but needs attention.
    pub warning: usize,
    /// Not checked, including silenced warnings.
    pub skipped: usize,
    /// Warnings that the configuration suppresses.
    pub silenced: usize,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Check")]
pub struct TestCheck {
    /// The kind of check: `credentials`, `account`, `services`, `owned`, `texts`, `route`, `carriers`,
    /// `service`, `takers`, `callback`, `callback-certificate`, `callback-accepts`, `callback-refuses` or `dynamics`. More may be added.
    pub id: String,
    /// The provider; null for a check of Dynamics 365.
    pub provider: Option<String>,
    /// The address it is about; null for the provider's account, or Dynamics 365, as a whole.
    pub address: Option<String>,
    /// What is checked, in a few words.
    pub title: String,
    /// The outcome.
    pub outcome: TestOutcome,
    /// The stable code of the finding; null if it has none.
    pub code: Option<String>,
    /// What was found.
    pub detail: String,
    /// What to do next; null if there is nothing.
    pub advice: Option<String>,
    /// The reason why the configuration suppresses it; null if it does not.
    pub silenced: Option<String>,
}

/// The outcome of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Outcome")]
pub enum TestOutcome {
    /// It is in order.
    Passed,
    /// Something does not work.
    Failed,
    /// It works, but needs attention.
    Warning,
    /// It was not checked; `detail` gives the reason.
    Skipped,
}

impl TestCounts {
    /// The counts of these checks.
    fn of(checks: &[TestCheck]) -> Self {
        let count = |outcome: &TestOutcome| {
            let of_it = checks.iter().filter(|check| check.outcome == *outcome);
            of_it.count()
        };
        Self {
            passed: count(&TestOutcome::Passed),
            failed: count(&TestOutcome::Failed),
            warning: count(&TestOutcome::Warning),
            skipped: count(&TestOutcome::Skipped),
            silenced: checks.iter().filter(|one| one.silenced.is_some()).count(),
        }
    }

    /// Adds the counts of another document.
    pub(in crate::report) fn add(&mut self, more: &Self) {
        self.passed += more.passed;
        self.failed += more.failed;
        self.warning += more.warning;
        self.skipped += more.skipped;
        self.silenced += more.silenced;
    }
}

impl From<&Shown<'_>> for TestCheck {
    fn from(check: &Shown<'_>) -> Self {
        Self {
            id: check.id.to_owned(),
            provider: check.provider.map(ToString::to_string),
            address: check.address.clone(),
            title: check.title.to_owned(),
            outcome: match check.outcome {
                Verdict::Passed => TestOutcome::Passed,
                Verdict::Failed => TestOutcome::Failed,
                Verdict::Warning => TestOutcome::Warning,
                Verdict::Skipped => TestOutcome::Skipped,
            },
            code: check.code.map(str::to_owned),
            detail: check.detail.to_string(),
            advice: check.advice.map(str::to_owned),
            silenced: check.silenced.map(str::to_owned),
        }
    }
}

/// The checks as JSON. `diagnostics` are those of the configuration, in the JSON form that all
/// documents share.
pub fn json(report: &TestReport<'_>, diagnostics: &[Value]) -> String {
    let scope = &report.inspection.scope;
    let checks: Vec<TestCheck> = shown(report).iter().map(TestCheck::from).collect();
    let document = TestDocument {
        format_version: FORMAT_VERSION.to_owned(),
        kind: "test".to_owned(),
        project: scope.project.clone(),
        environment: (!scope.environment.is_empty()).then(|| scope.environment.clone()),
        shard: report.inspection.shard,
        shards: Vec::new(),
        complete: report.inspection.complete,
        summary: TestCounts::of(&checks),
        checks,
        diagnostics: diagnostics.to_vec(),
        dynamics: report.comparison.cloned(),
    };
    // Every value made here can be serialized.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

impl TestDocument {
    /// Replaces the checks of the comparison by those of the one that the document has now, and
    /// counts all.
    pub(in crate::report) fn recount(&mut self) {
        self.checks.retain(|check| !check.is_of_comparison());
        let compared = of_comparison(self.dynamics.as_ref());
        self.checks.extend(compared.iter().map(TestCheck::from));
        self.summary = TestCounts::of(&self.checks);
    }
}

impl TestCheck {
    /// Whether it is one of a comparison with a counterpart.
    pub(in crate::report) fn is_of_comparison(&self) -> bool {
        self.id == SYSTEM.as_str()
    }
}

impl TestFile {
    /// The document of these environments.
    pub(in crate::report) fn of(documents: &[TestDocument]) -> Self {
        if let [only] = documents {
            return Self::One(Box::new(only.clone()));
        }
        let mut summary = TestCounts::default();
        for document in documents {
            summary.add(&document.summary);
        }
        Self::Several(TestSet {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "test-set".to_owned(),
            complete: documents.iter().all(|document| document.complete),
            summary,
            environments: documents.to_vec(),
        })
    }
}

/// The JSON Schema (draft 7) of test documents.
pub fn test_schema() -> Value {
    SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<TestFile>()
        .to_value()
}
