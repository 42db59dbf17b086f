//! The canonical layout of a YAML file: indentation and the blanks between tokens, nothing else.
//!
//! Every token keeps its text; only what stands between tokens is written anew, by `write.rs`,
//! after the nesting that the parser's own scanner sees. What is given out was read again and
//! means the same, comment for comment; otherwise there is a diagnostic and no text.

mod gaps;
mod levels;
mod pieces;
mod remarks;
mod same;
mod shift;
mod write;

use super::codes::YamlCode;
use super::diagnostic::Diagnostic;
use super::source::{SourceId, Sources};
use super::syntax;

/// A file's text in canonical layout, with `\n` at the end of each line.
///
/// The error is the file's syntax error, or that the layout would change what the file means:
/// that is a mistake of the formatter's own, and the file is better left alone. What else may be
/// wrong with the file does not matter here.
pub fn layout(sources: &Sources, id: SourceId) -> Result<String, Diagnostic> {
    let text = sources.text(id);
    if let Err(error) = same::readable(text) {
        let at = error.marker().byte_offset().unwrap_or(text.len());
        return Err(syntax::explain(error.kind(), sources, id, at));
    }
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let written = match pieces::pieces(&unix) {
        Some(pieces) => write::write(&unix, &pieces),
        None => as_it_is(text, &unix),
    };
    if same::same(text, &written) && same::comments(&unix) == same::comments(&written) {
        Ok(written)
    } else {
        Err(Diagnostic::error(
            YamlCode::Layout,
            "its canonical layout would not mean the same; the file is left as it is",
        )
        .help("this is a mistake of the formatter: please report it with the file, secrets removed")
        .in_file(sources.name(id)))
    }
}

/// A file that is not understood whole: it only gets its last line break. Blanks behind the last
/// one go, unless they are text.
fn as_it_is(text: &str, unix: &str) -> String {
    let cut = unix.trim_end_matches([' ', '\t']);
    if cut.is_empty() || (cut.ends_with('\n') && same::same(text, cut)) {
        return cut.to_owned();
    }
    let end = if unix.ends_with('\n') { "" } else { "\n" };
    format!("{unix}{end}")
}
