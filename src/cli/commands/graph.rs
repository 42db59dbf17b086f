//! `graph`: a picture of who answers. Writes only to stdout and takes no lock.

use clap::{Args, ValueEnum};

use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::input::project::Project;
use crate::cli::local_sandbox::Access;
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::terminal::{self, Form};
use crate::cli::session::Session;
use crate::config::Configuration;
use crate::engine;
use crate::provider::Settings;
use crate::report::graph::{self, mermaid, svg};

/// Draw which webhook receives the texts to each number
///
/// Shows each number, the service or application that decides for it, and the URL that is called.
/// A declared route is dashed while something else answers. GitHub and GitLab render Mermaid.
#[derive(Debug, Args)]
pub struct GraphCommand {
    /// Format of the picture on stdout
    #[arg(long, value_enum, default_value_t = Drawn::Mermaid, value_name = "FORMAT")]
    format: Drawn,
}

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Drawn {
    /// Text that GitHub and GitLab render.
    Mermaid,
    /// An image.
    Svg,
    /// A page with the image.
    Html,
}

impl GraphCommand {
    pub fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let project = Project::read(global)?;
        let Some(configuration) = &project.loaded.configuration else {
            return Problems::new(&project, Vec::new()).report(Format::Human, &[], global);
        };
        crate::cli::runtime::interruptible(|settings| {
            self.draw(global, &project, configuration, settings)
        })
    }

    async fn draw(
        &self,
        global: &Global,
        project: &Project,
        configuration: &Configuration,
        settings: Settings,
    ) -> anyhow::Result<Exit> {
        let session =
            Session::open(global, project, configuration, Access::Reads, settings).await?;
        let exit = self.picture(global, project, &session).await;
        session.close(exit).await
    }

    async fn picture(
        &self,
        global: &Global,
        project: &Project,
        session: &Session,
    ) -> anyhow::Result<Exit> {
        let workspace = match session.workspace(project, &[]).await? {
            Ok(workspace) => workspace,
            Err(problems) => {
                Problems::new(project, problems).eprint(global);
                return Ok(Exit::ERROR);
            }
        };
        let routes = engine::routes(&workspace, Vec::new()).await?;
        let graph = graph::graph(&routes.numbers);
        let origins = &project.loaded.origins;
        let unread = engine::unread(routes.unread.iter(), origins);
        problems::eprint(&unread, &origins.sources, global);
        terminal::print_as(
            Form::Markup,
            &match self.format {
                Drawn::Mermaid => mermaid::source(&graph),
                Drawn::Svg => svg::picture(&graph),
                Drawn::Html => svg::page(&graph),
            },
        )?;
        Ok(Exit {
            incomplete: !unread.is_empty(),
            ..Exit::DONE
        })
    }
}
