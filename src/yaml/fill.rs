//! One text with its `${name}` replaced.

use super::codes;
use super::diagnostic::{Diagnostic, Findings};
use super::names::nearest;
use super::node::{Scalar, Style, shown};
use super::path::{Step, address};
use super::pieces::{Piece, pieces};
use super::source::{Span, span};
use super::vars::{State, Vars};

/// One value may grow to a MiB, all of them together to 64.
const MAX_VALUE: usize = 1 << 20;

const MAX_TOTAL: usize = 64 << 20;

impl Vars<'_> {
    /// Fills in one text; false when something in it is wrong.
    pub(super) fn fill_scalar(
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
        for piece in pieces(&raw) {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Bad => {
                    whole = false;
                    findings.push(
                        Diagnostic::error(
                            codes::UNCLOSED_VAR,
                            "a `${` is not closed, or holds no name",
                        )
                        .help("write `${name}`; a dollar before a brace is written `$${`")
                        .address(address(path))
                        .at(self.place(place, "${"), ""),
                    );
                }
                Piece::Name(name) => {
                    replaced = true;
                    self.used.insert(name.to_owned());
                    match self.known.get(name) {
                        Some(var) if var.state == State::Done => {
                            text.push_str(&var.scalar.text);
                            concealed |= var.scalar.concealed;
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
                    Diagnostic::error(codes::VAR_TOO_LARGE, "vars expand to too much text");
                findings.push(
                    problem
                        .help("a value may grow to 1 MiB, all of them to 64 MiB")
                        .address(address(path))
                        .at(place, ""),
                );
                return false;
            }
        }
        self.total += text.len();
        scalar.text = text;
        scalar.concealed = concealed;
        if replaced {
            scalar.style = Style::Quoted;
            scalar.filled = true;
        }
        whole
    }

    pub(super) fn unknown(&self, name: &str, concealed: bool, place: Span) -> Diagnostic {
        let at = self.place(place, &format!("${{{name}}}"));
        if concealed {
            return Diagnostic::error(
                codes::UNKNOWN_VAR,
                "this value uses a var that is not in `vars`",
            )
            .help("declare it under `vars`; a dollar before a brace is written `$${`")
            .at(at, "");
        }
        let help = match nearest(name, self.known.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `${{{}}}`?", shown(near)),
            None => format!(
                "add `{}` under `vars`, or give it with --var; a dollar before a brace is written `$${{`",
                shown(name)
            ),
        };
        Diagnostic::error(
            codes::UNKNOWN_VAR,
            format!("`${{{}}}` is not in `vars`", shown(name)),
        )
        .help(help)
        .at(at, "not declared")
    }

    /// Where a piece of a value stands in the source; the whole value if it is spelt otherwise.
    pub(super) fn place(&self, whole: Span, piece: &str) -> Span {
        match self.sources.slice(whole).find(piece) {
            Some(n) => {
                let start = whole.start as usize + n;
                span(whole.source, start, start + piece.len())
            }
            None => whole,
        }
    }
}
