//! Findings and errors as diagnostics at their places in the configuration's files.

use crate::config::{Configuration, misdeclared};
use crate::model::{
    Address, Comparison, Disagreement, Finding, Name, Origins, Remark, Unread, Violation, Written,
};
use crate::provider::Misdeclared;
use crate::report::counterpart::{self, ComparisonDocument, NumberDocument};
use crate::report::place::Located;
use crate::yaml::{Diagnostic, Span};

/// A finding at its place in the files.
pub fn placed(finding: &Finding, origins: &Origins) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(finding.severity, finding.code, finding.summary.clone())
        .help(finding.help.clone());
    if let Some(address) = &finding.address {
        diagnostic = diagnostic.address(address.to_string());
        if let Some(span) = origins.place(address, finding.key) {
            diagnostic = diagnostic.at(span, "declared here");
        }
    }
    diagnostic
}

/// What violates a policy, at its place in the files, beside the rule.
pub fn violated(violation: &Violation, origins: &Origins) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::error(violation.code, violation.summary.clone()).help(violation.help.clone());
    if let Some(address) = &violation.address {
        diagnostic = diagnostic.address(address.to_string());
    }
    let address = || origins.place(violation.address.as_ref()?, None);
    let written = match &violation.written {
        Written::AtTheAddress => address(),
        Written::AtPath(path) => origins.written(path).or_else(address),
        Written::At(span) => Some(*span),
    };
    let rule = match violation.place.line {
        0 => format!("this set has the rule `{}`", violation.rule),
        _ => "the policy's rule".to_owned(),
    };
    match (written, violation.span) {
        (Some(written), Some(span)) => diagnostic.at(written, "violates it").related(span, rule),
        (Some(written), None) => diagnostic.at(written, "violates it"),
        (None, Some(span)) => diagnostic.at(span, rule),
        (None, None) => diagnostic.in_file(violation.place.file.clone()),
    }
}

/// What is said about a rule of a policy, at its place.
pub fn remarked(remark: &Remark, origins: &Origins) -> Diagnostic {
    let mut diagnostic = violated(&remark.about, origins);
    diagnostic.severity = remark.severity;
    diagnostic
}

/// The file, line and column where an address is declared, or a key under it. `None` for a key
/// that is not written there.
pub fn located(origins: &Origins, address: &Address, key: Option<&str>) -> Option<Located> {
    let span = origins.place(address, key)?;
    // For an absent key, `place` returns the place of the whole.
    if key.is_some() && origins.place(address, None) == Some(span) {
        return None;
    }
    Some(at(origins, span))
}

/// Where the files write the declared value of a field, in its owner's words: the number's own key
/// or its provider's, in the base or in an overlay. `None` for a value that no key writes.
pub fn written(
    configuration: &Configuration,
    origins: &Origins,
    address: &Address,
    field: &str,
) -> Option<Located> {
    let span = match address {
        Address::Keyword(word) => origins.written_of_keyword(word, field)?,
        _ => origins.written(&configuration.written_at(address, field)?)?,
    };
    Some(at(origins, span))
}

/// A comparison with a counterpart, with the places of its findings. `unmanaged` is whether it lists
/// what is not declared.
pub fn compared(comparison: &Comparison, unmanaged: bool, origins: &Origins) -> ComparisonDocument {
    counterpart::document(comparison, unmanaged, &|one| disputed(one, origins))
}

/// What a comparison says about one number. The address is `None` for a number that is not declared.
pub fn compared_number(
    comparison: &Comparison,
    address: Option<&Address>,
    origins: &Origins,
) -> NumberDocument {
    NumberDocument::of(comparison, address, &|one| disputed(one, origins))
}

/// Where the files write what a disagreement is about: the key that it names, else its address. `None`
/// if they write neither.
fn disputed(one: &Disagreement, origins: &Origins) -> Option<Located> {
    let named = one
        .written_at
        .as_ref()
        .and_then(|path| origins.written(path));
    let declared = || {
        let address = one.finding.address.as_ref()?;
        origins.place(address, one.finding.key)
    };
    Some(at(origins, named.or_else(declared)?))
}

/// The place of a span.
fn at(origins: &Origins, span: Span) -> Located {
    let (start, end) = origins.sources.position(span);
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Located {
        file: origins.sources.name(span.source).to_owned(),
        line: number(start.line),
        column: number(start.column),
        end: (number(end.line), number(end.column)),
    }
}

/// What could not be read, each cause once.
pub fn unread<'a>(unread: impl Iterator<Item = &'a Unread>, origins: &Origins) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for unread in unread {
        if found.iter().any(|found| found.summary == unread.why) {
            continue;
        }
        let provider = Address::Provider(unread.provider.clone());
        let mut diagnostic = Diagnostic::error(unread.code, unread.why.clone())
            .help(unread.help.clone())
            .address(provider.to_string());
        if let Some(span) = origins.place(&provider, None) {
            diagnostic = diagnostic.at(span, "declared here");
        }
        found.push(diagnostic);
    }
    found
}

/// Why a comparison is incomplete, each cause once. Empty without a comparison.
pub fn uncompared(comparison: Option<&Comparison>, origins: &Origins) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for cause in comparison.into_iter().flat_map(Comparison::causes) {
        let diagnostic = placed(cause, origins);
        if !found.contains(&diagnostic) {
            found.push(diagnostic);
        }
    }
    found
}

/// Problems with the declarations of providers, such as missing credentials.
pub fn misdeclarations(
    refused: impl IntoIterator<Item = (Name, Misdeclared)>,
    origins: &Origins,
) -> Vec<Diagnostic> {
    let place = |(name, problem): (Name, Misdeclared)| {
        if origins.is_empty() {
            return Diagnostic::error(problem.code, problem.summary).help(problem.help);
        }
        misdeclared(&name, problem, &|path| origins.find(path))
    };
    refused.into_iter().map(place).collect()
}
