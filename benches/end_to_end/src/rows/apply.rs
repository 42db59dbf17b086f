//! Applying changes: against what the delay alone costs, against `curl`, and by commits.

use std::fmt::Write as _;
use std::fs;

use anyhow::ensure;

use super::Rows;
use super::numbers::grouped;
use crate::measure::{self, Usage};
use crate::options::Options;
use crate::results::{Figure, Row, Unit};
use crate::scenario::{Number, Scenario, TOKEN, account_sid};
use crate::stage::{Project, Stage};
use crate::strace;

/// Syncs of the disk for each commit: one, and a few more when the log is opened and closed.
const SYNCS: f64 = 1.1;

/// Changes that are applied, and writes at once.
#[derive(Debug, Clone, Copy)]
struct Job {
    changes: usize,
    at_once: usize,
}

impl Job {
    /// The rounds of writes that there must be.
    fn waves(self) -> usize {
        self.changes.div_ceil(self.at_once)
    }

    fn text(self) -> String {
        let Self { changes, at_once } = self;
        format!("apply of {} changes, {at_once} at once", grouped(changes))
    }
}

/// Applies on copies of one registry.
struct Applies<'a> {
    options: &'a Options,
    stage: &'a Stage,
    adopted: &'a Project<'a>,
    delay_ms: u64,
}

pub(crate) fn rows(options: &Options, rows: &mut Rows) -> anyhow::Result<()> {
    if !options.wants("apply") && !options.wants_within("apply") {
        return Ok(());
    }
    let (many, few, delay_ms) = if options.quick {
        (40, 20, 5)
    } else {
        (1_000, 100, 80)
    };
    let stage = Stage::open(options, Scenario::one(many))?;
    let adopted = stage.project("adopted", 0)?;
    adopted.adopt()?;
    let applies = Applies {
        options,
        stage: &stage,
        adopted: &adopted,
        delay_ms,
    };
    for changes in [many, few] {
        for at_once in [10, 20] {
            let job = Job { changes, at_once };
            let factor = if changes == many { 1.05 } else { 1.1 };
            let mut measured = vec![applies.with_delay(job, factor)?];
            if changes == many {
                measured.push(applies.without_delay(job)?);
                measured.push(applies.commits(job)?);
            }
            measured.into_iter().flatten().for_each(|row| rows.add(row));
        }
    }
    Ok(())
}

impl Applies<'_> {
    /// The wall time where each answer takes a while.
    fn with_delay(&self, job: Job, factor: f64) -> anyhow::Result<Option<Row>> {
        let delay_ms = self.delay_ms;
        let Some(name) = self.wanted(&format!("{delay_ms}ms"), job) else {
            return Ok(None);
        };
        self.stage.delay(delay_ms)?;
        let usage = self.stage.median(|| self.apply(job))?;
        self.stage.delay(0)?;
        let ideal = job.waves() as f64 * delay_ms as f64 / 1e3;
        Ok(Some(
            Row::new(name, format!("{}, {delay_ms} ms per request", job.text()))
                .with(
                    Figure::new("wall", usage.wall, Unit::Seconds)
                        .goal(factor * ideal + 0.1)
                        .ratio(usage.wall / ideal),
                )
                .with(Figure::new("CPU", usage.cpu, Unit::Seconds)),
        ))
    }

    /// The wall time where answers come at once, compared with `curl`.
    fn without_delay(&self, job: Job) -> anyhow::Result<Option<Row>> {
        let Some(name) = self.wanted("0ms", job) else {
            return Ok(None);
        };
        let row = Row::new(name, format!("{}, 0 ms per request", job.text()));
        let Some(curl) = strace::installed("curl") else {
            return Ok(Some(row.skipped("skipped: curl is not installed")));
        };
        let requests = self.adopted.folder.join("curl.txt");
        fs::write(&requests, self.requests(job)?)?;
        let args = [
            "--silent",
            "--fail",
            "--parallel",
            "--parallel-max",
            &job.at_once.to_string(),
            "--config",
            &requests.display().to_string(),
        ]
        .map(str::to_owned);
        let post = || {
            self.stage.calls()?;
            let bare = measure::run(&self.adopted.folder, &[], &curl, &args)?;
            self.all_written(job)?;
            Ok(bare)
        };
        let (usage, bare) = self.stage.medians(|| self.apply(job), post)?;
        Ok(Some(
            row.with(Figure::times("curl's wall", usage.wall, bare.wall).goal(1.5))
                .with(Figure::new("wall", usage.wall, Unit::Seconds))
                .with(Figure::new("curl", bare.wall, Unit::Seconds))
                .with(Figure::new("CPU", usage.cpu, Unit::Seconds)),
        ))
    }

    /// Commits for each round of writes, and syncs for each commit.
    fn commits(&self, job: Job) -> anyhow::Result<Option<Row>> {
        let Some(name) = self.wanted("commits", job) else {
            return Ok(None);
        };
        let row = Row::new(
            name,
            format!("{}, {} ms: commits", job.text(), self.delay_ms),
        );
        let project = self.changed(job)?;
        let at_once = job.at_once.to_string();
        self.stage.delay(self.delay_ms)?;
        let disk = strace::count(&project, &args(&at_once));
        self.stage.delay(0)?;
        let Some(disk) = disk? else {
            return Ok(Some(row.skipped("skipped: strace is not installed")));
        };
        let per_wave = disk.commits as f64 / job.waves() as f64;
        let per_commit = disk.syncs as f64 / disk.commits as f64;
        Ok(Some(
            row.with(
                Figure::new("commits per wave", per_wave, Unit::Times)
                    .goal(1.2)
                    .ratio(per_wave),
            )
            .with(
                Figure::new("syncs per commit", per_commit, Unit::Times)
                    .goal(SYNCS)
                    .ratio(per_commit),
            )
            .with(Figure::new("commits", disk.commits as f64, Unit::Count)),
        ))
    }

    /// The row's name, if it is wanted.
    fn wanted(&self, what: &str, job: Job) -> Option<String> {
        let name = format!("apply-{what}-{}-{}", job.changes, job.at_once);
        self.options.wants(&name).then_some(name)
    }

    /// A project whose first numbers differ from the account and from a fresh copy of the registry.
    fn changed(&self, job: Job) -> anyhow::Result<Project<'_>> {
        let project = self.stage.project("changed", job.changes)?;
        project.take_registry(self.adopted)?;
        Ok(project)
    }

    fn apply(&self, job: Job) -> anyhow::Result<Usage> {
        let project = self.changed(job)?;
        self.stage.calls()?;
        let usage = project.run(&args(&job.at_once.to_string()))?;
        self.all_written(job)?;
        Ok(usage)
    }

    /// Makes sure that each change was sent once since the calls were last fetched.
    fn all_written(&self, job: Job) -> anyhow::Result<()> {
        let calls = self.stage.calls()?;
        ensure!(
            calls.writes == job.changes as u64 && calls.unknown == 0,
            "{} changes: {calls:?}",
            job.changes
        );
        Ok(())
    }

    /// The same writes for `curl`.
    fn requests(&self, job: Job) -> anyhow::Result<String> {
        let mut text = String::new();
        let account = account_sid(0);
        for number in self.stage.scenario.numbers_of(0).take(job.changes) {
            let Number { at, .. } = number;
            if at > 0 {
                writeln!(text, "next")?;
            }
            writeln!(
                text,
                "url = \"http://{}/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{}.json\"",
                self.stage.address,
                number.sid()
            )?;
            writeln!(text, "user = \"{account}:{}\"", TOKEN.1)?;
            writeln!(text, "data-urlencode = \"SmsUrl={}\"", number.url(1))?;
            writeln!(text, "output = \"/dev/null\"")?;
        }
        Ok(text)
    }
}

/// The arguments of an apply that asks nothing.
fn args(at_once: &str) -> [&str; 5] {
    [
        "apply",
        "--auto-approve",
        "--allow-mass-change",
        "--parallelism",
        at_once,
    ]
}
