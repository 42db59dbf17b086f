//! The notification of a command that made no plan: why it did not.

use serde_json::Value as Json;

use super::body::Body;
use super::document::{Document, ErrorDocument, Subject, errors, identifier, listed};
use super::message::{Message, chat};
use super::outcome::Outcome;
use crate::model::Scope;
use crate::report::plan::document::Counts;
use crate::report::text::escape::neutral;

/// What is known of a command that made no plan.
pub struct Unplanned<'a> {
    /// The command.
    pub subject: Subject,
    /// The project and environment; `None` if the configuration could not be read.
    pub scope: Option<&'a Scope>,
    /// Diagnostics in their JSON form. Only errors are shown, without their places.
    pub diagnostics: &'a [Json],
    /// The version of this program.
    pub tool_version: &'a str,
    /// The time, RFC 3339.
    pub timestamp: &'a str,
}

impl Unplanned<'_> {
    /// The notification.
    pub fn message(&self) -> Message {
        let verdict = match self.subject {
            Subject::Plan => "No plan was made.",
            Subject::Apply => "Nothing was applied.",
        };
        let errors = errors(self.diagnostics);
        let lines: Vec<String> = errors.iter().map(ErrorDocument::line).collect();
        let about = match self.scope {
            Some(scope) => format!(" of {}", neutral(&scope.to_string())),
            None => String::new(),
        };
        let title = format!("Switchboard {}{about}: {verdict}", self.subject.command());
        let nowhere = Scope {
            project: String::new(),
            environment: String::new(),
        };
        let scope = self.scope.unwrap_or(&nowhere);
        let kind = self.subject.kind();
        let id = identifier(kind, scope, Outcome::Error.as_str(), &errors);
        let (errors, errors_left_out) = listed(errors);
        let document = Document {
            format_version: Document::VERSION,
            kind,
            id,
            tool_version: self.tool_version,
            timestamp: self.timestamp,
            project: self.scope.map(|scope| scope.project.as_str()),
            environment: Some(scope.environment.as_str()).filter(|name| !name.is_empty()),
            shard: None,
            outcome: Outcome::Error,
            complete: false,
            errored: true,
            verdict: verdict.to_owned(),
            sha256: None,
            run_id: None,
            summary: Counts::default(),
            changes: Vec::new(),
            changes_left_out: 0,
            errors,
            errors_left_out,
            rollout: None,
        };
        Message {
            chat: chat(&title, &lines),
            document: Body::Result(Box::new(document)).to_json(),
        }
    }
}
