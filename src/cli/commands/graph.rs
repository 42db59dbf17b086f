//! `graph`: a picture of who answers. Writes only to stdout and takes no lock.

use clap::{Args, ValueEnum};

use crate::cli::exit_code::Exit;
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::opened::{self, Opened};
use crate::cli::output::plan_output::Format;
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::terminal::{self, Form};
use crate::engine;
use crate::report::graph::{self, mermaid, svg};

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Print Mermaid, for a page on GitHub or GitLab",
            &["switchboard graph"],
        ),
        (
            "Draw an image",
            &["switchboard graph --format svg > routes.svg"],
        ),
    ],
    exits: &[exits::DONE, exits::ERROR, exits::UNREAD, exits::SIGNALS],
    variables: variables::ALL,
};

/// Draw which webhook receives the texts to each number
///
/// Shows each number, the service or application that decides for it, and the URL that is called.
/// A declared route is dashed while something else answers. GitHub and GitLab render Mermaid.
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct GraphCommand {
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
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let reject = |problems: Problems<'_>| problems.report(Format::Human, &[], global);
        opened::read(global, &reject, async |opened: &Opened<'_>| {
            self.draw(opened).await
        })
    }

    async fn draw(&self, opened: &Opened<'_>) -> anyhow::Result<Exit> {
        let routes = engine::routes(opened.workspace, Vec::new()).await?;
        let graph = graph::of_configuration(&routes.numbers, routes.plan.comparison.as_ref());
        let origins = &opened.inputs.project.loaded.origins;
        let mut unread = engine::unread(routes.unread.iter(), origins);
        let comparison = routes.plan.comparison.as_ref();
        unread.extend(engine::uncompared(comparison, origins));
        let uncompared = comparison.is_some_and(|comparison| !comparison.complete);
        problems::eprint(&unread, &origins.sources, opened.inputs.global);
        let picture = match self.format {
            Drawn::Mermaid => mermaid::source(&graph),
            Drawn::Svg => svg::picture(&graph),
            Drawn::Html => svg::page(&graph),
        };
        terminal::print_as(Form::Markup, &picture)?;
        Ok(Exit {
            incomplete: uncompared || !unread.is_empty(),
            ..Exit::DONE
        })
    }
}
