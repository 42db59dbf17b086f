//! `test`: the Test step of a set-up wizard. Writes nothing and takes no lock.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::Value;

use crate::cli::exit_code::Exit;
use crate::cli::failure::{fail, fail_with_help};
use crate::cli::global_options::Global;
use crate::cli::help::{Page, exits, variables};
use crate::cli::input::project::Project;
use crate::cli::opened::{Inputs, Opened};
use crate::cli::output::formats::{Format as ProblemFormat, TestFormat};
use crate::cli::output::problems::{self, Problems};
use crate::cli::output::report_files::{self, ReportTo};
use crate::cli::output::terminal::{self, Form};
use crate::cli::runtime;
use crate::config::Configuration;
use crate::engine::RunErrorKind;
use crate::engine::{self, CheckRequest, Chosen, Probe};
use crate::model::{Comparison, Inspection, Name, Shard, Verdict};
use crate::report;
use crate::report::check::TestReport;

/// Why the sandbox's callbacks are not probed.
pub(super) const UNSIGNED: &str =
    "in the sandbox no real callback is called: probe without --sandbox";

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        ("Test every provider", &["switchboard test"]),
        (
            "Test one provider, and call its callback",
            &["switchboard test marketing-us --probe-callback"],
        ),
        (
            "Write a report for a pipeline",
            &["switchboard test --report junit=test.xml"],
        ),
    ],
    exits: &[
        ("0", "every check passed"),
        exits::ERROR,
        ("2", "a check failed"),
        exits::UNREAD,
        exits::SIGNALS,
    ],
    variables: variables::ALL,
};

/// Check credentials, numbers and where their texts really go, step by step
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(crate) struct TestCommand {
    /// Test only these providers
    #[arg(value_name = "PROVIDER")]
    providers: Vec<String>,

    /// Test only this shard of the providers: the I-th of N, such as 2/3
    ///
    /// Each provider belongs to one shard by its name alone, whatever other providers there are.
    /// Keywords belong to the first.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,

    /// Call each callback as Twilio would, marked as a probe: with a valid signature, then an
    /// invalid one
    #[arg(long)]
    probe_callback: bool,

    /// Format of the report on stdout
    #[arg(long, value_enum, default_value_t = TestFormat::Human, value_name = "FORMAT")]
    format: TestFormat,

    /// Also write a report to a file; repeatable
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    reports: Vec<ReportTo<TestFormat>>,
}

impl From<TestFormat> for Form {
    fn from(format: TestFormat) -> Self {
        match format {
            TestFormat::Human => Self::Text,
            TestFormat::Json => Self::Json,
            TestFormat::Junit => Self::Markup,
        }
    }
}

impl TestCommand {
    pub(crate) fn run(&self, global: &Global) -> anyhow::Result<Exit> {
        let project = Project::read(global)?;
        let reject = |problems: Problems<'_>| problems.report(self.problem_format(), &[], global);
        let inputs = match Inputs::of(global, &project) {
            Ok(inputs) => inputs,
            Err(problems) => return reject(problems),
        };
        let providers = self.chosen(inputs.configuration)?;
        // Only the credentials of the chosen providers are needed.
        let targets: Vec<String> = match self.providers.as_slice() {
            [] => Vec::new(),
            _ => providers
                .iter()
                .map(|name| format!("providers.{name}"))
                .collect(),
        };
        runtime::interruptible(|settings| {
            let test = async |opened: &Opened<'_>| self.test(opened, &providers).await;
            let chosen = Chosen {
                shard: self.shard,
                ..Chosen::only(&targets)
            };
            inputs.read(chosen, settings, &reject, test)
        })
    }

    fn problem_format(&self) -> ProblemFormat {
        match self.format {
            TestFormat::Human | TestFormat::Junit => ProblemFormat::Human,
            TestFormat::Json => ProblemFormat::Json,
        }
    }

    fn chosen(&self, configuration: &Configuration) -> anyhow::Result<Vec<Name>> {
        let declared = || configuration.providers.keys();
        let in_shard = |name: &Name| self.shard.is_none_or(|shard| shard.has_provider(name));
        if self.providers.is_empty() {
            return Ok(declared().filter(|name| in_shard(name)).cloned().collect());
        }
        let mut chosen = BTreeSet::new();
        for text in &self.providers {
            let bare = text.strip_prefix("providers.").unwrap_or(text);
            let Some(name) = declared().find(|name| name.as_str() == bare) else {
                let known: Vec<&str> = declared().map(Name::as_str).collect();
                let summary = format!(
                    "{text} is not a declared provider; declared: {}",
                    known.join(", ")
                );
                return match crate::yaml::nearest(bare, known) {
                    Some(near) => fail_with_help(
                        RunErrorKind::Address,
                        summary,
                        format!("did you mean `{near}`?"),
                    ),
                    None => fail(RunErrorKind::Address, summary),
                };
            };
            chosen.insert(name.clone());
        }
        chosen.retain(in_shard);
        Ok(chosen.into_iter().collect())
    }

    async fn test(&self, opened: &Opened<'_>, providers: &[Name]) -> anyhow::Result<Exit> {
        let probe = match (self.probe_callback, opened.session.is_sandbox()) {
            (false, _) => Probe::No,
            (true, false) => Probe::Yes,
            (true, true) => Probe::Unsigned(UNSIGNED),
        };
        let request = CheckRequest {
            shard: self.shard,
            providers,
            probe,
        };
        let inspection = engine::check(opened.workspace, &request).await?;
        let written = self.report(&inspection, opened.inputs)?;
        let compared = inspection.comparison.as_ref();
        Ok(Exit {
            error: !written,
            incomplete: !inspection.complete || compared.is_some_and(|one| !one.complete),
            differences: inspection.count(Verdict::Failed) > 0
                || compared.is_some_and(Comparison::errored),
            ..Exit::DONE
        })
    }

    /// Reports the result, to files first: a reader that closes stdout must not cost a report.
    fn report(&self, inspection: &Inspection, inputs: Inputs<'_>) -> anyhow::Result<bool> {
        let Inputs {
            global, project, ..
        } = inputs;
        let sources = &project.loaded.origins.sources;
        let found = &project.loaded.diagnostics;
        let diagnostics: Vec<Value> = found
            .iter()
            .map(|one| report::diagnostics::json(one, sources))
            .collect();
        let origins = &project.loaded.origins;
        let comparison = inspection.comparison.as_ref();
        let comparison = comparison.map(|one| engine::compared(one, false, origins));
        let tested = TestReport {
            inspection,
            comparison: comparison.as_ref(),
        };
        let render = |format: TestFormat, color: bool| match format {
            TestFormat::Human => report::check::human(&tested, color),
            TestFormat::Json => report::check::json(&tested, &diagnostics),
            TestFormat::Junit => report::check::junit(&tested),
        };
        let written = report_files::write_files(&self.reports, &project.protected(), |format| {
            render(format, false)
        });
        if self.format == TestFormat::Human {
            problems::eprint(found, sources, global);
        }
        terminal::print_as(
            self.format.into(),
            &render(self.format, terminal::color_stdout(global)),
        )?;
        if written {
            report_files::say_written(&self.reports, global);
        }
        Ok(written)
    }
}
