//! Floor 4: the face. Arguments, files, environment, terminal and exit codes.
//!
//! A command is a file with its arguments and its `run`; the doc comment of the arguments is the
//! help page. A command loads, observes, plans, renders and exits; it decides nothing and builds
//! no text.

mod again;
mod apply;
mod approval;
mod blaming;
mod completions;
mod drift;
mod drifting;
mod exit;
mod explain;
mod files;
mod fmt;
mod formats;
mod graph;
mod init;
mod logging;
mod man;
mod numbers;
mod place;
mod planning;
mod problems;
mod program;
mod progress;
mod protected;
mod put;
mod reading;
mod registry;
mod remedies;
mod report_files;
mod reports;
mod routes;
mod runner;
mod sandbox;
mod saved;
mod schema;
mod settings;
mod shelf;
mod signals;
mod stand_in;
mod terminal;
mod test_command;
mod text;
mod undoing;
mod validate;
mod vault;
mod waiting;
mod watch;
mod world;

#[path = "plan.rs"]
mod plan_command;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand};

pub use exit::Exit;
pub use settings::Global;

use self::signals::Signals;
use crate::provider::Settings;

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

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    Validate(validate::Validate),
    Fmt(fmt::Fmt),
    Plan(plan_command::PlanCommand),
    Apply(apply::Apply),
    Drift(drift::DriftCommand),
    Watch(watch::Watch),
    Explain(explain::Explain),
    Graph(graph::GraphCommand),
    Test(test_command::TestCommand),
    Numbers(numbers::Numbers),
    Registry(registry::Registry),
    Schema(schema::SchemaCommand),
    Sandbox(sandbox::SandboxCommand),
    Completions(completions::Completions),
    #[command(hide = true)]
    Man(man::Man),
}

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    terminal::install_panic_message();
    let mut cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&harmless(error)),
    };
    logging::install(&cli.global);
    let differences = match &cli.command {
        Command::Drift(command) => command.exit_code(),
        // It works in several environments, too.
        Command::Watch(_) => exit::DIFFERENCES,
        _ => match cli.global.choose_environment() {
            Ok(()) => exit::DIFFERENCES,
            Err(error) => return end(Err(error), exit::DIFFERENCES),
        },
    };
    again::remember(&cli.global);
    let ended = match &cli.command {
        Command::Drift(command) => command.run(&cli.global),
        Command::Watch(command) => command.run(&cli.global),
        Command::Init(command) => command.run(&cli.global),
        Command::Validate(command) => command.run(&cli.global),
        Command::Fmt(command) => command.run(&cli.global),
        Command::Plan(command) => command.run(&cli.global),
        Command::Apply(command) => command.run(&cli.global),
        Command::Explain(command) => command.run(&cli.global),
        Command::Graph(command) => command.run(&cli.global),
        Command::Test(command) => command.run(&cli.global),
        Command::Numbers(command) => command.run(&cli.global),
        Command::Registry(command) => command.run(&cli.global),
        Command::Schema(command) => command.run(),
        Command::Sandbox(command) => command.run(&cli.global),
        Command::Completions(command) => command.run(),
        Command::Man(command) => command.run(&cli.global),
    };
    end(ended, differences)
}

/// Ends the process. `differences` is the exit code of differences.
fn end(ended: anyhow::Result<Exit>, differences: u8) -> ExitCode {
    match ended {
        Ok(exit) => exit.code_with(differences),
        Err(error) => {
            terminal::complain(&error);
            Exit::ERROR.code()
        }
    }
}

/// Runs a command that waits for the world. Two workers are plenty: the work is waiting.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    enough_files().context(
        "this process may not open enough files: raise the limit, such as with `ulimit -n 1024`",
    )?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("nothing can be waited for")?;
    runtime.block_on(work)
}

/// What takes part in waiting for the world opens so many files: timers, signals, connections, the
/// registry. Without them the libraries would not say what is wrong, and some would panic.
const FILES: usize = 24;

/// Whether so many files can be opened.
fn enough_files() -> std::io::Result<()> {
    if cfg!(unix) {
        let open = |_| std::fs::File::open("/dev/null");
        (0..FILES).map(open).collect::<Result<Vec<_>, _>>()?;
    }
    Ok(())
}

/// Runs a command that a signal may end at any point: it changes nothing, or asks before it does.
fn interruptible<F>(work: impl FnOnce(Settings) -> F) -> anyhow::Result<Exit>
where
    F: Future<Output = anyhow::Result<Exit>>,
{
    block_on(async {
        let signals = Signals::listen("\ninterrupted\n");
        let mut settings = routes::settings();
        settings.cancel = signals.cancel.clone();
        match signals.unless(work(settings)).await {
            Some(ended) => ended,
            None => Ok(signals.exit()),
        }
    })
}

/// The same mistake in usage, in words that repeat the arguments escaped. What is wrong with an
/// argument is as wrong with its escaped form; should it not be, the library's words without the
/// argument are left.
fn harmless(error: clap::Error) -> clap::Error {
    let arguments: Vec<_> = std::env::args_os().collect();
    let shown = |argument: &std::ffi::OsString| {
        let text = argument.to_string_lossy();
        crate::report::text::neutral(&text).into_owned()
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

/// Help and version are answers; everything else clap says is a mistake in usage, which is 1
/// here and not clap's 2: that means differences.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render();
    if error.use_stderr() {
        terminal::tell(&terminal::styled(&text));
        Exit::ERROR.code()
    } else {
        // When nobody listens any more there is nothing left to tell.
        let _ = error.print();
        ExitCode::SUCCESS
    }
}
