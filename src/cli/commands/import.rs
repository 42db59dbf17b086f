//! `import`: writes YAML for what accounts already have. Changes nothing and takes no lock.

use std::path::PathBuf;

use clap::Args;
use glob::Pattern;

use crate::cli::commands::import::accounts::Wanted;
use crate::cli::commands::import::files::Target;
use crate::cli::commands::import::from_dynamics::{Beside, DynamicsOption};
use crate::cli::commands::import::new_files::NewFiles;
use crate::cli::commands::import::opened::{open, unopened, unread};
use crate::cli::commands::import::page::PAGE;
use crate::cli::commands::import::sources::SourceOptions;
use crate::cli::commands::import::summary::Written;
use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::{self, Problems};
use crate::cli::runtime;
use crate::cli::session::Session;
use crate::engine::{self, ImportRequest, Imported, Subaccounts};
use crate::import::sources::claims::{Claims, Outcome, Records, Sources, Taken};
use crate::model::Name;
use crate::provider::ProviderKind;
use crate::yaml;

mod accounts;
mod add;
mod declared;
mod files;
mod from_dynamics;
mod handover;
mod into;
mod kind_names;
mod kinds;
mod new_files;
mod nothing;
mod opened;
mod page;
mod resources;
mod sources;
mod summary;

/// Write YAML for what accounts already have
///
/// Needs no configuration. The account and its credentials come from `TWILIO_ACCOUNT_SID` and
/// `TWILIO_AUTH_TOKEN` (or `TWILIO_API_KEY` and `TWILIO_API_SECRET`), or from a --profile. A resource
/// at Azure is named with --resource-id; its credentials come from the variables that `plan` uses. The YAML
/// goes to stdout or to --out, which never overwrites a file, or is added to the file of --into; a
/// summary goes to stderr.
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

    /// Communication Services resource at Azure to import, as the portal shows its id; repeatable
    #[arg(
        long = "resource-id",
        value_name = "ID",
        conflicts_with_all = ["account_sids", "all_accounts", "states", "list", "handover"]
    )]
    resource_ids: Vec<String>,

    /// Import the account and all its active subaccounts; their tokens come from the account list
    #[arg(long, conflicts_with_all = ["account_sids", "providers"])]
    all_accounts: bool,

    /// Import only numbers whose friendly name or E.164 form matches this glob, and their services
    #[arg(long = "match", value_name = "PATTERN")]
    pattern: Option<Pattern>,

    /// File to write, or for several accounts a folder, with a file for each
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,

    /// File of the configuration that gets what it lacks; nothing that is there changes
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    into: Option<PathBuf>,

    #[command(flatten)]
    sources: SourceOptions,

    #[command(flatten)]
    dynamics: DynamicsOption,

    /// Write all values, also those that are the same if they are omitted, and the alphanumeric
    /// senders of messaging services, which cost a request for each service
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
        resources::stand_alone(&self.resource_ids, global)?;
        let Some(sources) = self.sources.read(global)? else {
            return Ok(Exit::ERROR);
        };
        let global = &match &self.into {
            Some(path) => into::options(path, global)?,
            None => global.clone(),
        };
        let project = Project::checked(global)?;
        if self.into.is_some() && project.loaded.configuration.is_none() {
            Problems::new(&project, Vec::new()).report(Format::Human, &[], global)?;
            return Ok(Exit::ERROR);
        }
        let dynamics = match self.dynamics.chosen(&project, self.into.is_some())? {
            Ok(dynamics) => dynamics,
            Err(problems) => {
                problems::eprint(&problems, &yaml::Sources::default(), global);
                return Ok(Exit::ERROR);
            }
        };
        let beside = Beside {
            sources: &sources,
            dynamics: dynamics.as_deref(),
        };
        let wanted = Wanted {
            providers: &self.providers,
            account_sids: &self.account_sids,
            resource_ids: &self.resource_ids,
            all: self.all_accounts,
        };
        runtime::interruptible(|settings| async {
            let opening = open(global, &project, settings, beside.dynamics);
            let Some(session) = opening.await? else {
                return Ok(Exit::ERROR);
            };
            let ended = match &self.into {
                Some(path) => {
                    self.add_each(path, global, &project, &session, &wanted, &beside)
                        .await
                }
                None => match wanted.accounts(global, &session).await {
                    Ok(found) => {
                        let kind = wanted.kind(&session)?;
                        self.import(kind, global, &project, &session, &found, &beside)
                            .await
                    }
                    Err(error) => Err(error),
                },
            };
            let ended = match ended {
                Ok(exit) => Ok(exit),
                Err(error) => unopened(error, &session, global).await,
            };
            session.close(ended).await
        })
    }

    async fn import(
        &self,
        kind: &'static ProviderKind,
        global: &Global,
        project: &Project,
        session: &Session,
        found: &Subaccounts,
        beside: &Beside<'_>,
    ) -> anyhow::Result<Exit> {
        let sources = beside.sources;
        let accounts = found.accounts.as_slice();
        let several = accounts.len() > 1;
        let target = Target::of(self.out.as_deref(), several, global)?;
        let configuration = project.loaded.configuration.as_ref();
        let declared = configuration.map(|one| one.project.as_str());
        let taken = beside.taken(vec![kind.name], session, global).await?;
        let records = taken.as_ref().map(|taken| Records::new(kind.name, taken));
        let claims = Claims::new(kind, sources).matching(self.pattern.as_ref());
        let claims = claims.with_records(records);
        let request = ImportRequest {
            kind,
            accounts,
            pattern: self.pattern.as_ref(),
            source: Some(&claims),
            project: declared.filter(|project| !several && *project != DEFAULT_PROJECT),
            full: self.full,
        };
        let imported = engine::import(&session.context, &request).await?;
        problems::eprint(&unread(&imported), &yaml::Sources::default(), global);
        let outcome = claims.conclude();
        if imported.providers.is_empty() {
            summary::remark(&outcome, global);
            return self.nothing(&imported, sources, &outcome);
        }
        let handover = self.handover(&imported, &outcome, sources, global)?;
        let files = target.prepare(&imported.providers)?.finish()?;
        let handover = handover.map(NewFiles::finish).transpose()?;
        let written = Written {
            files: &files,
            left_out: &found.left_out,
            into: None,
            outcome: &outcome,
            handover: handover.as_deref(),
        };
        summary::print(&imported, &written, global);
        Ok(self.exit(&imported, taken.as_ref()))
    }

    /// The hand-over files, if they are asked for. None is in its place yet.
    fn handover(
        &self,
        imported: &Imported,
        outcome: &Outcome,
        sources: &Sources,
        global: &Global,
    ) -> anyhow::Result<Option<NewFiles>> {
        let folder = self.sources.handover.as_deref();
        let files = folder.map(|folder| {
            let there = &outcome.there;
            handover::prepare(folder, &sources.states, there, &imported.providers, global)
        });
        files.transpose()
    }

    fn exit(&self, imported: &Imported, taken: Option<&Taken>) -> Exit {
        let mut providers = imported.providers.iter();
        let unwritten =
            providers.any(|one| !one.unwritten.is_empty()) || !imported.beside.unplaced.is_empty();
        Exit {
            incomplete: !imported.unread.is_empty()
                || taken.is_some_and(|taken| !taken.known.unread.is_empty())
                || imported.plan.as_ref().is_some_and(|plan| !plan.complete)
                || (self.strict && unwritten),
            ..Exit::DONE
        }
    }
}

/// The project of a configuration that names none.
const DEFAULT_PROJECT: &str = "default";
