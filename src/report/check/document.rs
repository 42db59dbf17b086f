//! The results of `test`, for programs. Doc comments on the document are the descriptions in its
//! JSON Schema.
//!
//! Keys may be added within a major version; readers ignore unknown keys.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use crate::model::{self, Code, Inspection, Verdict};
use crate::report::plan::document::FORMAT_VERSION;

/// The results of `switchboard test`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Switchboard test")]
struct TestDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    format_version: &'static str,
    /// Always `test`.
    #[schemars(extend("const" = "test"))]
    kind: &'static str,
    /// The project whose configuration was tested.
    project: String,
    /// The environment; null if none was chosen.
    environment: Option<String>,
    /// Whether everything requested could be read, or was clearly refused.
    complete: bool,
    /// The number of checks by outcome.
    summary: Summary,
    /// The checks, by provider, in the order in which they ran.
    checks: Vec<Check>,
    /// Errors and warnings of the configuration, each with severity, code, summary, help, address and range.
    diagnostics: Vec<Value>,
}

/// The number of checks by outcome.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// In order.
    passed: usize,
    /// Failed: something does not work.
    failed: usize,
    /// Works, but needs attention.
    warning: usize,
    /// Not checked, including silenced warnings.
    skipped: usize,
    /// Warnings that the configuration suppresses.
    silenced: usize,
}

/// One check.
#[derive(Debug, Serialize, JsonSchema)]
struct Check {
    /// The kind of check: `credentials`, `account`, `services`, `owned`, `texts`, `route`, `carriers`,
    /// `service`, `takers`, `callback`, `callback-certificate`, `callback-accepts` or `callback-refuses`. More may be added.
    id: &'static str,
    /// The provider.
    provider: String,
    /// The address it is about; null for the provider's account as a whole.
    address: Option<String>,
    /// What is checked, in a few words.
    title: String,
    /// The outcome.
    outcome: Outcome,
    /// The stable code of the finding; null if it has none.
    code: Option<&'static str>,
    /// What was found.
    detail: String,
    /// What to do next; null if there is nothing.
    advice: Option<String>,
    /// The reason why the configuration suppresses it; null if it does not.
    silenced: Option<String>,
}

/// The outcome of a check.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    /// It is in order.
    Passed,
    /// Something does not work.
    Failed,
    /// It works, but needs attention.
    Warning,
    /// It was not checked; `detail` gives the reason.
    Skipped,
}

impl From<&model::Check> for Check {
    fn from(check: &model::Check) -> Self {
        Self {
            id: check.id,
            provider: check.provider.to_string(),
            address: check.address.as_ref().map(ToString::to_string),
            title: check.title.clone(),
            outcome: match check.outcome {
                Verdict::Passed => Outcome::Passed,
                Verdict::Failed => Outcome::Failed,
                Verdict::Warning => Outcome::Warning,
                Verdict::Skipped => Outcome::Skipped,
            },
            code: check.code.map(Code::as_str),
            detail: check.detail.clone(),
            advice: check.advice.clone(),
            silenced: check.silenced.clone(),
        }
    }
}

/// The checks as JSON. `diagnostics` are those of the configuration, in the JSON form that all
/// documents share.
pub fn json(inspection: &Inspection, diagnostics: &[Value]) -> String {
    let scope = &inspection.scope;
    let document = TestDocument {
        format_version: FORMAT_VERSION,
        kind: "test",
        project: scope.project.clone(),
        environment: (!scope.environment.is_empty()).then(|| scope.environment.clone()),
        complete: inspection.complete,
        summary: Summary {
            passed: inspection.count(Verdict::Passed),
            failed: inspection.count(Verdict::Failed),
            warning: inspection.count(Verdict::Warning),
            skipped: inspection.count(Verdict::Skipped),
            silenced: inspection.silenced(),
        },
        checks: inspection.checks.iter().map(Check::from).collect(),
        diagnostics: diagnostics.to_vec(),
    };
    // Every value made here can be serialized.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// The JSON Schema (draft 7) of test documents.
pub fn test_schema() -> Value {
    SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<TestDocument>()
        .to_value()
}
