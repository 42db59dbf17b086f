//! The explanation of a code of a finding or an error. Pure.
//!
//! The texts are in `docs/findings.md`, the page that also lists all codes, so that the page and the
//! command cannot disagree. A section of it is a heading, `### CODE: meaning`, then where the finding
//! can be silenced, paragraphs and examples, and last the paragraph `**What to do:**`.

use crate::report::text::prose;

/// The page with all explanations.
const PAGE: &str = include_str!("../../../docs/findings.md");
/// What begins a section of the page.
const HEADING: &str = "\n### ";
/// What begins the last paragraph of a section.
const ADVICE: &str = "**What to do:** ";

/// The explanation of one code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeExplained {
    /// The code.
    pub code: &'static str,
    /// Its meaning, one clause.
    pub meaning: &'static str,
    /// Where it can be silenced, a sentence.
    pub silenced: &'static str,
    /// What the code means and why it matters, in Markdown.
    pub text: &'static str,
    /// What to do, in Markdown.
    pub advice: &'static str,
}

/// Whether a text has the form of a code, in upper or lower case.
pub fn is_code(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(['E', 'W', 'e', 'w']) else {
        return false;
    };
    let upper = text.starts_with(['E', 'W']);
    // `w12` may be the name of a number, and no name has upper case.
    let length = digits.len() == 4 || (upper && !digits.is_empty());
    length && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// The explanation of a code, in upper or lower case.
pub fn find(code: &str) -> Option<CodeExplained> {
    sections().find(|one| one.code.eq_ignore_ascii_case(code))
}

/// All explanations, in the order of the page.
fn sections() -> impl Iterator<Item = CodeExplained> {
    PAGE.split(HEADING).skip(1).filter_map(section)
}

fn section(section: &'static str) -> Option<CodeExplained> {
    let section = section.split("\n## ").next()?;
    let (heading, body) = section.split_once('\n')?;
    let (code, meaning) = heading.split_once(": ")?;
    let (silenced, body) = body.trim().split_once("\n\n")?;
    let (text, advice) = body.split_once(ADVICE)?;
    Some(CodeExplained {
        code,
        meaning,
        silenced,
        text: text.trim(),
        advice: advice.trim(),
    })
}

/// The explanation for people, in lines of at most `width` columns.
pub fn human(one: &CodeExplained, severity: &str, width: usize) -> String {
    let width = width.min(80);
    let mut out = prose::wrapped(
        &format!("{severity}[{}]: {}", one.code, one.meaning),
        width,
        "",
    );
    let advice = capital(one.advice);
    for (heading, text) in [
        ("What it means", one.text),
        ("What to do", &advice),
        ("Can it be silenced?", &answer(one.silenced)),
    ] {
        out.push_str(&format!("\n{heading}\n"));
        out.push_str(&prose::from_markdown(text, width, "  "));
    }
    out
}

/// The text with an initial capital: it follows a heading here, and a colon on the page.
fn capital(text: &str) -> String {
    let mut rest = text.chars();
    match rest.next() {
        Some(first) => first.to_uppercase().chain(rest).collect(),
        None => String::new(),
    }
}

/// Where a finding can be silenced, as an answer.
fn answer(silenced: &str) -> String {
    match silenced.strip_prefix("Silenced at: ") {
        Some(place) => format!("Yes, at {place}"),
        None if silenced == "Cannot be silenced." => "No.".to_owned(),
        None => silenced.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{find, human, is_code, sections};
    use crate::model::general_codes;

    #[test]
    fn a_code_is_not_mistaken_for_a_name() {
        for code in ["E0303", "w0404", "W1", "E99999"] {
            assert!(is_code(code), "{code}");
        }
        for name in [
            "w12",
            "e",
            "E",
            "east-1234",
            "E03O3",
            "+15017122661",
            "é303",
        ] {
            assert!(!is_code(name), "{name}");
        }
    }

    #[test]
    fn each_general_code_has_one_explanation() {
        let mut seen = BTreeSet::new();
        for one in sections() {
            assert!(seen.insert(one.code), "{} is explained twice", one.code);
        }
        let missing: Vec<&str> = general_codes()
            .map(|known| known.code.as_str())
            .filter(|code| !seen.contains(code))
            .collect();
        assert!(missing.is_empty(), "not in docs/findings.md: {missing:?}");
    }

    #[test]
    fn an_explanation_fits_the_width() {
        for width in [40, 80] {
            for one in sections() {
                let text = human(&one, "warning", width);
                for line in text.lines().filter(|line| !line.starts_with("      ")) {
                    let words = line.split_whitespace().count();
                    assert!(line.chars().count() <= width || words == 1, "{line}");
                }
            }
        }
        assert!(find("e0303").is_some_and(|one| one.code == "E0303"));
        assert_eq!(find("E9999"), None);
    }
}
