//! `plan`: what `apply` would do. Writes nothing anywhere and takes no lock.

use std::path::PathBuf;

use clap::Args;

use super::planning::{self, Desk, Planned};
use super::problems;
use super::reports::{Format, PlanOutput, ReportTo};
use super::world::{Project, World};
use super::{Exit, Global, saved};
use crate::config::Configuration;
use crate::reconcile::Missed;

/// Show what apply would do, writing nothing anywhere
#[derive(Debug, Args)]
pub struct PlanCommand {
    /// Save the plan, for `apply PLAN`
    #[arg(long, value_name = "PLAN")]
    out: Option<PathBuf>,

    /// Exit with 2 when there are differences
    #[arg(long)]
    detailed_exitcode: bool,

    /// Plan only this address, or what is under this provider; repeatable
    #[arg(long = "target", value_name = "ADDRESS")]
    targets: Vec<String>,

    /// List the numbers that are in the account and not in the configuration
    #[arg(long)]
    show_unmanaged: bool,

    /// How to report on stdout
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,

    /// Write a report to a file besides; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo>,
}

impl PlanCommand {
    pub(super) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let project = Project::read(global)?;
        let Some(configuration) = &project.loaded.configuration else {
            problems::of_configuration(&project.loaded, self.format, global)?;
            return Ok(Exit::ERROR);
        };
        super::block_on(self.plan(global, &project, configuration))
    }

    async fn plan(
        &self,
        global: &Global,
        project: &Project,
        configuration: &Configuration,
    ) -> anyhow::Result<Exit> {
        let world = World::open(global, project, configuration, super::apply::PARALLELISM).await?;
        let desk = match planning::open(&world, configuration, &project.loaded.origins) {
            Ok(desk) => desk,
            Err(problems) => {
                problems::beside(project, problems, self.format, global)?;
                return Ok(Exit::ERROR);
            }
        };
        let exit = self
            .report(global, project, configuration, &world, &desk)
            .await;
        world.close().await?;
        exit
    }

    async fn report(
        &self,
        global: &Global,
        project: &Project,
        configuration: &Configuration,
        world: &World,
        desk: &Desk,
    ) -> anyhow::Result<Exit> {
        let planned = planning::plan(world, desk, &self.targets).await?;
        let output = PlanOutput::new(
            project,
            configuration,
            world,
            &planned,
            &self.targets,
            self.show_unmanaged,
        );
        if let Some(path) = &self.out {
            saved::write(path, &output.document())?;
        }
        output.emit(self.format, &self.reports, global)?;
        Ok(exit(&planned, self.detailed_exitcode))
    }
}

/// What a plan means for the exit code.
pub(super) fn exit(planned: &Planned, detailed: bool) -> Exit {
    Exit {
        error: planned.plan.blocked() || planned.missed == Missed::Everything,
        incomplete: !planned.plan.complete,
        differences: detailed
            && (planned.plan.summary().differences() > 0 || planned.plan.unconverged() > 0),
        signal: None,
    }
}
