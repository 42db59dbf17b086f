//! A problem with a user's text: a value with code, place and help, never an `Err`.
//!
//! Diagnostics are collected in [`Findings`] and sorted before they are shown, so that the same
//! input gives the same report byte for byte. They hold spans, not text: only [`crate::Sources`]
//! may show a source line, because it knows what to conceal.

use crate::code::{Code, Severity};

use crate::quote::cut;
use crate::read::limits::Expanded;
use crate::source::Span;
use crate::suggestion::Suggestion;

/// The greatest length of a summary or a help, in characters. The texts that they quote are much
/// shorter; the list of all keys of a map may come near.
const LONGEST: usize = 2_000;

/// A piece of source text and the words to show under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words, lower case; may be empty.
    pub text: String,
}

impl Label {
    /// A label with its words.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }
}

/// The place of a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file that was read.
    At(Label),
    /// A file as a whole, by name: it is missing, or is not text.
    File(String),
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error, warning or note.
    pub severity: Severity,
    /// The stable code, `E0203` or `W0121`.
    pub code: Code,
    /// One line: what and where, lower case, no full stop. Never holds a secret.
    pub summary: String,
    /// What to do about it; may be empty.
    pub help: String,
    /// What the help proposes, where code decides by it.
    pub suggestion: Option<Suggestion>,
    /// The dotted YAML path of the problem, such as `providers.main.numbers.shop`.
    pub address: Option<String>,
    /// The place of the problem; `None` when it is in no file.
    pub place: Option<Place>,
    /// Other places that belong to the problem, such as the first of two equal keys.
    pub related: Vec<Label>,
}

impl Diagnostic {
    /// A problem without a place yet.
    pub fn new(severity: Severity, code: impl Into<Code>, summary: impl Into<String>) -> Self {
        Self {
            severity,
            code: code.into(),
            summary: cut(summary.into(), LONGEST),
            help: String::new(),
            suggestion: None,
            address: None,
            place: None,
            related: Vec::new(),
        }
    }

    /// An error without a place yet.
    pub fn error(code: impl Into<Code>, summary: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, summary)
    }

    /// A warning without a place yet.
    pub fn warning(code: impl Into<Code>, summary: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, summary)
    }

    /// A note without a place yet.
    pub fn note(code: impl Into<Code>, summary: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, summary)
    }

    /// Sets the help: what to do about the problem.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = cut(help.into(), LONGEST);
        self
    }

    /// Sets a help that asks whether another name was meant, and goes on with `rest`. The name is
    /// written as [`crate::shown`] returns it.
    #[must_use]
    pub fn did_you_mean(self, name: impl Into<String>, rest: &str) -> Self {
        let name = name.into();
        let gap = if rest.is_empty() { "" } else { " " };
        self.help(format!("did you mean `{name}`?{gap}{rest}"))
            .suggestion(Suggestion::Name(name))
    }

    /// Sets what the help proposes.
    #[must_use]
    pub fn suggestion(mut self, suggestion: Suggestion) -> Self {
        self.suggestion = Some(suggestion);
        self
    }

    /// Sets the dotted YAML path; an empty one is left out.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        let address = address.into();
        self.address = (!address.is_empty()).then_some(address);
        self
    }

    /// Sets the place and the words under it.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.place = Some(Place::At(Label::new(span, text)));
        self
    }

    /// Sets the place to a file as a whole.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.place = Some(Place::File(name.into()));
        self
    }

    /// Adds another place that belongs to the problem.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label::new(span, text));
        self
    }

    /// The span of the diagnostic's place, if it has one.
    pub fn span(&self) -> Option<Span> {
        match &self.place {
            Some(Place::At(label)) => Some(label.span),
            _ => None,
        }
    }

    /// Whether the diagnostic is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Whether the diagnostic is only a note.
    pub fn is_note(&self) -> bool {
        self.severity == Severity::Note
    }
}

/// Problems found so far, and the places whose text must never be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// The problems, in the order they were found.
    pub diagnostics: Vec<Diagnostic>,
    /// Places of literal secrets; hand them to [`crate::Sources::conceal`].
    pub concealed: Vec<Span>,
    /// The cost of aliases in the files read so far.
    pub(crate) expanded: Expanded,
}

impl Findings {
    /// Adds one problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds everything another collector found.
    pub fn append(&mut self, mut other: Findings) {
        self.diagnostics.append(&mut other.diagnostics);
        self.concealed.append(&mut other.concealed);
        self.expanded.nodes += other.expanded.nodes;
        self.expanded.bytes += other.expanded.bytes;
        self.expanded.refused |= other.expanded.refused;
    }

    /// Whether any of the problems is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Sorts diagnostics into the order in which they are shown: errors, warnings, notes; each of these
/// without a file first, then by file in reading order, place, code and text. Exact repetitions are
/// dropped.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    type Key<'a> = (u8, u8, &'a str, Option<Span>, &'a str, &'a str);
    fn key(d: &Diagnostic) -> Key<'_> {
        let rank = match d.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        };
        match &d.place {
            None => (rank, 0, "", None, d.code.as_str(), &d.summary),
            Some(Place::File(name)) => (rank, 1, name, None, d.code.as_str(), &d.summary),
            Some(Place::At(label)) => (rank, 2, "", Some(label.span), d.code.as_str(), &d.summary),
        }
    }
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    diagnostics.dedup();
}
