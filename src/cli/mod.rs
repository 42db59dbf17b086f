//! Layer 6, the command line: arguments, files, environment, terminal and exit codes.
//!
//! A command parses its arguments, calls the layers below and prints the result. It decides
//! nothing about numbers or accounts.

mod commands;
mod completing;
mod exit_code;
mod failure;
mod global_options;
mod help;
mod input;
mod local_sandbox;
mod opened;
mod other_tools;
mod output;
mod runtime;
mod session;
mod signals;
mod surroundings;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ContextKind;
use clap::{CommandFactory as _, Parser};

pub use exit_code::Exit;
pub use global_options::Global;
pub use surroundings::Invocation;

use self::commands::Command;
use self::help::{Page, exits, variables};
use self::output::{terminal, traces};
use self::surroundings::Surroundings;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Begin, without an account",
            &[
                "switchboard init",
                "switchboard validate",
                "switchboard plan --sandbox",
            ],
        ),
        (
            "See what would change in your account, and apply it",
            &["switchboard plan", "switchboard apply"],
        ),
    ],
    exits: &[
        exits::DONE,
        exits::ERROR,
        ("2", "something differs, or a check failed"),
        (
            "3",
            "incomplete: something could not be read or changed; the rest was",
        ),
        exits::SIGNALS,
    ],
    variables: variables::ALL,
};

/// Text-messaging configuration as code
///
/// Declare providers, numbers, callback URLs and keywords in YAML; plan, apply and watch for
/// drift against Twilio and your registry.
#[derive(Debug, Parser)]
#[command(name = "switchboard", version, max_term_width = 100, after_long_help = PAGE.text())]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    terminal::install_panic_message();
    match completing::answer(Cli::command) {
        Ok(false) => {}
        Ok(true) => return ExitCode::SUCCESS,
        Err(error) => return ExitCode::from(usage(&error, None)),
    }
    ExitCode::from(perform(&std::env::args_os().collect::<Vec<_>>()))
}

/// Runs a command inside this process and returns its exit code, for tests and embedding. Only the
/// working directory is shared with the process; signals and the log stay off.
pub fn run(mut invocation: Invocation) -> u8 {
    let mut arguments = vec!["switchboard".into()];
    arguments.append(&mut invocation.arguments);
    surroundings::lend(invocation, || perform(&arguments))
}

/// Runs the program with these arguments, its name first, in the surroundings of this thread.
fn perform(arguments: &[OsString]) -> u8 {
    let mut cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let help = other_tools::help(&error, arguments);
            let mut error = harmless(error, arguments);
            if help.is_some() {
                // A word of another tool is not a misspelt one of ours.
                error.remove(ContextKind::SuggestedSubcommand);
            }
            return usage(&error, help.as_deref());
        }
    };
    // The parser knows the variables of the process only.
    if cli.global.envs.is_empty() {
        let named = Surroundings::current().variable(global_options::ENVIRONMENT);
        cli.global.envs.extend(named.ok());
    }
    let run = traces::begin(&cli.global, cli.command.traced(), cli.command.is_one_run());
    let exit = match run.in_scope(|| cli.command.run(&mut cli.global)) {
        Ok(exit) => exit,
        Err(error) => {
            terminal::eprint_error(&error);
            Exit::ERROR
        }
    };
    let code = exit.number(cli.command.differences());
    run.end(exit, code);
    code
}

/// Parses the escaped arguments to get the same error with a harmless text. If they parse without
/// an error, returns one without the text.
fn harmless(error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let shown = |argument: &OsString| {
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

/// Prints help or version, or a usage error with further help. The exit code of an error is 1, not clap's 2, which
/// means differences here.
fn usage(error: &clap::Error, help: Option<&str>) -> u8 {
    let text = error.render();
    if error.use_stderr() {
        terminal::eprint(&terminal::styled(&text));
        if let Some(help) = help {
            terminal::eprint(&format!("  help: {help}\n"));
        }
        return Exit::ERROR.number(exit_code::DIFFERENCES);
    }
    // A reader that has closed stdout needs no help text.
    let _ = Surroundings::current().print(terminal::styled_result(&text).as_bytes());
    Exit::DONE.number(exit_code::DIFFERENCES)
}
