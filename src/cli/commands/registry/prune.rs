//! `registry prune`: removes old runs, so that the registry does not grow without bound.

use anyhow::Context as _;
use clap::{ArgGroup, Args};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::documents;
use super::scope::certain_scope;
use crate::cli::failure::{OfKind as _, fail, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::output::plan_output::Format;
use crate::cli::output::terminal;
use crate::engine::RunErrorKind;
use crate::registry::{Keep, Registry};
use crate::report::registry::pruning;

/// Which runs are removed, and whether without asking.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("kept").required(true).args(["keep_runs", "older_than"])))]
pub(super) struct Prune {
    /// Keep this many of the latest runs
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    keep_runs: Option<u32>,

    /// Remove runs that ended more than this many days ago
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..))]
    older_than: Option<u32>,

    /// Show what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,

    /// Remove without asking
    #[arg(long)]
    auto_approve: bool,

    /// Format of the report
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub(super) format: Format,
}

impl Prune {
    /// Shows the runs that may be removed, asks, and removes them.
    pub(super) async fn run(&self, registry: &dyn Registry, global: &Global) -> anyhow::Result<()> {
        let scope = certain_scope(global)?;
        let runs = registry.prunable(&scope, self.keep()?).await?;
        let listed = runs.iter().map(|run| pruning::Listed {
            run_id: &run.run_id,
            started_at: &run.started_at,
            changes: run.changes,
        });
        let listed: Vec<pruning::Listed<'_>> = listed.collect();
        let removes = !self.dry_run && !runs.is_empty();
        if removes && !self.auto_approve {
            if self.format == Format::Json || !terminal::can_ask(global) {
                return fail_with_help(
                    RunErrorKind::NotApproved,
                    format!(
                        "nothing was removed: removing {} must be approved, and there is no terminal to ask on",
                        pruning::sum(&listed)
                    ),
                    "approve with --auto-approve, or look first with --dry-run",
                );
            }
            terminal::eprint(&pruning::human(&scope, &listed, false));
            let answer = terminal::ask("Remove them for good? Only `yes` approves it: ").await?;
            if answer != "yes" {
                return fail(
                    RunErrorKind::NotApproved,
                    "nothing was removed: it was not approved",
                );
            }
        }
        if removes {
            registry.prune(&runs).await?;
        }
        let text = match self.format {
            Format::Json => documents::pretty(&json!({
                "format_version": "1.0",
                "kind": "pruned-runs",
                "project": scope.project,
                "environment": Some(&scope.environment).filter(|name| !name.is_empty()),
                "removed": removes,
                "runs": runs.iter().map(|run| json!({
                    "id": run.run_id,
                    "started_at": run.started_at,
                    "changes": run.changes,
                })).collect::<Vec<_>>(),
            }))?,
            _ => pruning::human(&scope, &listed, removes),
        };
        terminal::print_as(super::form(self.format), &text)
    }

    fn keep(&self) -> anyhow::Result<Keep> {
        if let Some(days) = self.older_than {
            let age = SignedDuration::from_hours(24 * i64::from(days));
            let since = Timestamp::now()
                .checked_sub(age)
                .with_context(|| format!("--older-than {days} is before any time"))
                .of_kind(RunErrorKind::Options)?;
            return Ok(Keep::Since(since));
        }
        let count = self.keep_runs.unwrap_or(u32::MAX);
        Ok(Keep::Latest(usize::try_from(count).unwrap_or(usize::MAX)))
    }
}
