//! `import`: writes YAML for what accounts already have. Changes nothing and takes no lock.

use std::path::PathBuf;

use clap::Args;
use glob::Pattern;

use crate::cli::commands::import::accounts::Wanted;
use crate::cli::commands::import::files::Target;
use crate::cli::exit_code::Exit;
use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::project::Project;
use crate::cli::local_sandbox::Access;
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::terminal;
use crate::cli::runtime;
use crate::cli::session::{self, Session};
use crate::engine::{self, ImportRequest, Imported, OpenError, RunErrorKind, Subaccounts};
use crate::model::{Name, Origins};
use crate::provider::Settings;
use crate::report::import::{self as report, Account, Summary};
use crate::yaml::{Diagnostic, Sources};

mod accounts;
mod files;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Print YAML for the account of the environment's credentials",
            &["switchboard import"],
        ),
        (
            "Write a configuration, and see that it changes nothing",
            &[
                "switchboard import --out imported.yaml",
                "switchboard plan -f imported.yaml",
            ],
        ),
        (
            "Import an account and its subaccounts, each into a file of its own",
            &["switchboard import --all-accounts --out accounts"],
        ),
        (
            "Import only some numbers, under a provider name of your choice",
            &["switchboard import --match 'Store*' --provider stores"],
        ),
    ],
    exits: &[
        ("0", "the YAML was written"),
        (
            "1",
            "nothing was written: credentials, an account not read whole, a file that exists",
        ),
        (
            "3",
            "another account could not be read; with --strict, a setting could not be written",
        ),
        exits::SIGNALS,
    ],
    variables: variables::ALL,
};

/// Write YAML for what accounts already have
///
/// Needs no configuration. The account and its credentials come from `TWILIO_ACCOUNT_SID` and
/// `TWILIO_AUTH_TOKEN` (or `TWILIO_API_KEY` and `TWILIO_API_SECRET`), or from a --profile. The YAML
/// goes to stdout or to --out, which never overwrites a file; a summary goes to stderr.
///
/// Nothing changes at the provider or in the registry, and a plan of the result has no changes: the
/// next `apply` only records what is already there. Settings that the configuration cannot express
/// become comments.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct Import {
    /// Name of the provider to write, else from the registry, the profile or the account's name;
    /// repeatable: one for each account
    #[arg(long = "provider", value_name = "NAME", value_parser = name)]
    providers: Vec<Name>,

    /// Account or subaccount to import [default: that of the credentials]; repeatable
    #[arg(long = "account-sid", value_name = "AC…")]
    account_sids: Vec<String>,

    /// Import the account and all its active subaccounts; their tokens come from the account list
    #[arg(long, conflicts_with_all = ["account_sids", "providers"])]
    all_accounts: bool,

    /// Import only numbers whose friendly name or E.164 form matches this glob, and their services
    #[arg(long = "match", value_name = "PATTERN")]
    pattern: Option<Pattern>,

    /// File to write, or for several accounts a folder, with a file for each
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,

    /// Write all values, also those that are the same if they are omitted
    #[arg(long)]
    full: bool,

    /// Exit with 3 if a setting could not be written
    #[arg(long)]
    strict: bool,
}

fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).map_err(|why| format!("{}; {}", why.summary, why.help))
}

impl Import {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let project = Project::read(global)?;
        let wanted = Wanted {
            providers: &self.providers,
            account_sids: &self.account_sids,
            all: self.all_accounts,
        };
        runtime::interruptible(|settings| async {
            let Some(session) = open(global, &project, settings).await? else {
                return Ok(Exit::ERROR);
            };
            let ended = match wanted.accounts(global, &session).await {
                Ok(found) => self.import(global, &project, &session, &found).await,
                Err(error) => unopened(error, &session, global).await,
            };
            session.close(ended).await
        })
    }

    async fn import(
        &self,
        global: &Global,
        project: &Project,
        session: &Session,
        found: &Subaccounts,
    ) -> anyhow::Result<Exit> {
        let accounts = found.accounts.as_slice();
        let several = accounts.len() > 1;
        let target = Target::of(self.out.as_deref(), several, global)?;
        let configuration = project.loaded.configuration.as_ref();
        let declared = configuration.map(|one| one.project.as_str());
        let request = ImportRequest {
            kind: accounts::kind()?,
            accounts,
            pattern: self.pattern.as_ref(),
            source: None,
            project: declared.filter(|project| !several && *project != DEFAULT_PROJECT),
            full: self.full,
        };
        let imported = match engine::import(&session.context, &request).await {
            Ok(imported) => imported,
            Err(error) => return unopened(error.into(), session, global).await,
        };
        problems::eprint(&unread(&imported), &Sources::default(), global);
        if imported.providers.is_empty() {
            return self.nothing(&imported);
        }
        let files = target.write(&imported.providers)?;
        summarize(&imported, &files, &found.left_out, global);
        let unwritten = imported
            .providers
            .iter()
            .any(|one| !one.unwritten.is_empty());
        Ok(Exit {
            incomplete: !imported.unread.is_empty()
                || imported.plan.as_ref().is_some_and(|plan| !plan.complete)
                || (self.strict && unwritten),
            ..Exit::DONE
        })
    }

    /// Ends an import that has nothing to write.
    fn nothing(&self, imported: &Imported) -> anyhow::Result<Exit> {
        if let (true, Some(pattern)) = (imported.unread.is_empty(), &self.pattern) {
            return fail_with_help(
                RunErrorKind::Options,
                format!("nothing matches {pattern}, so nothing was written"),
                "--match takes a glob such as 'Store*' or '+1501*', and compares it with friendly names and E.164 numbers",
            );
        }
        terminal::eprint("Nothing was written: no account could be read whole.\n");
        Ok(Exit::ERROR)
    }
}

/// Prints what was imported, what could not be written, and what the plan says.
fn summarize(
    imported: &Imported,
    files: &[Option<String>],
    left_out: &[(String, String)],
    global: &Global,
) {
    if let Some(plan) = &imported.plan {
        let origins = Origins::default();
        let errors = plan
            .findings
            .iter()
            .map(|one| engine::placed(one, &origins));
        let errors: Vec<Diagnostic> = errors.filter(Diagnostic::is_error).collect();
        problems::eprint(&errors, &Sources::default(), global);
    }
    if global.quiet {
        return;
    }
    let accounts = imported
        .providers
        .iter()
        .zip(files)
        .map(|(one, file)| Account {
            provider: one.name.as_str(),
            id: &one.account,
            counted: &one.counted,
            file: file.as_deref(),
            token_variable: one.token_variable.as_deref(),
            unwritten: one
                .unwritten
                .iter()
                .map(|one| (one.address.to_string(), one.what.as_str()))
                .collect(),
            unasked: &one.unasked,
        });
    let summary = Summary {
        accounts: accounts.collect(),
        unmatched: &imported.unmatched,
        left_out,
        plan: imported.plan.as_ref(),
        everything: global.verbose > 0,
    };
    terminal::eprint(&report::human(&summary));
}

/// Ends a command that could not open its accounts.
async fn unopened(
    error: anyhow::Error,
    session: &Session,
    global: &Global,
) -> anyhow::Result<Exit> {
    match error.downcast::<OpenError>() {
        Ok(OpenError::Invalid(problems)) => {
            problems::eprint(&problems, &Sources::default(), global);
            Ok(Exit::ERROR)
        }
        // The signal that interrupted this ends the command.
        Ok(OpenError::Run(_)) if session.context.settings.cancel.is_cancelled() => {
            std::future::pending().await
        }
        Ok(OpenError::Run(error)) => Err(error.into()),
        Err(error) => Err(error),
    }
}

/// The project of a configuration that names none.
const DEFAULT_PROJECT: &str = "default";

/// Opens the registry and the credentials. `None` if that needs the configuration and it is wrong,
/// which has been reported.
async fn open(
    global: &Global,
    project: &Project,
    settings: Settings,
) -> anyhow::Result<Option<Session>> {
    let configuration = project.loaded.configuration.as_ref();
    let is_broken = configuration.is_none() && !project.sources.is_empty();
    if is_broken && global.sandbox {
        Problems::new(project, Vec::new()).report(Format::Human, &[], global)?;
        return Ok(None);
    }
    if is_broken && !global.quiet {
        terminal::eprint(
            "The configuration here has errors (`switchboard validate` shows them), so names in the registry are those of the project `default`.\n",
        );
    }
    let seed = || match configuration {
        Some(configuration) => project.seed(configuration),
        None => Project::seed_alone(),
    };
    let scope = session::scope(global, &project.scope().project);
    let session = Session::over(global, scope, None, Access::Reads, settings, seed).await?;
    problems::eprint(&session.notices, &Sources::default(), global);
    Ok(Some(session))
}

/// What could not be read, each cause once. The providers have no names yet.
fn unread(imported: &Imported) -> Vec<Diagnostic> {
    let found = engine::unread(imported.unread.iter(), &Origins::default());
    let nameless = |diagnostic| Diagnostic {
        address: None,
        ..diagnostic
    };
    found.into_iter().map(nameless).collect()
}
