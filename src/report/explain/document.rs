//! The document of `explain --format json`: its shape, from which the JSON Schema comes, and how
//! it is filled. Pure.
//!
//! Keys may be added within a major version; readers ignore unknown keys.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::advice::advice;
use super::human::keyword;
use super::input::{Explained, Explanation};
use crate::model::{Action, Route, Step, Taker, mask_userinfo};
use crate::report::place::Located;

/// The version of the document's format.
const FORMAT_VERSION: &str = "1.0";

/// Who answers a text, and why: about one number or keyword, or about several numbers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Switchboard explanation")]
#[serde(untagged)]
enum Document {
    One(Box<OneDocument>),
    Several(SeveralDocument),
}

/// Who answers a text to one number, and why; or why that does not apply to a keyword.
#[derive(Debug, Serialize, JsonSchema)]
struct OneDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    format_version: &'static str,
    /// Always `explanation`.
    #[schemars(extend("const" = "explanation"))]
    kind: &'static str,
    #[serde(flatten)]
    explanation: ExplanationDocument,
    /// Errors, warnings and notes, each with severity, code, summary, help, address and range.
    diagnostics: Vec<Value>,
}

/// Who answers texts to the numbers of a provider or a messaging service.
#[derive(Debug, Serialize, JsonSchema)]
struct SeveralDocument {
    /// Version of this format, `major.minor`. Keys may be added within a major version.
    format_version: &'static str,
    /// Always `explanations`.
    #[schemars(extend("const" = "explanations"))]
    kind: &'static str,
    /// The address of the provider or the service.
    address: String,
    /// Its numbers.
    explanations: Vec<ExplanationDocument>,
    /// Errors, warnings and notes, each with severity, code, summary, help, address and range.
    diagnostics: Vec<Value>,
}

/// What is known about one number.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct ExplanationDocument {
    /// Its address in the configuration; null if it is neither declared nor recorded.
    address: Option<String>,
    /// The number in E.164; null for a keyword.
    phone_number: Option<String>,
    /// The provider's identifier; null if the number is not in the account.
    id: Option<String>,
    /// The provider whose account holds it or should hold it; null for a keyword.
    provider: Option<String>,
    /// Where it is declared; null if it is not.
    source: Option<PlaceDocument>,
    /// Who should answer; null if the configuration does not say.
    declared: Option<RouteDocument>,
    /// Who answers now; null if that is unknown or the number is not in the account.
    now: Option<RouteDocument>,
    /// Whether `now` is as `declared`; null if either is unknown.
    converged: Option<bool>,
    /// What an apply would do with it; null if nothing can be planned for it.
    planned: Option<PlannedDocument>,
    /// What was checked, in order of precedence; one step decides.
    steps: Vec<StepDocument>,
    /// What is needed and could not be read.
    unread: Vec<UnreadDocument>,
    /// What may take a text before `now` answers. That is not certain, so `now` and `converged`
    /// follow the settings of the number and its messaging service alone.
    may_take: Vec<TakerDocument>,
    /// What else may take a text and was not checked. `now` and `converged` are then not certain.
    not_checked: Vec<UnreadDocument>,
    /// What to do.
    advice: String,
}

/// A place in a file, counted from 1.
#[derive(Debug, Serialize, JsonSchema)]
struct PlaceDocument {
    /// The file.
    file: String,
    /// The line.
    line: u32,
    /// The column.
    column: u32,
}

/// Who answers.
#[derive(Debug, Serialize, JsonSchema)]
struct RouteDocument {
    /// The URL that is called; null if nobody answers.
    url: Option<String>,
    /// The HTTP method.
    method: Option<String>,
    /// What decides: `number`, `messaging_service`, `application` or `nothing`.
    decided_by: &'static str,
    /// The identifier of the deciding object, if it is not the number itself.
    decider: Option<String>,
    /// The name of the deciding object, if it has one.
    decider_name: Option<String>,
    /// The provider's own feature that the URL belongs to, such as a flow builder.
    handler: Option<&'static str>,
}

/// What an apply would do with a number.
#[derive(Debug, Serialize, JsonSchema)]
struct PlannedDocument {
    /// The action, as in a plan: `no-op`, `update`, `adopt`, `forget` or `purchase`.
    action: &'static str,
    /// Who answers after the apply; null if the configuration does not say who should.
    then: Option<RouteDocument>,
    /// Whether that is as declared; null if the configuration does not say.
    converges: Option<bool>,
}

/// One step of finding who answers.
#[derive(Debug, Serialize, JsonSchema)]
struct StepDocument {
    /// What was checked: `messaging_service`, `application` or `number`.
    considered: &'static str,
    /// Its identifier, if it has one of its own.
    id: Option<String>,
    /// The URL it holds.
    url: Option<String>,
    /// Whether it decides.
    decides: bool,
    /// Why it does or does not.
    because: String,
}

/// Something that may take texts to the number first.
#[derive(Debug, Serialize, JsonSchema)]
struct TakerDocument {
    /// Its identifier at the provider.
    id: String,
    /// The code of the diagnostic about it.
    code: &'static str,
    /// What it is, and what it may do.
    summary: String,
    /// What to do.
    help: &'static str,
}

/// Something that could not be read.
#[derive(Debug, Serialize, JsonSchema)]
struct UnreadDocument {
    /// The code of the diagnostic about it.
    code: &'static str,
    /// Why it could not be read.
    summary: String,
}

/// The explanation as indented JSON, ending with a line break. `diagnostics` are in the JSON form
/// that all documents share.
pub fn to_json(explained: &Explained<'_>, diagnostics: Vec<Value>) -> String {
    let one = |explanation| {
        Document::One(Box::new(OneDocument {
            format_version: FORMAT_VERSION,
            kind: "explanation",
            explanation,
            diagnostics: diagnostics.clone(),
        }))
    };
    let document = match explained {
        Explained::Number(number) => one(explanation(number)),
        Explained::Several { address, numbers } => Document::Several(SeveralDocument {
            format_version: FORMAT_VERSION,
            kind: "explanations",
            address: address.to_string(),
            explanations: numbers.iter().map(explanation).collect(),
            diagnostics,
        }),
        Explained::Keyword(address, at) => one(ExplanationDocument {
            address: Some(address.to_string()),
            source: at.as_ref().map(place),
            advice: keyword(address),
            ..ExplanationDocument::default()
        }),
    };
    // All keys are strings, so this cannot fail.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// The JSON Schema (draft 7) of these documents.
pub fn explanation_schema() -> Value {
    SchemaSettings::draft07()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Document>()
        .to_value()
}

fn explanation(one: &Explanation<'_>) -> ExplanationDocument {
    let number = one.number;
    let steps = number.now.iter().flat_map(|route| &route.steps);
    let unread = number.unread.iter().map(|unread| UnreadDocument {
        code: unread.code.as_str(),
        summary: unread.why.clone(),
    });
    ExplanationDocument {
        address: number.address.as_ref().map(ToString::to_string),
        phone_number: Some(number.phone_number.clone()),
        id: number.id.clone(),
        provider: Some(number.provider.to_string()),
        source: one.declared_at.as_ref().map(place),
        declared: number.declared.as_ref().map(route),
        now: number.now.as_ref().map(route),
        converged: number.converged(),
        planned: one.change.map(|change| PlannedDocument {
            action: Action::as_str(change.action),
            then: change.route.as_ref().map(|then| route(&then.after)),
            converges: one.applies(),
        }),
        steps: steps.map(step).collect(),
        unread: unread.collect(),
        may_take: one.taken_by().map(taker).collect(),
        not_checked: one
            .unlooked()
            .map(|(place, unlooked)| UnreadDocument {
                code: unlooked.code.as_str(),
                summary: format!("{place}: {}", unlooked.why),
            })
            .into_iter()
            .collect(),
        advice: advice(one),
    }
}

fn taker(taker: &Taker) -> TakerDocument {
    TakerDocument {
        id: taker.id.clone(),
        code: taker.code.as_str(),
        summary: taker.summary.clone(),
        help: taker.help,
    }
}

fn place(at: &Located) -> PlaceDocument {
    PlaceDocument {
        file: at.file.clone(),
        line: at.line,
        column: at.column,
    }
}

fn route(route: &Route) -> RouteDocument {
    RouteDocument {
        url: route.shown_url(),
        method: route.method.clone(),
        decided_by: route.decided_by.word,
        decider: route.decider.clone(),
        decider_name: route.decider_name.clone(),
        handler: route.handler,
    }
}

fn step(step: &Step) -> StepDocument {
    StepDocument {
        considered: step.considered.word,
        id: step.id.clone(),
        url: step.url.as_deref().map(|url| mask_userinfo(url).into()),
        decides: step.decides,
        because: step.because.clone(),
    }
}
