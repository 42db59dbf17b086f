//! The canonical layout of a YAML file: indentation and the blanks between tokens, nothing else.
//!
//! Every token keeps its text. Only the text between tokens is rewritten, by `write.rs`, following
//! the nesting that the parser's own scanner sees. The result is read again and must mean the same,
//! comment for comment; otherwise there is a diagnostic and no text.

mod comments;
mod equivalence;
mod nesting;
mod shift;
mod spacing;
mod tokens;
mod write;

use crate::codes::YamlCode;
use crate::diagnostic::Diagnostic;
use crate::read::syntax;
use crate::source::{SourceId, Sources};

/// A file's text in canonical layout, with `\n` at the end of each line.
///
/// The error is the file's syntax error, or that the layout would change what the file means. The
/// latter is a mistake in the formatter, and the file must then stay as it is. Other errors in the
/// file do not matter here.
pub fn layout(sources: &Sources, id: SourceId) -> Result<String, Diagnostic> {
    let text = sources.text(id);
    if let Err(error) = equivalence::readable(text) {
        let at = error.marker().byte_offset().unwrap_or(text.len());
        return Err(syntax::explain(error.kind(), sources, id, at));
    }
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let written = match tokens::tokens(&unix) {
        Some(tokens) => write::write(&unix, &tokens),
        None => as_it_is(text, &unix),
    };
    // A file that stays as it is means what it meant; to compare it would read it four times.
    let is_same = written == text;
    if is_same
        || (equivalence::same(text, &written)
            && equivalence::comments(&unix) == equivalence::comments(&written))
    {
        Ok(written)
    } else {
        Err(Diagnostic::error(
            YamlCode::Layout,
            "formatting would change what the file means; it is left as it is",
        )
        .help("this is a bug in the formatter: please report it with the file, secrets removed")
        .in_file(sources.name(id)))
    }
}

/// The text of a file that is not understood whole: only its last line break is added. Blanks after
/// the last line break are removed, unless they are text.
fn as_it_is(text: &str, unix: &str) -> String {
    let cut = unix.trim_end_matches([' ', '\t']);
    if cut.is_empty() || (cut.ends_with('\n') && equivalence::same(text, cut)) {
        return cut.to_owned();
    }
    let end = if unix.ends_with('\n') { "" } else { "\n" };
    format!("{unix}{end}")
}
