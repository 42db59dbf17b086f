//! Many accounts in one configuration, planned by one process and by shards.

use std::fs;
use std::thread;

use anyhow::{Context as _, anyhow};

use super::numbers::grouped;
use super::{Rows, memory_goal};
use crate::measure::{self, Usage};
use crate::options::Options;
use crate::results::{Figure, Row, Unit};
use crate::scenario::Scenario;
use crate::stage::{Project, Stage, YAML};

const WHOLE: &str = "subaccounts";
const SHARDS: &str = "shards";

/// The delay of an answer from Twilio.
const DELAY_MS: u64 = 80;

/// Processes that share the accounts.
const COUNT: usize = 8;

pub(crate) fn rows(options: &Options, rows: &mut Rows) -> anyhow::Result<()> {
    if !options.wants(WHOLE) && !options.wants(SHARDS) {
        return Ok(());
    }
    let accounts = options.subaccounts();
    let scenario = Scenario {
        accounts,
        numbers: 100,
    };
    let stage = Stage::open(options, scenario)?;
    let project = stage.project("project", 0)?;
    project.adopt()?;
    let plan = stage.median(|| project.run(&["plan"]))?;
    if options.wants(WHOLE) {
        rows.add(whole(&stage, &project, plan)?);
    }
    if options.wants(SHARDS) {
        rows.add(shards(&stage, &project, plan)?);
    }
    Ok(())
}

fn whole(stage: &Stage, project: &Project<'_>, plan: Usage) -> anyhow::Result<Row> {
    let parser = stage.parser(project)?;
    stage.delay(DELAY_MS)?;
    stage.calls()?;
    project.run(&["plan"])?;
    let calls = stage.calls()?;
    let delayed = stage.median(|| project.run(&["plan"]))?;
    stage.delay(0)?;
    let scenario = stage.scenario;
    let numbers = scenario.all_numbers();
    let in_turn = calls.reads as f64 * DELAY_MS as f64 / 1e3;
    let registry = fs::metadata(project.registry())
        .context("the registry")?
        .len() as f64;
    let job = format!(
        "no-change plan, {} subaccounts × {} numbers",
        grouped(scenario.accounts),
        scenario.numbers
    );
    // A page of numbers and one of services for each account.
    let pages = 2.0 * scenario.pages() as f64;
    let at_once = calls.at_once as f64;
    Ok(Row::new(WHOLE, job)
        .with(Figure::memory(plan.memory, memory_goal(numbers)))
        .with(Figure::count("calls", calls.reads).goal(pages))
        .with(Figure::each("CPU per number", plan.cpu, numbers).ratio(plan.cpu / parser.cpu))
        .with(Figure::new("wall", plan.wall, Unit::Seconds))
        .with(Figure::new("wall at 80 ms", delayed.wall, Unit::Seconds))
        .with(Figure::times("reading in turn", delayed.wall, in_turn))
        .with(Figure::new("calls at once", at_once, Unit::Count))
        .with(Figure::new("registry", registry / 1e6, Unit::Megabytes)))
}

/// The same plan by several processes at once, each with its shard.
fn shards(stage: &Stage, project: &Project<'_>, plan: Usage) -> anyhow::Result<Row> {
    let scenario = stage.scenario;
    let job = format!(
        "the same in {COUNT} shards at once, {} subaccounts",
        grouped(scenario.accounts)
    );
    let row = Row::new(SHARDS, job);
    project.run(&["plan", "--help"])?;
    if !project.printed()?.contains("--shard") {
        return Ok(row.skipped("skipped: this program has no --shard"));
    }
    stage.delay(DELAY_MS)?;
    stage.calls()?;
    let parts = (1..=COUNT).map(|index| stage.empty(&format!("shard-{index}")));
    let parts: Vec<Project<'_>> = parts.collect::<Result<_, _>>()?;
    let used: Vec<Usage> = thread::scope(|scope| {
        let all: Vec<_> = parts
            .iter()
            .zip(1..)
            .map(|(part, index)| scope.spawn(move || shard(part, project, index)))
            .collect();
        let ended = all.into_iter().map(|one| match one.join() {
            Ok(usage) => usage,
            Err(_) => Err(anyhow!("a shard could not be measured")),
        });
        ended.collect::<Result<_, _>>()
    })?;
    let calls = stage.calls()?;
    stage.delay(0)?;
    let most = |part: fn(&Usage) -> f64| used.iter().map(part).fold(0.0, f64::max);
    let cpu: f64 = used.iter().map(|usage| usage.cpu).sum();
    let memory = most(|usage| usage.memory);
    let median = measure::median(&used);
    let pages = 2.0 * scenario.pages() as f64;
    Ok(row
        .with(Figure::count("calls", calls.reads).goal(pages))
        .with(Figure::times(
            "the CPU of one plan, together",
            cpu,
            plan.cpu,
        ))
        .with(Figure::new("CPU of a shard", median.cpu, Unit::Seconds))
        .with(Figure::new(
            "memory of the largest",
            memory / 1e6,
            Unit::Megabytes,
        ))
        .with(Figure::new(
            "wall at 80 ms",
            most(|usage| usage.wall),
            Unit::Seconds,
        )))
}

fn shard(part: &Project<'_>, whole: &Project<'_>, index: usize) -> anyhow::Result<Usage> {
    let yaml = whole.folder.join(YAML).display().to_string();
    let registry = format!("sqlite:{}", whole.registry().display());
    let shard = format!("{index}/{COUNT}");
    part.run(&[
        "plan",
        "-f",
        &yaml,
        "--registry",
        &registry,
        "--shard",
        &shard,
    ])
}
