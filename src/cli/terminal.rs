//! The terminal: results go to stdout, everything else to stderr. The only file that prints.

use std::io::{self, IsTerminal, Write};

use super::settings::{Color, Global, variable};
use crate::registry::RegistryError;

/// Writes a result to stdout. A reader who went away is not an error.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Tells something on stderr. Nobody can be told when that fails.
pub fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Tells an error with its causes.
pub fn complain(error: &anyhow::Error) {
    let mut text = format!("error: {error}\n");
    for cause in error.chain().skip(1) {
        // Libraries often repeat their cause's text in their own.
        if !text.contains(&cause.to_string()) {
            text.push_str(&format!("  because: {cause}\n"));
        }
    }
    let help = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<RegistryError>()?.help());
    if let Some(help) = help {
        text.push_str(&format!("  help: {help}\n"));
    }
    tell(&text);
}

/// Whether to colour what goes to stdout.
pub fn color_stdout(global: &Global) -> bool {
    color(global.color, io::stdout().is_terminal())
}

/// Whether to colour what goes to stderr.
pub fn color_stderr(global: &Global) -> bool {
    color(global.color, io::stderr().is_terminal())
}

fn color(choice: Color, terminal: bool) -> bool {
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if variable("NO_COLOR").is_some() => false,
        Color::Auto => terminal || variable("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
    }
}

/// How wide stdout is, in columns.
pub fn width() -> usize {
    variable("COLUMNS")
        .and_then(|columns| columns.parse().ok())
        .unwrap_or(100)
}

/// Whether somebody can be asked.
pub fn can_ask(global: &Global) -> bool {
    !global.no_input && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks on stderr and reads one line from stdin.
pub fn ask(question: &str) -> anyhow::Result<String> {
    tell(question);
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}

/// Whether stderr can show a progress bar.
pub fn shows_progress(global: &Global) -> bool {
    !global.quiet && io::stderr().is_terminal()
}

/// A panic is a mistake of ours. It is told without the arguments and values that a standard
/// message could hold.
pub fn install_panic_message() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(|at| format!(" ({}:{})", at.file(), at.line()))
            .unwrap_or_default();
        tell(&format!(
            "error: switchboard {} met a mistake of its own{place}\n  what was done until now is in the registry: run the command again, and please report this\n",
            env!("CARGO_PKG_VERSION"),
        ));
    }));
}
