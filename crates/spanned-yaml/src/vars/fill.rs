//! One text with its `${name}` replaced.

use crate::codes::YamlCode;
use crate::diagnostic::{Diagnostic, Findings};
use crate::quote::shown;
use crate::shape::check::literal_secrets::is_variable;
use crate::source::{Span, span};
use crate::suggestion::{Suggestion, nearest};
use crate::tree::path::{Step, address};
use crate::tree::scalar::{Scalar, Style};
use crate::vars::segments::{Segment, segments};
use crate::vars::{State, Vars};

/// The largest size of one value is 1 MiB, of all together 64 MiB.
const MAX_VALUE: usize = 1 << 20;

const MAX_TOTAL: usize = 64 << 20;

impl Vars<'_> {
    /// Fills in one text; returns false when something in it is wrong.
    pub(crate) fn fill_scalar(
        &mut self,
        scalar: &mut Scalar,
        place: Span,
        path: &[Step<'_>],
        findings: &mut Findings,
    ) -> bool {
        if !scalar.text.contains('$') {
            return true;
        }
        let mut text = String::new();
        let mut whole = true;
        let mut replaced = false;
        let mut concealed = scalar.concealed;
        let raw = std::mem::take(&mut scalar.text);
        // The var just filled in, if the text so far is a URL that ends with its host.
        let mut host: Option<&str> = None;
        for segment in segments(&raw) {
            let added = match segment {
                Segment::Text(segment) => Some(segment),
                Segment::Name(name) => self.known.get(name).map(|var| var.scalar.text.as_str()),
                Segment::Bad => None,
            };
            if let (Some(name), Some(added), false) = (host.take(), added, concealed)
                && added.starts_with(|c: char| c.is_alphanumeric() || c == '%')
            {
                let at = self.place(place, &format!("${{{name}}}"));
                findings.push(
                    runs_on(name, &text, added)
                        .address(address(path))
                        .at(at, "a host name"),
                );
            }
            match segment {
                Segment::Text(segment) => text.push_str(segment),
                Segment::Bad => {
                    whole = false;
                    findings.push(
                        Diagnostic::error(
                            YamlCode::UnclosedVar,
                            "a `${` is not closed, or holds no name",
                        )
                        .help("write `${name}`; a dollar before a brace is written `$${`")
                        .address(address(path))
                        .at(self.place(place, "${"), ""),
                    );
                }
                Segment::Name(name) => {
                    replaced = true;
                    self.used.insert(name.to_owned());
                    match self.known.get(name) {
                        Some(var) if var.state == State::Done => {
                            text.push_str(&var.scalar.text);
                            concealed |= var.scalar.concealed;
                            host = ends_with_its_host(&text, &var.scalar.text).then_some(name);
                            if concealed && let Some(at) = var.span {
                                findings.concealed.push(at);
                            }
                        }
                        Some(_) => whole = false,
                        None => {
                            whole = false;
                            let problem = self.unknown(name, scalar.concealed, place);
                            findings.push(problem.address(address(path)));
                        }
                    }
                }
            }
            if text.len() > MAX_VALUE || self.total + text.len() > MAX_TOTAL {
                let problem =
                    Diagnostic::error(YamlCode::VarTooLarge, "vars expand to too much text");
                findings.push(
                    problem
                        .help("one value may expand to 1 MiB, and all of them together to 64 MiB")
                        .address(address(path))
                        .at(place, ""),
                );
                return false;
            }
        }
        self.total += text.len();
        scalar.text = text.into();
        scalar.concealed = concealed;
        if replaced {
            scalar.style = Style::Quoted;
            scalar.filled = true;
        }
        whole
    }

    pub(crate) fn unknown(&self, name: &str, concealed: bool, place: Span) -> Diagnostic {
        let at = self.place(place, &format!("${{{name}}}"));
        if concealed {
            let unknown = Diagnostic::error(
                YamlCode::UnknownVar,
                "this value uses a var that is not in `vars`",
            )
            .at(at, "");
            return if is_variable(name) {
                unknown
                    .help(format!("name the environment variable where the secret is used: {{ env: {name} }}; ${{…}} reads `vars` only"))
                    .suggestion(Suggestion::Variable)
            } else {
                unknown.help("declare it under `vars`; a dollar before a brace is written `$${`")
            };
        }
        let unknown = Diagnostic::error(
            YamlCode::UnknownVar,
            format!("`${{{}}}` is not in `vars`", shown(name)),
        )
        .at(at, "not declared");
        match nearest(name, self.known.keys().map(String::as_str)) {
            Some(near) => unknown.did_you_mean(format!("${{{}}}", shown(near)), ""),
            None => unknown.help(format!(
                "add `{}` under `vars`, or give it with --var; a dollar before a brace is written `$${{`",
                shown(name)
            )),
        }
    }

    /// The place of a segment of a value in the source; the whole value if it is written otherwise.
    pub(crate) fn place(&self, whole: Span, segment: &str) -> Span {
        match self.sources.slice(whole).find(segment) {
            Some(n) => {
                let start = whole.start as usize + n;
                span(whole.source, start, start + segment.len())
            }
            None => whole,
        }
    }
}

/// Whether the text so far is a URL that ends with its host, and the var that was just filled in
/// ends with that host's name.
fn ends_with_its_host(text: &str, var: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else {
        return false;
    };
    let of_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    // A URL parser decodes percent-encoded octets of a host and spells other letters in ASCII.
    let of_host = |c: char| c.is_alphanumeric() || "-._%".contains(c);
    let (host, port) = host.split_once(':').unwrap_or((host, "0"));
    let dotted = var
        .rsplit_once('.')
        .is_some_and(|(name, end)| !name.is_empty() && !end.is_empty());
    !scheme.is_empty()
        && scheme.chars().all(of_scheme)
        && host.chars().all(of_host)
        && host.ends_with(|c: char| c.is_alphanumeric())
        && !port.is_empty()
        && port.chars().all(|c| c.is_ascii_digit())
        && (var.contains("://") || dotted)
}

/// A host name and the text that continues it.
fn runs_on(name: &str, text: &str, added: &str) -> Diagnostic {
    let host = text.rsplit('/').next().unwrap_or_default();
    let dots: Vec<usize> = host.match_indices('.').map(|(at, _)| at).collect();
    let from = dots.len().checked_sub(2).and_then(|n| dots.get(n));
    let end = host.get(from.map_or(0, |at| at + 1)..).unwrap_or_default();
    let label = |c: &char| c.is_alphanumeric() || "-.%".contains(*c);
    let joined: String = end.chars().chain(added.chars().take_while(label)).collect();
    let before = if from.is_some() { "…" } else { "" };
    Diagnostic::warning(
        YamlCode::HostRunsOn,
        format!(
            "`${{{}}}` ends with a host name, and what follows continues it: {before}{}",
            shown(name),
            shown(&joined)
        ),
    )
    .help(format!(
        "if a path was meant, put a slash between them: ${{{}}}/…",
        shown(name)
    ))
}
