//! Diagnostics for people and for programs.
//!
//! For people, the source line is drawn with the problem below its place. Lines come only from
//! [`Sources::shown_line`], so they never contain a secret, and control characters of a file or its
//! name do not reach the terminal. The order is that of the given list.

use std::collections::BTreeMap;

use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};
use serde_json::{Value as Json, json as object};

use crate::report::text::plural::plural;
use crate::yaml::{Diagnostic, Label, Place, Severity, Sources, Span};

/// The most diagnostics that are drawn; the rest is counted. `--format json` has them all.
const DRAWN: usize = 200;
/// The most diagnostics that are not counted at the end: they can be seen at once.
const MANY: usize = 9;
/// A private-use character of three bytes that marks a place until the report is drawn.
const MARK: char = '\u{e000}';
/// The number of characters of a line that are shown around its label.
const WIDTH: usize = 160;

/// Draws every diagnostic with its source line and a help line.
pub fn human(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.term_width(WIDTH + 60).hyperlink(false);
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(DRAWN) {
        text.push_str(&draw(diagnostic, sources, &renderer));
        text.push_str("\n\n");
    }
    if diagnostics.len() > MANY {
        let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
            let of_it = diagnostics.iter().filter(|d| d.severity == severity);
            (of_it.count(), severity)
        });
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, severity)| plural(count, severity.as_str()))
            .collect();
        let more = match diagnostics.len().saturating_sub(DRAWN) {
            0 => String::new(),
            more => format!("… and {more} more: "),
        };
        text.push_str(&format!("{more}{} in all\n\n", listed(&counts)));
    }
    text
}

/// The parts as one phrase: `a`, `a and b`, `a, b and c`.
fn listed(parts: &[String]) -> String {
    match parts {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.join(""),
    }
}

fn draw(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut elements: Vec<Element<'_>> = Vec::new();
    let mut headers: Vec<String> = Vec::new();
    match &diagnostic.place {
        None => {}
        Some(Place::File(name)) => {
            elements.push(Origin::path(visible(name)).line(1).char_column(1).into());
        }
        Some(Place::At(label)) => {
            for line in lines(label, &diagnostic.related, sources) {
                headers.push(line.header(sources));
                elements.push(line.snippet(sources, headers.len() - 1).into());
            }
        }
    }
    if !diagnostic.help.is_empty() {
        elements.push(
            Level::HELP
                .message(visible(&sources.scrub(&diagnostic.help)))
                .into(),
        );
    }
    let title = level
        .primary_title(visible(&sources.scrub(&diagnostic.summary)))
        .id(diagnostic.code.as_str());
    let drawn = renderer.render(&[Group::with_title(title).elements(elements)]);
    let drawn = with_headers(&drawn, &headers);
    without_empty_gutter(&drawn, headers.is_empty()).replace(is_c1, "\u{fffd}")
}

/// Removes the empty gutter that the renderer draws without a source line, or at the end.
fn without_empty_gutter(drawn: &str, nowhere: bool) -> String {
    let empty = |line: &&str| plain(line).trim() == "|";
    let mut lines: Vec<&str> = drawn.lines().collect();
    if nowhere {
        lines.retain(|line| !empty(line));
    }
    while lines.last().is_some_and(empty) {
        lines.pop();
    }
    lines.join("\n")
}

/// A line without the sequences that colour it.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('m').map_or("", |(_, rest)| rest)
    })
}

/// Whether a character is a control character that the renderer keeps and some terminals execute.
fn is_c1(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}')
}

/// Puts the real places into the drawn text. The renderer computes line and column from its text,
/// which may be cut or concealed, so it gets a mark instead of the file name.
fn with_headers(drawn: &str, headers: &[String]) -> String {
    let mut text = String::new();
    let mut rest = drawn;
    for (n, header) in headers.iter().enumerate() {
        let mark = mark(n);
        let Some((before, after)) = rest.split_once(&mark) else {
            break;
        };
        text.push_str(before);
        text.push_str(header);
        rest = after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit());
    }
    text + rest
}

fn mark(n: usize) -> String {
    format!("{MARK}{n}{MARK}")
}

/// One source line and the labels on it, the primary one first if it is there.
struct Line<'d> {
    source: crate::yaml::SourceId,
    number: usize,
    labels: Vec<(&'d Label, AnnotationKind)>,
}

/// The lines to draw: the primary label's first, then the others in order of their place.
fn lines<'d>(primary: &'d Label, related: &'d [Label], sources: &Sources) -> Vec<Line<'d>> {
    let start = |span: Span| sources.position(span).0.line;
    let mut others = BTreeMap::new();
    let mut first = Line {
        source: primary.span.source,
        number: start(primary.span),
        labels: vec![(primary, AnnotationKind::Primary)],
    };
    for label in related {
        let (source, number) = (label.span.source, start(label.span));
        if (source, number) == (first.source, first.number) {
            first.labels.push((label, AnnotationKind::Context));
        } else {
            let line = others.entry((source, number));
            let line = line.or_insert_with(|| Line {
                source,
                number,
                labels: Vec::new(),
            });
            line.labels.push((label, AnnotationKind::Context));
        }
    }
    std::iter::once(first).chain(others.into_values()).collect()
}

impl Line<'_> {
    /// `FILE:LINE:COLUMN` of the first label.
    fn header(&self, sources: &Sources) -> String {
        let place = self
            .labels
            .first()
            .map(|(label, _)| sources.position(label.span).0);
        let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
        format!("{}:{line}:{column}", visible(sources.name(self.source)))
    }

    fn snippet(&self, sources: &Sources, n: usize) -> Snippet<'static, Annotation<'static>> {
        let near = self
            .labels
            .first()
            .map_or(0, |(label, _)| label.span.start as usize);
        let shown = sources.shown_line(self.source, self.number, near, WIDTH);
        let annotations = self.labels.iter().map(|(label, kind)| {
            let from = shown.offset(label.span.start as usize, false);
            let to = shown.offset(label.span.end as usize, true).max(from);
            let text = (!label.text.is_empty()).then(|| visible(&sources.scrub(&label.text)));
            kind.span(from..to).label(text)
        });
        let annotations: Vec<Annotation<'static>> = annotations.collect();
        // A replacement of the same length in bytes keeps the labels in their place.
        let text = shown
            .text
            .replace(|c: char| ('\u{80}'..'\u{a0}').contains(&c), "\u{bf}");
        let snippet = Snippet::source(text.replace(MARK, "\u{2592}")).path(mark(n));
        snippet.line_start(self.number).annotations(annotations)
    }
}

/// The text made safe for a terminal, on one line.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// A diagnostic in the JSON form that all documents share. Lines and columns count from 1, columns
/// in characters; the end is exclusive.
pub fn json(diagnostic: &Diagnostic, sources: &Sources) -> Json {
    let mut value = object!({
        "severity": diagnostic.severity.as_str(),
        "code": diagnostic.code,
        "summary": sources.scrub(&diagnostic.summary),
        "help": sources.scrub(&diagnostic.help),
    });
    let mut put = |key: &str, part: Json| {
        if let Some(fields) = value.as_object_mut() {
            fields.insert(key.to_owned(), part);
        }
    };
    if let Some(address) = &diagnostic.address {
        put("address", object!(sources.scrub(address)));
    }
    match &diagnostic.place {
        None => {}
        Some(Place::At(label)) => put("range", range(label.span, sources)),
        Some(Place::File(name)) => {
            let first = object!({"line": 1, "column": 1});
            put(
                "range",
                object!({"filename": name, "start": first, "end": first}),
            );
        }
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter();
        let related = related
            .map(|l| object!({"text": sources.scrub(&l.text), "range": range(l.span, sources)}));
        put("related", related.collect());
    }
    value
}

fn range(span: Span, sources: &Sources) -> Json {
    let (start, end) = sources.position(span);
    object!({
        "filename": sources.name(span.source),
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
    })
}
