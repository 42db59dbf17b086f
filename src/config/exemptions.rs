//! `.switchboardignore`: which differences are expected, line by line. Pure; the file is read
//! elsewhere.
//!
//! `ADDRESS  # reason` or `ADDRESS:FIELD  # reason`; `*` in an address matches any letters within
//! one part. A line without a reason has no effect: in a year, no reader could decide whether it
//! may be removed.

use crate::model::{Exemption, FindingCode};
use crate::yaml::{Diagnostic, Sources, Span};

/// The valid lines, and what is wrong with the others. The file is added to the sources, so that
/// diagnostics can point at its lines.
pub fn exemptions(
    sources: &mut Sources,
    name: &str,
    bytes: Vec<u8>,
) -> (Vec<Exemption>, Vec<Diagnostic>) {
    let source = match sources.add_lines(name, bytes) {
        Ok(source) => source,
        Err(refused) => return (Vec::new(), vec![*refused]),
    };
    let mut kept = Vec::new();
    let mut problems = Vec::new();
    let mut start = 0_usize;
    for (at, line) in sources.text(source).split('\n').enumerate() {
        let begin = start + (line.len() - line.trim_start().len());
        start += line.len() + 1;
        let (pattern, reason) = match line.split_once('#') {
            Some((pattern, reason)) => (pattern.trim(), reason.trim()),
            None => (line.trim(), ""),
        };
        if pattern.is_empty() {
            continue;
        }
        let place = |from: usize, length: usize| Span {
            source,
            start: u32::try_from(from).unwrap_or(u32::MAX),
            end: u32::try_from(from + length).unwrap_or(u32::MAX),
        };
        let span = place(begin, pattern.len());
        if reason.is_empty() {
            problems.push(
                Diagnostic::warning(
                    FindingCode::ExemptionWithoutReason,
                    "this line has no reason, so it has no effect",
                )
                .help(format!(
                    "write the reason after it: {pattern}  # since when and until when"
                ))
                .at(span, "no reason"),
            );
            continue;
        }
        match Exemption::parse(pattern, reason, at + 1) {
            Ok(exemption) => kept.push(exemption),
            Err(why) => problems.push(
                Diagnostic::warning(FindingCode::InvalidExemption, format!("this line is not understood: {why}"))
                    .help("write ADDRESS or ADDRESS:FIELD, such as providers.us.numbers.*:friendly_name, and a reason after `#`")
                    .at(span, "not an address"),
            ),
        }
    }
    (kept, problems)
}

#[cfg(test)]
mod tests {
    use super::exemptions;
    use crate::model::{Address, Aspect};
    use crate::yaml::Sources;

    #[test]
    fn lines_say_what_and_why() {
        let text = "# ours\n\nproviders.us.numbers.*:friendly_name  # named by hand\r\n\
                    \tproviders.eu # moves in May # or June\n\
                    providers.us\nnonsense # because\n";
        let mut sources = Sources::default();
        let (kept, problems) = exemptions(&mut sources, ".switchboardignore", text.into());
        assert_eq!(kept.len(), 2);
        let found: Vec<(&str, usize)> = problems
            .iter()
            .map(|one| {
                let (start, _) = sources.position(one.span().unwrap());
                (one.code.as_str(), start.line)
            })
            .collect();
        assert_eq!(found, [("W0742", 5), ("W0743", 6)]);
        let number = Address::parse("providers.eu.numbers.a").unwrap();
        let expected = kept[1].covers(&number, &Aspect::Existence).unwrap();
        assert_eq!(
            (expected.reason.as_str(), expected.line),
            ("moves in May # or June", 4)
        );
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let (kept, problems) = exemptions(&mut Sources::default(), "x", vec![0xff, 0xfe, 0x00]);
        assert!(kept.is_empty() && problems.len() == 1);
    }
}
