//! Expectations in a YAML file, written as comments: read, compared and written.

use std::sync::OnceLock;

use regex::Regex;
use serde_json::Value;

/// A diagnostic, expected or reported. Lines and columns count from 1, the end is exclusive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected {
    pub line: usize,
    pub start: usize,
    /// `None`: any length, or no place.
    pub end: Option<End>,
    pub code: String,
    pub summary: String,
}

/// Where a place ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// Before this column.
    Column(usize),
    /// On a later line.
    Below,
}

impl Expected {
    /// The text of a diagnostic.
    pub fn of(diagnostic: &Value) -> Self {
        let text = |key: &str| diagnostic[key].as_str().unwrap().to_owned();
        let (code, summary) = (text("code"), text("summary"));
        let range = &diagnostic["range"];
        let number = |end: &str, key: &str| {
            let number = range[end][key].as_u64().unwrap_or(0);
            usize::try_from(number).unwrap()
        };
        let (line, start) = (number("start", "line"), number("start", "column"));
        let end = if number("end", "line") == line {
            // A place of no width is shown by one caret.
            End::Column(number("end", "column").max(start + 1))
        } else {
            End::Below
        };
        let whole = range.is_null() || number("start", "column") == number("end", "column");
        Self {
            line,
            start,
            end: (!(whole && line <= 1 && start <= 1)).then_some(end),
            code,
            summary,
        }
    }

    /// Whether the reported diagnostic is the expected one.
    pub fn allows(&self, said: &Self) -> bool {
        let placed = match (self.line, self.end) {
            (0, _) => said.end.is_none(),
            (line, end) => {
                line == said.line && self.start == said.start && (end.is_none() || end == said.end)
            }
        };
        placed && self.code == said.code && said.summary.contains(&self.summary)
    }
}

fn marks() -> &'static Regex {
    static MARKS: OnceLock<Regex> = OnceLock::new();
    let pattern =
        r"^#(?:( *)(\^+)(\.\.\.)?|(<)|@(\d+):(\d+)-(\d+|\.\.\.)|(!)) ([EW]\d{4})(?: (.*))?$";
    MARKS.get_or_init(|| Regex::new(pattern).unwrap())
}

/// The expectations in a file.
pub fn read(content: &[u8]) -> Vec<Expected> {
    let text = String::from_utf8_lossy(content);
    let mut found = Vec::new();
    let mut line = 0;
    for (at, written) in text.lines().enumerate() {
        let Some(parts) = marks().captures(written) else {
            line = at + 1;
            continue;
        };
        let part = |group: usize| parts.get(group).map(|part| part.as_str());
        let number = |group: usize| part(group).and_then(|digits| digits.parse::<usize>().ok());
        let (line, start, end) = if let Some(carets) = part(2) {
            let gap = part(1).unwrap().len();
            let (start, width) = match gap {
                0 => (1, carets.len() + 1),
                gap => (gap + 2, carets.len()),
            };
            let end = part(3).map_or(End::Column(start + width), |_| End::Below);
            (line, start, Some(end))
        } else if part(4).is_some() {
            (line, 1, None)
        } else if let (Some(line), Some(start)) = (number(5), number(6)) {
            (line, start, Some(number(7).map_or(End::Below, End::Column)))
        } else {
            (0, 0, None)
        };
        found.push(Expected {
            line,
            start,
            end,
            code: part(9).unwrap().to_owned(),
            summary: part(10).unwrap_or_default().trim().to_owned(),
        });
    }
    found
}

/// The file without its expectations.
pub fn without(content: &[u8]) -> Vec<u8> {
    let lines = content.split_inclusive(|byte| *byte == b'\n');
    let kept = lines.filter(|line| {
        let text = String::from_utf8_lossy(line);
        !marks().is_match(text.trim_end_matches(['\n', '\r']))
    });
    kept.flatten().copied().collect()
}

/// Writes each expectation under its place.
pub fn below(content: &[u8], expected: &[Expected]) -> Vec<u8> {
    let mut out = Vec::new();
    let whole: Vec<&Expected> = expected.iter().filter(|one| one.end.is_none()).collect();
    for (at, line) in content.split_inclusive(|byte| *byte == b'\n').enumerate() {
        out.extend_from_slice(line);
        for one in expected {
            if one.end.is_some() && one.line == at + 1 {
                out.extend(mark(one).into_bytes());
            }
        }
    }
    for one in whole {
        out.extend(format!("#! {} {}\n", one.code, one.summary).into_bytes());
    }
    out
}

fn mark(one: &Expected) -> String {
    let (code, summary) = (&one.code, &one.summary);
    match (one.start, one.end) {
        (1, Some(End::Column(end))) if end > 2 => {
            format!("#{} {code} {summary}\n", "^".repeat(end - 2))
        }
        (1, _) => format!("#< {code} {summary}\n"),
        (start, Some(End::Column(end))) => {
            let carets = "^".repeat(end - start);
            format!("#{}{carets} {code} {summary}\n", " ".repeat(start - 2))
        }
        (start, _) => format!("#{}^... {code} {summary}\n", " ".repeat(start - 2)),
    }
}

/// Writes all expectations after the last line.
pub fn at_the_end(content: &[u8], expected: &[Expected]) -> Vec<u8> {
    let mut out = content.to_vec();
    if out.last().is_some_and(|byte| *byte != b'\n') {
        out.push(b'\n');
    }
    for one in expected {
        let (code, summary) = (&one.code, &one.summary);
        let text = match one.end {
            None => format!("#! {code} {summary}\n"),
            Some(End::Below) => format!("#@{}:{}-... {code} {summary}\n", one.line, one.start),
            Some(End::Column(end)) => {
                format!("#@{}:{}-{end} {code} {summary}\n", one.line, one.start)
            }
        };
        out.extend(text.into_bytes());
    }
    out
}
