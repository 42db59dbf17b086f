//! One scalar against the rule for its place: what was found, and what to write instead.

use crate::code::Severity;
use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::quote::shown;
use crate::secrets::mask;
use crate::shape::expected::listed;
use crate::shape::rules::{Formats, Kind, Text};
use crate::source::Span;
use crate::suggestion::nearest;
use crate::tree::scalar::{Scalar, Style};

impl Kind {
    /// Whether a scalar can fit this kind.
    pub(crate) fn is_scalar(&self) -> bool {
        matches!(
            self,
            Kind::Text(_)
                | Kind::Words(_)
                | Kind::Whole(_)
                | Kind::Integer { .. }
                | Kind::Number { .. }
                | Kind::Boolean
        )
    }
}

/// Everything wrong with a scalar; `named` is its name in a sentence.
pub(crate) fn check(
    kind: &Kind,
    scalar: &Scalar,
    at: Span,
    named: &dyn Fn() -> String,
    formats: &dyn Formats,
) -> Vec<Diagnostic> {
    match kind {
        Kind::Text(rules) => text(rules, scalar, at, named, formats),
        Kind::Whole(numbers) => {
            let words: Vec<String> = numbers.iter().map(i64::to_string).collect();
            match one_of(&words, scalar, at, named) {
                // The right digits in quotes are a text.
                None if scalar.as_integer().is_none() => vec![wrong(
                    named,
                    "a whole number",
                    scalar,
                    whole_help(scalar),
                    at,
                )],
                found => found.into_iter().collect(),
            }
        }
        Kind::Words(words) => one_of(words, scalar, at, named).into_iter().collect(),
        Kind::Integer { min, max } => match scalar.as_integer() {
            None => vec![wrong(
                named,
                "a whole number",
                scalar,
                whole_help(scalar),
                at,
            )],
            Some(n) => range(n, *min, *max, named, at).into_iter().collect(),
        },
        Kind::Number { min, max } => match scalar.as_number() {
            None => vec![wrong(
                named,
                "a number",
                scalar,
                "write digits, without quotes".to_owned(),
                at,
            )],
            Some(n) => range(n, *min, *max, named, at).into_iter().collect(),
        },
        Kind::Boolean => match scalar.as_boolean() {
            None => vec![wrong(
                named,
                "`true` or `false`",
                scalar,
                boolean_help(scalar),
                at,
            )],
            Some(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn wrong(
    named: &dyn Fn() -> String,
    wanted: &str,
    scalar: &Scalar,
    help: String,
    at: Span,
) -> Diagnostic {
    let found = match scalar.style {
        _ if scalar.concealed => "a text".to_owned(),
        Style::Plain => scalar.shown(),
        _ => format!("the text {}", scalar.shown()),
    };
    Diagnostic::error(
        YamlCode::WrongType,
        format!("{} must be {wanted}, not {found}", named()),
    )
    .help(help)
    .at(at, "")
}

fn whole_help(scalar: &Scalar) -> String {
    let plain = Scalar::plain(scalar.text.replace('_', ""));
    let without_zeros = Scalar::plain(plain.text.trim_start_matches(['0', '+']).to_owned());
    let written = [plain, without_zeros]
        .into_iter()
        .find_map(|s| s.as_integer());
    match written {
        Some(n) if !scalar.concealed && scalar.style != Style::Plain => {
            format!("write `{n}` without quotes")
        }
        Some(n) if !scalar.concealed => format!("write `{n}`"),
        _ => "write decimal digits, without quotes, signs or separators".to_owned(),
    }
}

fn boolean_help(scalar: &Scalar) -> String {
    let meant = match scalar.text.to_lowercase().as_str() {
        "yes" | "on" | "true" | "y" | "1" => Some("true"),
        "no" | "off" | "false" | "n" | "0" => Some("false"),
        _ => None,
    };
    match meant {
        Some(word) if !scalar.concealed && scalar.style != Style::Plain => {
            format!("write `{word}` without quotes")
        }
        Some(word) if !scalar.concealed => format!("write `{word}`"),
        _ => "write `true` or `false`".to_owned(),
    }
}

fn range<N: PartialOrd + Copy + std::fmt::Display>(
    n: N,
    min: Option<N>,
    max: Option<N>,
    named: &dyn Fn() -> String,
    at: Span,
) -> Option<Diagnostic> {
    let problem = match (min.filter(|min| n < *min), max.filter(|max| n > *max)) {
        (Some(_), _) => "too small",
        (_, Some(_)) => "too large",
        _ => return None,
    };
    let help = match (min, max) {
        (Some(min), Some(max)) => format!("write a number from {min} to {max}"),
        (Some(min), None) => format!("write {min} or more"),
        (None, Some(max)) => format!("write {max} or less"),
        (None, None) => return None,
    };
    Some(
        Diagnostic::error(YamlCode::Range, format!("{} is {problem}", named()))
            .help(help)
            .at(at, ""),
    )
}

fn one_of(
    words: &[String],
    scalar: &Scalar,
    at: Span,
    named: &dyn Fn() -> String,
) -> Option<Diagnostic> {
    // A quoted number is not the number that a schema may list; among words the style does not
    // matter.
    if words.iter().any(|word| *word == scalar.text) {
        return None;
    }
    let allowed = listed(words.iter().map(String::as_str));
    let found = if scalar.concealed {
        "it"
    } else {
        &scalar.shown()
    };
    let summary = match words {
        [one] => format!("{} must be `{one}`, not {found}", named()),
        _ => format!("{} must be one of {allowed}, not {found}", named()),
    };
    let other = Diagnostic::error(YamlCode::NotOneOf, summary).at(at, "");
    Some(
        match nearest(&scalar.text, words.iter().map(String::as_str)) {
            Some(near) => other.did_you_mean(near, ""),
            None => other.help(format!("write one of {allowed}")),
        },
    )
}

/// Everything wrong with a text.
pub(crate) fn text(
    rules: &Text,
    scalar: &Scalar,
    at: Span,
    named: &dyn Fn() -> String,
    formats: &dyn Formats,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if rules.min.is_some() || rules.max.is_some() {
        let length = scalar.text.chars().count();
        let unit = |n: usize| {
            if n == 1 {
                "1 character".to_owned()
            } else {
                format!("{n} characters")
            }
        };
        let help = match (
            rules.min.filter(|min| length < *min),
            rules.max.filter(|max| length > *max),
        ) {
            (Some(1), _) => Some("write something here, or remove the key".to_owned()),
            (Some(min), _) => Some(format!("write at least {}", unit(min))),
            (_, Some(max)) => Some(format!("shorten it to {}", unit(max))),
            _ => None,
        };
        if let Some(help) = help {
            let summary = match length {
                0 => format!("{} is empty", named()),
                _ => format!("{} has {}", named(), unit(length)),
            };
            found.push(
                Diagnostic::error(YamlCode::Length, summary)
                    .help(help)
                    .at(at, ""),
            );
        }
    }
    if let Some(form) = &rules.pattern
        && found.is_empty()
        && rules.format.is_none()
        && !form.pattern.is_match(&scalar.text)
    {
        let help = match &form.message {
            Some(message) => message.clone(),
            None => format!("it must match {}", form.source),
        };
        let summary = format!("{} does not have the required form", named());
        let summary = filled_in(summary, scalar);
        found.push(
            Diagnostic::error(YamlCode::BadPattern, summary)
                .help(help)
                .at(at, ""),
        );
    }
    if let Some(format) = &rules.format {
        for problem in formats.check(format, scalar) {
            let severity = if problem.warning {
                Severity::Warning
            } else {
                Severity::Error
            };
            let summary = filled_in(problem.summary, scalar);
            let mut diagnostic = Diagnostic::new(severity, problem.code, summary);
            diagnostic.suggestion = problem.suggestion;
            found.push(diagnostic.help(problem.help).at(at, ""));
        }
    }
    found
}

/// A summary that also shows the text, if a var contributed to the text. The user could not follow
/// the error without it.
fn filled_in(summary: String, scalar: &Scalar) -> String {
    if !scalar.filled || scalar.concealed || summary.contains(scalar.text.as_str()) {
        return summary;
    }
    let text = shown(&mask::without_userinfo(&scalar.text));
    format!("{summary}; with its vars filled in, it is \"{text}\"")
}
