//! What `test` found, for programs. Doc comments on the document are the descriptions in its JSON
//! Schema.
//!
//! Keys may be added within a major version and readers pass over those they do not know.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use crate::model::{self, Code, Inspection, Verdict};
use crate::report::plan::document::FORMAT_VERSION;

/// What `switchboard test` found.
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
    /// The environment; null where none was chosen.
    environment: Option<String>,
    /// Whether everything that was asked for could be read, or was clearly refused.
    complete: bool,
    /// How many checks ended how.
    summary: Summary,
    /// The checks, provider by provider, in the order made.
    checks: Vec<Check>,
    /// Errors and warnings of the configuration, each with severity, code, summary, help, address and range.
    diagnostics: Vec<Value>,
}

/// How many checks ended how.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// As they should be.
    passed: usize,
    /// Something does not work.
    failed: usize,
    /// Something works and deserves a look.
    warning: usize,
    /// Not checked, the silenced warnings included.
    skipped: usize,
    /// Warnings that the configuration does not want to hear of.
    silenced: usize,
}

/// One check.
#[derive(Debug, Serialize, JsonSchema)]
struct Check {
    /// What kind of check: `credentials`, `account`, `services`, `owned`, `texts`, `route`, `carriers`,
    /// `service`, `takers`, `callback`, `callback-certificate`, `callback-accepts` or `callback-refuses`. More may come.
    id: &'static str,
    /// The provider it was made under.
    provider: String,
    /// The address it is about; null for the provider's account as a whole.
    address: Option<String>,
    /// What is checked, in a few words.
    title: String,
    /// How it ended.
    outcome: Outcome,
    /// The stable code of what was found; null where it has none.
    code: Option<&'static str>,
    /// What was found.
    detail: String,
    /// What to do next; null where there is nothing.
    advice: Option<String>,
    /// Why the configuration does not want to hear of it; null where it does.
    silenced: Option<String>,
}

/// How a check ended.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    /// It is as it should be.
    Passed,
    /// It is not, and something does not work because of it.
    Failed,
    /// It works, and deserves a look.
    Warning,
    /// It was not checked; the detail says why.
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

/// The checks for programs. `diagnostics` are those of the configuration, in the form every
/// document has them.
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
    // A value made here always has a text.
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
