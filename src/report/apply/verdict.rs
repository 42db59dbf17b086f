//! The result of an apply in one line, with advice on what was not done as planned.

use std::collections::BTreeMap;

use super::result::ApplyReport;
use crate::model::{Action, Address, Joins, Kind, RolloutOutcome};
use crate::report::fields::actions;
use crate::report::rollout::sentences;
use crate::report::text::escape::neutral;

/// The result in one line.
pub(crate) fn verdict(report: &ApplyReport) -> String {
    let done = done(report).join(", ");
    let undone = undone(report).join(", ");
    let rest = rest(report);
    let next = next(report);
    let back = counted_actions(&report.reverted());
    if !back.is_empty() {
        let lead = match done.as_str() {
            "" => "Reverted: ".to_owned(),
            done => format!("Partly applied: {done}; "),
        };
        let others = match undone.as_str() {
            "" => String::new(),
            undone => format!("; {undone}"),
        };
        let back = back.join(", ");
        return format!("{lead}{back}, then changed back{others}.{rest} {next}");
    }
    // A run that only finishes the revert of an earlier one changes something, too.
    let rollout = report.rollout.as_ref();
    let only_reverts = rollout.is_some_and(|one| one.revert().is_some() && one.waves.len() == 1);
    if done.is_empty() && only_reverts && !report.back().is_empty() {
        let others = match undone.as_str() {
            "" => String::new(),
            undone => format!("; {undone}"),
        };
        return format!("Changed back what an earlier run did{others}.{rest} {next}")
            .trim_end()
            .to_owned();
    }
    match (done.as_str(), undone.as_str()) {
        ("", "") if rest.is_empty() => "Applied: no changes were needed.".to_owned(),
        ("", "") => format!("Nothing was changed.{rest} {next}"),
        (done, "") if report.is_stopped() => format!("Partly applied: {done}.{rest} {next}"),
        (done, "") => format!("Applied: {done}.{rest} {next}"),
        ("", undone) if !report.unsettled.is_empty() => {
            format!("Nothing is recorded as applied: {undone}.{rest} {next}")
        }
        ("", undone) => {
            format!("Nothing was applied: {undone}.{rest} {next}")
        }
        (done, undone) => {
            format!("Partly applied: {done}; {undone}.{rest} {next}")
        }
    }
    .trim_end()
    .to_owned()
}

/// The counts of what was done and is still in effect.
fn done(report: &ApplyReport) -> Vec<String> {
    let (mut kept, reverted) = (report.counts(), report.reverted());
    kept.retain(|action, count| {
        *count -= reverted.get(action).copied().unwrap_or(0);
        *count > 0
    });
    let mut done = counted_actions(&kept);
    let joined: usize = report.joins.values().map(|joins| joins.joined.len()).sum();
    if done.is_empty() && joined > 0 {
        done.push(format!("{} joined", members(report, joined)));
    }
    let mut left = BTreeMap::<Kind, usize>::new();
    for (group, joins) in report.joins.iter().filter(|(_, joins)| joins.left() > 0) {
        *left.entry(group.kind()).or_default() += joins.left();
    }
    let left = left.into_iter();
    done.extend(left.map(|(kind, count)| format!("{} left another {kind}", numbers(count))));
    done
}

fn counted_actions(counts: &BTreeMap<Action, usize>) -> Vec<String> {
    let counted = counts.iter();
    let counted = counted.map(|(action, count)| format!("{count} {}", actions::done(*action)));
    counted.collect()
}

/// The sentences after the counts, each with a blank before it.
fn rest(report: &ApplyReport) -> String {
    let mut rest = String::new();
    let untouched = report.done.is_empty() && report.partly.is_empty();
    let rollout = report.rollout.as_ref();
    // Where nothing was changed, nothing had to be read again.
    let nothing_due = untouched || report.routes_stay;
    let rollout = rollout.filter(|rollout| !nothing_due || **rollout != RolloutOutcome::default());
    let ended = rollout.map(sentences::ended);
    if let Some(ended) = ended.filter(|ended| !ended.is_empty()) {
        rest.push_str(&format!(" {ended}"));
    }
    let mut plan = String::new();
    if !report.plan_complete {
        plan.push_str(
            " The plan was incomplete: not everything declared could be planned; see the plan.",
        );
    }
    match report.unconverged {
        0 => {}
        1 => plan.push_str(
            " 1 number is not answered by its declared webhook; `switchboard test` shows which and why.",
        ),
        many => plan.push_str(&format!(
            " {many} numbers are not answered by their declared webhooks; `switchboard test` shows which and why."
        )),
    }
    // The two sentences above report their errors already.
    if report.errored && plan.is_empty() {
        plan.push_str(" The plan has an error; see the plan.");
    }
    rest + &plan
}

fn numbers(count: usize) -> String {
    counted(count, "number")
}

/// Members that joined or did not: numbers, unless one of them is something else.
fn members(report: &ApplyReport, count: usize) -> String {
    let mut nouns = report.joins.values().map(Joins::noun);
    let other = nouns.find(|noun| *noun != "number");
    counted(count, other.unwrap_or("number"))
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        many => format!("{many} {noun}s"),
    }
}

/// The counts of changes and joins that were not done as planned.
fn undone(report: &ApplyReport) -> Vec<String> {
    let of = |address: &Address| report.joins.get(address);
    let short = |joins: &&Joins| joins.missing() > 0;
    let failed = report.failed.iter();
    let failed = failed.filter(|(address, ..)| of(address).is_none_or(|j| j.refused.is_empty()));
    let otherwise = report.partly.iter();
    let otherwise = otherwise.filter(|(address, ..)| of(address).is_none_or(|j| !short(&j)));
    let missing: usize = report.joins.values().map(Joins::missing).sum();
    let all: usize = report.joins.values().filter(short).map(Joins::total).sum();
    [
        (failed.count(), "failed".to_owned()),
        (otherwise.count(), "not as requested".to_owned()),
        (missing, format!("of {} did not join", members(report, all))),
        (report.unsettled.len(), "with no result recorded".to_owned()),
        (report.not_tried.len(), "not tried".to_owned()),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{count} {word}"))
    .collect()
}

/// The advice on changes that were not done as planned.
fn next(report: &ApplyReport) -> String {
    let of = |address: &Address| report.joins.get(address);
    let mut advice = Vec::new();
    for (group, joins) in &report.joins {
        if let Some(full) = &joins.full {
            advice.push(format!(
                "The {} {} is full: it holds {}. Declare a second one for the others, or ask the provider for a higher limit.",
                group.kind(),
                neutral(&full.group),
                numbers(full.members)
            ));
        }
    }
    let open = report.failed.iter().chain(&report.partly);
    let open: Vec<_> = open
        .filter(|(address, ..)| of(address).is_none_or(|joins| joins.full.is_none()))
        .collect();
    // A permanent refusal, such as of a number that another account has, will happen again.
    let lasting = |(address, action, _): &&(Address, Action, String)| match of(address) {
        Some(joins) => {
            !joins.refused.is_empty()
                && joins.not_tried.is_empty()
                && joins.refused.iter().all(|one| one.lasting)
        }
        None => *action == Action::Purchase,
    };
    let settled = report.unsettled.is_empty() && report.not_tried.is_empty();
    let rollout = report.rollout.as_ref().and_then(sentences::next);
    if let Some(rollout) = rollout {
        advice.push(rollout);
    } else if settled && open.is_empty() {
    } else if settled && open.iter().all(lasting) {
        advice.push("Read the reasons before you run `switchboard apply` again.".to_owned());
    } else {
        let keywords = report.failed.iter().any(|(address, ..)| is_there(address))
            || report
                .not_tried
                .iter()
                .any(|(address, ..)| is_there(address));
        let option = if keywords {
            " with --create-dynamics-keywords"
        } else {
            ""
        };
        advice.push(format!("Run `switchboard apply`{option} again to finish."));
    }
    advice.join(" ")
}

/// Whether it is a keyword at a counterpart, which an apply creates on request only.
fn is_there(address: &Address) -> bool {
    address.counterpart().is_some()
}
