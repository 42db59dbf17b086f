//! The notification of a plan or an apply.

use super::body::Body;
use super::changes::{ChangeDocument, Noted, noted};
use super::document::{Document, ErrorDocument, Subject, errors, identifier, listed};
use super::message::{LISTED, Message, chat};
use super::outcome::{Outcome, outcome};
use super::rollout::RolloutDocument;
use crate::report::plan::document::make::counts;
use crate::report::plan::ending::Ending;
use crate::report::plan::input::PlanReport;
use crate::report::text::escape::neutral;

/// The notification of a plan, or of an apply that ended or was refused; `None` if there is nothing
/// to notify.
pub fn message(report: &PlanReport<'_>) -> Option<Message> {
    let outcome = outcome(report)?;
    let noted = noted(report);
    let errors = errors(report.diagnostics);
    let verdict = verdict(report);
    let chat = chat(&title(report, &verdict), &lines(&errors, &noted));
    let document = document(report, outcome, verdict, &noted, errors);
    Some(Message {
        chat,
        document: Body::Result(Box::new(document)).to_json(),
    })
}

fn document<'a>(
    report: &'a PlanReport<'_>,
    outcome: Outcome,
    verdict: String,
    noted: &[Noted<'_>],
    errors: Vec<ErrorDocument>,
) -> Document<'a> {
    let (plan, meta) = (report.plan, report.meta);
    let ended = match report.ending {
        Some(Ending::Ended(ended)) => Some(ended),
        _ => None,
    };
    let subject = if report.ending.is_some() {
        Subject::Apply
    } else {
        Subject::Plan
    };
    let run_id = ended.and_then(|ended| ended.run_id.as_deref());
    let sha256 = plan.sha256();
    let kind = subject.kind();
    let id = if let Some(run) = run_id {
        identifier(kind, &plan.scope, run, &[])
    } else {
        let result = format!("{sha256} {}", outcome.as_str());
        identifier(kind, &plan.scope, &result, &errors)
    };
    let changes: Vec<ChangeDocument> = noted
        .iter()
        .take(LISTED)
        .map(|one| one.document(report))
        .collect();
    let errored = plan.errored() || !errors.is_empty();
    let (errors, errors_left_out) = listed(errors);
    Document {
        format_version: Document::VERSION,
        kind,
        id,
        tool_version: &meta.tool_version,
        timestamp: &meta.timestamp,
        project: Some(&plan.scope.project),
        environment: Some(plan.scope.environment.as_str()).filter(|name| !name.is_empty()),
        shard: meta.shard,
        outcome,
        complete: plan.complete,
        errored,
        verdict,
        sha256: Some(sha256),
        run_id,
        summary: counts(plan.summary()),
        changes_left_out: noted.len() - changes.len(),
        changes,
        errors,
        errors_left_out,
        rollout: ended
            .and_then(|ended| ended.rollout.as_ref())
            .map(RolloutDocument::of),
    }
}

/// The sentences of the verdict that must not be overlooked.
fn verdict(report: &PlanReport<'_>) -> String {
    let lines = report.verdict("see the errors", true).into_iter();
    let strong: Vec<String> = lines
        .filter(|line| line.emphasis)
        .map(|line| line.text)
        .collect();
    strong.join(" ")
}

fn title(report: &PlanReport<'_>, verdict: &str) -> String {
    let scope = neutral(&report.plan.scope.to_string()).into_owned();
    format!("Switchboard {} of {scope}: {verdict}", report.command())
}

/// The errors, then the changes.
fn lines(errors: &[ErrorDocument], noted: &[Noted<'_>]) -> Vec<String> {
    let errors = errors.iter().map(ErrorDocument::line);
    errors.chain(noted.iter().map(Noted::line)).collect()
}
