//! Layer 5, the command line: arguments, files, environment, terminal and exit codes.
//!
//! A command parses its arguments, calls the layers below and prints the result. It decides
//! nothing about numbers or accounts.

mod commands;
mod exit_code;
mod global_options;
mod input;
mod local_sandbox;
mod output;
mod runtime;
mod session;
mod signals;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser};

pub use exit_code::Exit;
pub use global_options::Global;

use self::commands::Command;
use self::output::{logging, terminal};

/// Text-messaging configuration as code
///
/// Declare providers, numbers, callback URLs and keywords in YAML; plan, apply and watch for
/// drift against Twilio and your registry.
#[derive(Debug, Parser)]
#[command(name = "switchboard", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    terminal::install_panic_message();
    let mut cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&harmless(error)),
    };
    logging::install(&cli.global);
    match cli.command.run(&mut cli.global) {
        Ok(exit) => exit.code_with(cli.command.differences()),
        Err(error) => {
            terminal::complain(&error);
            Exit::ERROR.code()
        }
    }
}

/// The same usage error with escaped arguments in its message. An invalid argument is also invalid
/// in its escaped form; should it not be, the message without the argument is used.
fn harmless(error: clap::Error) -> clap::Error {
    let arguments: Vec<_> = std::env::args_os().collect();
    let shown = |argument: &std::ffi::OsString| {
        let text = argument.to_string_lossy();
        crate::report::text::escape::neutral(&text).into_owned()
    };
    let escaped: Vec<String> = arguments.iter().map(shown).collect();
    if arguments.iter().zip(&escaped).all(|(a, b)| a == b.as_str()) {
        return error;
    }
    match Cli::try_parse_from(escaped) {
        Err(error) => error,
        Ok(_) => clap::Error::new(error.kind()).with_cmd(&Cli::command()),
    }
}

/// Prints help or version, or a usage error. The exit code of an error is 1, not clap's 2, which
/// means differences here.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render();
    if error.use_stderr() {
        terminal::tell(&terminal::styled(&text));
        Exit::ERROR.code()
    } else {
        // A reader that has closed stdout needs no help text.
        let _ = error.print();
        ExitCode::SUCCESS
    }
}
