//! The shape of an explanation's document. Doc comments here are the descriptions in its JSON
//! Schema.
//!
//! Keys may be added within a major version; readers ignore unknown keys.

use crate::report::counterpart::NumberDocument;
use crate::report::plan::document::ReceiverDocument;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

/// The version of the document's format.
pub(super) const FORMAT_VERSION: &str = "1.0";

/// Who answers a text, and why: about one number or keyword, or about several numbers. For a code: what
/// the finding or error means.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Switchboard explanation")]
#[serde(untagged)]
pub(super) enum Document {
    One(Box<OneDocument>),
    Several(SeveralDocument),
    Code(CodeDocument),
}

/// What the code of a finding or an error means.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CodeDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub(super) format_version: &'static str,
    /// Always `code`.
    #[schemars(extend("const" = "code"))]
    pub(super) kind: &'static str,
    /// The code, such as `E0303`.
    pub(super) code: &'static str,
    /// `error`, `warning` or `note`.
    pub(super) severity: &'static str,
    /// The meaning in one clause.
    pub(super) meaning: &'static str,
    /// What the code means and why it matters, in Markdown.
    pub(super) text: &'static str,
    /// What to do, in Markdown.
    pub(super) advice: &'static str,
    /// Whether `ignore` can silence the finding, and at what, in a sentence.
    pub(super) silenced: &'static str,
    /// Always empty.
    pub(super) diagnostics: Vec<Value>,
}

/// For a number: who answers its texts, and why. For a keyword: why no number's answer depends on it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OneDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub(super) format_version: &'static str,
    /// Always `explanation`.
    #[schemars(extend("const" = "explanation"))]
    pub(super) kind: &'static str,
    #[serde(flatten)]
    pub(super) explanation: ExplanationDocument,
    /// Errors, warnings and notes, each with severity, code, summary, help, address and range.
    pub(super) diagnostics: Vec<Value>,
}

/// Who answers texts to the numbers of a provider or a group, such as a messaging service.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SeveralDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    pub(super) format_version: &'static str,
    /// Always `explanations`.
    #[schemars(extend("const" = "explanations"))]
    pub(super) kind: &'static str,
    /// The address of the provider or the group.
    pub(super) address: String,
    /// Its numbers.
    pub(super) explanations: Vec<ExplanationDocument>,
    /// Errors, warnings and notes, each with severity, code, summary, help, address and range.
    pub(super) diagnostics: Vec<Value>,
}

/// What is known about one number.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct ExplanationDocument {
    /// Its address in the configuration; null if it is neither declared nor recorded.
    pub(super) address: Option<String>,
    /// The number in E.164; null for a keyword.
    pub(super) phone_number: Option<String>,
    /// The provider's identifier; null if the number is not in the account.
    pub(super) id: Option<String>,
    /// The provider whose account holds it or should hold it; null for a keyword.
    pub(super) provider: Option<String>,
    /// Where it is declared; null if it is not.
    pub(super) source: Option<PlaceDocument>,
    /// Who should answer; null if the configuration does not say.
    pub(super) declared: Option<RouteDocument>,
    /// Who answers now; null if that is unknown or the number is not in the account.
    pub(super) now: Option<RouteDocument>,
    /// Whether `now` is as `declared`; null if either is unknown.
    pub(super) converged: Option<bool>,
    /// What an apply would do with it; null if nothing can be planned for it.
    pub(super) planned: Option<PlannedDocument>,
    /// What was checked, in order of precedence; one step decides.
    pub(super) steps: Vec<StepDocument>,
    /// Settings that decide who answers and could not be read.
    pub(super) unread: Vec<UnreadDocument>,
    /// Objects that may take a text before `now` answers. Whether they do is not known, so `now` and `converged` ignore them.
    pub(super) may_take: Vec<TakerDocument>,
    /// Other objects that may take a text and could not be checked. `now` and `converged` ignore them.
    pub(super) not_checked: Vec<UnreadDocument>,
    /// What to do.
    pub(super) advice: String,
    /// What Dynamics 365 keeps about the number; left out if it was not compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dynamics: Option<NumberDocument>,
}

/// A place in a file, counted from 1.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PlaceDocument {
    /// The file.
    pub(super) file: String,
    /// The line.
    pub(super) line: u32,
    /// The column.
    pub(super) column: u32,
}

/// Who answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RouteDocument {
    /// The URL that is called; null if nobody answers.
    pub(super) url: Option<String>,
    /// The HTTP method.
    pub(super) method: Option<String>,
    /// What decides: `number`, `messaging_service`, `application` or `nothing`.
    pub(super) decided_by: &'static str,
    /// The identifier of the deciding object, if it is not the number itself.
    pub(super) decider: Option<String>,
    /// The name of the deciding object, if it has one.
    pub(super) decider_name: Option<String>,
    /// The provider's own feature that the URL belongs to, such as a flow builder.
    pub(super) handler: Option<&'static str>,
    /// Other objects that receive the same texts; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) also: Vec<AlsoDocument>,
    /// Everything that may receive the texts, where several objects may; left out otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) receivers: Vec<ReceiverDocument>,
}

/// Another object that receives the texts.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AlsoDocument {
    /// The provider's identifier.
    pub(super) id: String,
    /// The name.
    pub(super) name: String,
    /// The provider's word for the kind of object.
    pub(super) r#type: &'static str,
    /// The URL that is called.
    pub(super) url: String,
    /// Whether the configuration declares it.
    pub(super) declared: bool,
}

/// What an apply would do with a number.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct PlannedDocument {
    /// The action, as in a plan: `no-op`, `update`, `adopt`, `forget` or `purchase`.
    pub(super) action: &'static str,
    /// Who answers after the apply; null if the configuration does not say who should.
    pub(super) then: Option<RouteDocument>,
    /// Whether that is as declared; null if the configuration does not say.
    pub(super) converges: Option<bool>,
}

/// One step of finding who answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct StepDocument {
    /// What was checked: `messaging_service`, `application` or `number`.
    pub(super) considered: &'static str,
    /// Its identifier, if it has one of its own.
    pub(super) id: Option<String>,
    /// The URL it holds.
    pub(super) url: Option<String>,
    /// Whether it decides.
    pub(super) decides: bool,
    /// Why it does or does not.
    pub(super) because: String,
}

/// Something that may take texts to the number first.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct TakerDocument {
    /// Its identifier at the provider.
    pub(super) id: String,
    /// The code of the diagnostic about it.
    pub(super) code: &'static str,
    /// What it is, and what it may do.
    pub(super) summary: String,
    /// What to do.
    pub(super) help: &'static str,
}

/// Something that could not be read.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct UnreadDocument {
    /// The code of the diagnostic about it.
    pub(super) code: &'static str,
    /// Why it could not be read.
    pub(super) summary: String,
}

/// The JSON Schema (draft 7) of these documents.
pub fn explanation_schema() -> Value {
    SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Document>()
        .to_value()
}
