//! Makes the document of an explanation.

use serde_json::Value;

use super::shape::{
    AlsoDocument, CodeDocument, Document, ExplanationDocument, FORMAT_VERSION, OneDocument,
    PlaceDocument, PlannedDocument, RouteDocument, SeveralDocument, StepDocument, TakerDocument,
    UnreadDocument,
};
use crate::model::{Action, AlsoReceives, Route, Step, Taker, mask_userinfo};
use crate::report::explain::advice::advice;
use crate::report::explain::code::CodeExplained;
use crate::report::explain::human::keyword;
use crate::report::explain::input::{Explained, Explanation};
use crate::report::place::Located;
use crate::report::plan::document::ReceiverDocument;

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
    text(&document)
}

/// The explanation of a code as indented JSON, ending with a line break.
pub fn code_to_json(one: &CodeExplained, severity: &'static str) -> String {
    text(&Document::Code(CodeDocument {
        format_version: FORMAT_VERSION,
        kind: "code",
        code: one.code,
        severity,
        meaning: one.meaning,
        text: one.text,
        advice: one.advice,
        silenced: one.silenced,
        diagnostics: Vec::new(),
    }))
}

fn text(document: &Document) -> String {
    // All keys are strings, so this cannot fail.
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
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
        dynamics: one.comparison.as_deref().cloned(),
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
        method: route.method.clone().map(String::from),
        decided_by: route.decided_by.word,
        decider: route.decider.clone().map(String::from),
        decider_name: route.decider_name.clone().map(String::from),
        handler: route.handler,
        also: route.also.iter().map(also).collect(),
        receivers: ReceiverDocument::of(&route.receivers),
    }
}

fn also(other: &AlsoReceives) -> AlsoDocument {
    AlsoDocument {
        id: other.id.clone(),
        name: other.name.clone(),
        r#type: other.what.word,
        url: other.url.clone(),
        declared: other.declared,
    }
}

fn step(step: &Step) -> StepDocument {
    StepDocument {
        considered: step.considered.word,
        id: step.id.clone().map(String::from),
        url: step.url.as_deref().map(|url| mask_userinfo(url).into()),
        decides: step.decides,
        because: step.because.clone().into_owned(),
    }
}
