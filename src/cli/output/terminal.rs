//! The terminal: results go to stdout, everything else to stderr. No other file prints.

use std::borrow::Cow;
use std::io::{self, Write};

use anyhow::Context;

use crate::cli::failure::{OfKind as _, help};
use crate::cli::global_options::{Color, Global, variable};
use crate::cli::output::suggestions;
use crate::cli::surroundings::Surroundings;
use crate::engine::RunErrorKind;
use crate::report::text::{escape, width, workflow_commands, wrap};

/// The form of a result. It decides how the text is made harmless for a pipeline's runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text for people, wrapped to the width of a terminal.
    Text,
    /// Text for people whose lines stay as they are, such as a diff.
    Lines,
    /// Markup, which a program turns into text.
    Markup,
    /// A document in JSON, or one document a line.
    Json,
    /// Commands for GitHub's runner.
    Commands,
    /// The exact bytes, such as a file of the user's.
    Exact,
}

/// Writes a text for people to stdout.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    print_as(Form::Text, text)
}

/// Writes a result to stdout. A reader that has closed it is not an error.
pub(crate) fn print_as(form: Form, text: &str) -> anyhow::Result<()> {
    let text = match form {
        Form::Text => fitted(
            suggestions::complete(text),
            Surroundings::current().prints_to_a_terminal(),
        ),
        Form::Lines => suggestions::complete(text),
        _ => text.into(),
    };
    let text = harmless(form, &text);
    printed(Surroundings::current().print(text.as_bytes()))
}

/// Writes a JSON document to stdout while it is made. A reader that has closed it is not an error.
pub(crate) fn print_json(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut out = workflow_commands::JsonWriter::new(Stdout);
    printed(write(&mut out).and_then(|()| out.flush()))
}

/// The outcome of writing a result to stdout.
fn printed(outcome: io::Result<()>) -> anyhow::Result<()> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        // The error for a full disk names no file, so the context names what did not fit.
        other => other
            .context("the result cannot be written to stdout")
            .of_kind(RunErrorKind::Output),
    }
}

/// Stdout for a result that is written in pieces.
struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Surroundings::current().print(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A result without anything that a pipeline's runner would take for a command.
pub(crate) fn harmless(form: Form, text: &str) -> Cow<'_, str> {
    match form {
        Form::Text | Form::Lines | Form::Markup => workflow_commands::text(text),
        Form::Json => workflow_commands::json(text),
        Form::Commands => workflow_commands::commands(text),
        Form::Exact => text.into(),
    }
}

/// Prints a text to stderr. There is no place to report a failure.
pub(crate) fn eprint(text: &str) {
    let around = Surroundings::current();
    let text = fitted(suggestions::complete(text), around.reports_to_a_terminal());
    around.report(workflow_commands::text(&text).as_bytes());
}

/// Prints JSON to stderr, for a program.
pub(crate) fn eprint_json(text: &str) {
    Surroundings::current().report(workflow_commands::json(text).as_bytes());
}

/// Stderr for libraries that write to it by themselves.
pub(crate) struct Stderr;

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        eprint(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Prints an error with its causes.
pub(crate) fn eprint_error(error: &anyhow::Error) {
    eprint(&in_words(error));
}

/// An error with its causes and what to do about it, as lines.
pub(crate) fn in_words(error: &anyhow::Error) -> String {
    let causes = causes(error);
    let mut text = format!("error: {}\n", causes.join("\n  because: "));
    if let Some(help) = help(error) {
        text.push_str(&format!("  help: {help}\n"));
    }
    text
}

/// The longest text of one cause that is shown, in characters.
const LONGEST_CAUSE: usize = 2000;

/// An error's text, and the texts of those causes that add something new. An error may repeat what
/// a plan file, an argument or a provider says, so this function makes all of it harmless.
pub(crate) fn causes(error: &anyhow::Error) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for cause in error.chain().map(ToString::to_string) {
        let cause = width::shortened(&escape::neutral(&cause), LONGEST_CAUSE).into_owned();
        // Libraries often repeat their cause's text in their own.
        if !texts.iter().any(|text| text.contains(&cause)) {
            texts.push(cause);
        }
    }
    texts
}

/// Whether to colour what goes to stdout.
pub(crate) fn color_stdout(global: &Global) -> bool {
    color(global.color, Surroundings::current().prints_to_a_terminal())
}

/// Whether to colour what goes to stderr.
pub(crate) fn color_stderr(global: &Global) -> bool {
    color(
        global.color,
        Surroundings::current().reports_to_a_terminal(),
    )
}

fn color(choice: Color, terminal: bool) -> bool {
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if variable("NO_COLOR").is_some() => false,
        Color::Auto => terminal || variable("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
    }
}

/// A text of the argument parser for stderr, before the colour option is known.
pub(crate) fn styled(text: &clap::builder::StyledStr) -> String {
    let terminal = Surroundings::current().reports_to_a_terminal();
    styled_for(text, terminal)
}

/// A text of the argument parser for stdout, before the colour option is known.
pub(crate) fn styled_result(text: &clap::builder::StyledStr) -> String {
    let terminal = Surroundings::current().prints_to_a_terminal();
    // The parser wraps descriptions, but not the line with the usage.
    fitted(styled_for(text, terminal).into(), terminal).into_owned()
}

fn styled_for(text: &clap::builder::StyledStr, terminal: bool) -> String {
    if color(Color::Auto, terminal) {
        text.ansi().to_string()
    } else {
        text.to_string()
    }
}

/// The width of stdout, in columns.
pub(crate) fn width() -> usize {
    known_width(Surroundings::current().prints_to_a_terminal()).unwrap_or(100)
}

/// The width of a stream, in columns, if it is known: from the environment, or of a terminal.
fn known_width(terminal: bool) -> Option<usize> {
    let named = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let measured = || terminal.then(terminal_size::terminal_size).flatten();
    let measured = || measured().map(|(width, _)| usize::from(width.0));
    named.or_else(measured).filter(|width| *width > 0)
}

/// A text with lines that fit into a stream whose width is known. Other lines stay whole, so that
/// programs find them.
fn fitted(text: Cow<'_, str>, terminal: bool) -> Cow<'_, str> {
    match known_width(terminal) {
        None => text,
        Some(width) => match text {
            Cow::Borrowed(text) => wrap::wrapped(text, width),
            Cow::Owned(text) => Cow::Owned(wrap::wrapped(&text, width).into_owned()),
        },
    }
}

/// Whether there is a person to ask.
pub(crate) fn can_ask(global: &Global) -> bool {
    let around = Surroundings::current();
    !global.no_input && around.can_read_a_terminal() && around.reports_to_a_terminal()
}

/// Asks on stderr and reads one line from stdin. The caller may stop waiting; the thread that reads
/// then ends with the process.
pub(crate) async fn ask(question: &str) -> anyhow::Result<String> {
    eprint(question);
    let (answered, answer) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line).map(|_| line);
        // Nothing receives the answer if the question was withdrawn.
        let _ = answered.send(read);
    });
    let line = answer.await.context("the answer cannot be read")??;
    Ok(line.trim().to_owned())
}

/// Whether stderr can show a progress bar.
pub(crate) fn shows_progress(global: &Global) -> bool {
    !global.quiet && Surroundings::current().reports_to_a_terminal()
}

/// A source file's path without the folders of the machine that built this program.
fn shown_source(file: &str) -> &str {
    let is_absolute = file.starts_with(['/', '\\']) || file.get(1..2) == Some(":");
    if !is_absolute {
        return file;
    }
    // A library's folder has its name and version.
    let known = file
        .rfind("/src/")
        .and_then(|at| file.get(..at)?.rfind('/'));
    let last = || file.rfind(['/', '\\']);
    let begin = known.or_else(last).map_or(0, |at| at + 1);
    file.get(begin..).unwrap_or_default()
}

/// Installs the message for a panic, which is a bug. Unlike the standard message, it contains no
/// arguments or values.
pub(crate) fn install_panic_message() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(|at| format!(" ({}:{})", shown_source(at.file()), at.line()))
            .unwrap_or_default();
        eprint(&format!(
            "error: internal error in switchboard {}{place}\n  help: the registry records what was done so far; run the command again, and please report this\n",
            env!("CARGO_PKG_VERSION"),
        ));
    }));
}

#[cfg(test)]
mod tests {
    use super::shown_source;

    /// The message for a panic names no folder of the machine that built it.
    #[test]
    fn a_source_is_shown_without_the_machine_that_built_it() {
        for (file, shown) in [
            ("src/cli/mod.rs", "src/cli/mod.rs"),
            (
                "/root/.cargo/registry/src/index-1/tokio-1.5/src/signal/unix.rs",
                "tokio-1.5/src/signal/unix.rs",
            ),
            (
                "/rustc/abc/library/core/src/option.rs",
                "core/src/option.rs",
            ),
            ("/home/x/build.rs", "build.rs"),
            (r"C:\\x\\y.rs", "y.rs"),
        ] {
            assert_eq!(shown_source(file), shown);
        }
    }
}
