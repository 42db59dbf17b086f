//! One account at several sizes: plan, drift, validate, adoption.

use anyhow::ensure;

use super::{Rows, memory_goal, registry};
use crate::measure::Usage;
use crate::options::Options;
use crate::results::{Figure, Row, Unit};
use crate::scenario::Scenario;
use crate::stage::{Project, Stage};
use crate::strace;

/// The delay of an answer from Twilio.
const DELAY_MS: u64 = 80;

/// What the memory of two runs of one command may differ by.
const SAME_MEMORY: f64 = 1.05;

pub(crate) fn rows(options: &Options, rows: &mut Rows) -> anyhow::Result<()> {
    let sizes = options.sizes();
    let largest = sizes.iter().copied().max().unwrap_or_default();
    let mut plans = Vec::new();
    for size in sizes {
        let mut names = vec![format!("plan-{size}"), format!("plan-{DELAY_MS}ms-{size}")];
        if size == largest {
            let more = [
                "plan-json",
                "drift",
                "validate",
                "validate-warnings",
                "adopt",
            ];
            names.extend(more.map(|name| format!("{name}-{size}")));
            names.extend(registry::NAMES.map(str::to_owned));
            names.push("growth".to_owned());
        }
        if !options.wants("growth") && !names.iter().any(|name| options.wants(name)) {
            continue;
        }
        let stage = Stage::open(options, Scenario::one(size))?;
        let project = stage.project("project", 0)?;
        let parser = stage.parser(&project)?;
        let account = Account {
            options,
            stage: &stage,
            project: &project,
            parser,
        };
        account.validate(size == largest, rows)?;
        let adopted = project.adopt()?;
        let plan = account.plan(rows)?;
        plans.push((size, plan));
        account.plan_with_delay(rows)?;
        if size == largest {
            account.other_reads(plan, rows)?;
            account.adopt(adopted, plan, rows)?;
            registry::rows(options, &stage, &project, rows)?;
        }
    }
    if let Some(row) = growth(options, &plans) {
        rows.add(row);
    }
    Ok(())
}

struct Account<'a> {
    options: &'a Options,
    stage: &'a Stage,
    project: &'a Project<'a>,
    parser: Usage,
}

impl Account<'_> {
    fn size(&self) -> usize {
        self.stage.scenario.all_numbers()
    }

    /// CPU time for each number; its ratio is the one to the parser alone.
    fn cpu(&self, usage: Usage, goal: f64) -> Figure {
        Figure::each("CPU per number", usage.cpu, self.size())
            .goal(goal)
            .ratio(usage.cpu / self.parser.cpu)
    }

    fn plan(&self, rows: &mut Rows) -> anyhow::Result<Usage> {
        let size = self.size();
        let name = format!("plan-{size}");
        let wanted = self.options.wants(&name) || self.options.wants("growth");
        let wanted = wanted || self.options.wants(&format!("adopt-{size}"));
        if !wanted {
            return self.project.run(&["plan"]);
        }
        self.stage.calls()?;
        self.project.run(&["plan"])?;
        let calls = self.stage.calls()?;
        let text = self.project.printed()?;
        ensure!(
            text.to_lowercase().contains("no changes"),
            "the plan should have nothing to do: {text}"
        );
        let plan = self.stage.median(|| self.project.run(&["plan"]))?;
        if self.options.wants(&name) {
            let pages = self.stage.scenario.pages() as f64;
            rows.add(
                Row::new(name, format!("no-change plan, {} numbers", grouped(size)))
                    .with(self.cpu(plan, 15.0))
                    .with(Figure::memory(plan.memory, memory_goal(size)))
                    .with(Figure::count("calls", calls.reads).goal(pages + 1.0))
                    .with(Figure::new("wall", plan.wall, Unit::Seconds)),
            );
        }
        Ok(plan)
    }

    fn plan_with_delay(&self, rows: &mut Rows) -> anyhow::Result<()> {
        let size = self.size();
        let name = format!("plan-{DELAY_MS}ms-{size}");
        if !self.options.wants(&name) {
            return Ok(());
        }
        self.stage.delay(DELAY_MS)?;
        let (plan, bare) = self
            .stage
            .medians(|| self.project.run(&["plan"]), || self.stage.read())?;
        self.stage.delay(0)?;
        let job = format!("the same at {DELAY_MS} ms per request, {}", grouped(size));
        rows.add(
            Row::new(name, job)
                .with(Figure::times("a bare reader's wall", plan.wall, bare.wall).goal(1.10))
                .with(Figure::new("wall", plan.wall, Unit::Seconds))
                .with(Figure::new("bare reader", bare.wall, Unit::Seconds)),
        );
        Ok(())
    }

    /// `plan --format json` and `drift`.
    fn other_reads(&self, plan: Usage, rows: &mut Rows) -> anyhow::Result<()> {
        let size = self.size();
        let jobs: [(&str, &[&str], f64); 2] = [
            ("plan-json", &["plan", "--format", "json"], 20.0),
            ("drift", &["drift"], 15.0),
        ];
        for (name, args, goal) in jobs {
            let name = format!("{name}-{size}");
            if !self.options.wants(&name) {
                continue;
            }
            let usage = self.stage.median(|| self.project.run(args))?;
            let job = format!("`{}`, {}", args.join(" "), grouped(size));
            rows.add(
                Row::new(name, job)
                    .with(self.cpu(usage, goal))
                    .with(Figure::memory(usage.memory, memory_goal(size)))
                    .with(
                        Figure::times("the plan's memory", usage.memory, plan.memory)
                            .goal(SAME_MEMORY),
                    ),
            );
        }
        Ok(())
    }

    fn validate(&self, largest: bool, rows: &mut Rows) -> anyhow::Result<()> {
        let size = self.size();
        for (name, with) in [("validate", "without"), ("validate-warnings", "with")] {
            let name = format!("{name}-{size}");
            if !largest || !self.options.wants(&name) {
                continue;
            }
            let project = self.stage.project("validated", 0)?;
            if with == "with" {
                project.append("keywords:\n  - STOP\n")?;
            }
            project.run(&["validate"])?;
            ensure!(
                project.printed()?.contains("[W0") == (with == "with"),
                "`validate` {with} warnings: {}",
                project.printed()?
            );
            let file = project.yaml_size()? as f64;
            let (usage, parser) = self
                .stage
                .medians(|| project.run(&["validate"]), || self.stage.parse(&project))?;
            let job = format!("`validate` {with} warnings, {}", grouped(size));
            rows.add(
                Row::new(name, job)
                    .with(Figure::times("the parser alone", usage.cpu, parser.cpu).goal(1.5))
                    .with(Figure::times("the file in memory", usage.memory, file).goal(10.0))
                    .with(Figure::each("CPU per number", usage.cpu, size)),
            );
        }
        Ok(())
    }

    /// Adoption into a registry that does not exist yet.
    fn adopt(&self, first: Usage, plan: Usage, rows: &mut Rows) -> anyhow::Result<()> {
        let size = self.size();
        let name = format!("adopt-{size}");
        if !self.options.wants(&name) {
            return Ok(());
        }
        let fresh = self.stage.project("adopted", 0)?;
        let mut runs = vec![first];
        while runs.len() < self.options.runs() {
            fresh.forget_registry()?;
            runs.push(fresh.adopt()?);
        }
        let usage = crate::measure::median(&runs);
        fresh.forget_registry()?;
        let disk = strace::count(&fresh, &["apply", "--auto-approve"])?;
        let mut row = Row::new(name, format!("adopting {} numbers", grouped(size)))
            .with(Figure::times("the plan's CPU", usage.cpu, plan.cpu).goal(3.0))
            .with(Figure::each("CPU per number", usage.cpu, size))
            .with(Figure::new("wall", usage.wall, Unit::Seconds));
        row = match disk {
            Some(disk) => row.with(Figure::count("commits", disk.commits)),
            None => row.skipped("commits not counted: strace is not installed"),
        };
        rows.add(row);
        Ok(())
    }
}

/// The growth of a plan's CPU time between the two largest sizes.
fn growth(options: &Options, plans: &[(usize, Usage)]) -> Option<Row> {
    let [.., (small, before), (large, after)] = plans else {
        return None;
    };
    if !options.wants("growth") {
        return None;
    }
    let job = format!(
        "growth of a plan from {} to {}",
        grouped(*small),
        grouped(*large)
    );
    let goal = 1.05 * (*large as f64 / *small as f64);
    Some(Row::new("growth", job).with(Figure::times("CPU", after.cpu, before.cpu).goal(goal)))
}

/// A number with commas.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
