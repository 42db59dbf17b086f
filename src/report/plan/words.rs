//! The sentences that the formats of a plan share: signs, reasons and the verdict.

use crate::model::{Action, Calls, Change, Counterpart, Plan, Reason, RouteChange, Severity};

use super::cost;
use super::input::PlanReport;
use super::missing::missing;
use super::policy;
use crate::report::fields::actions::{dropped_fields, to_do};
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;
use crate::report::text::shards::limits;
use crate::report::text::verdict::VerdictLine;
use crate::report::unmanaged::unmanaged_objects;

/// The reason for a change. The same words describe one change and a group of changes.
pub(in crate::report) fn reason(change: &Change) -> &'static str {
    let ours = change.address.kind().lives_in_registry();
    match (change.action, change.reason) {
        (Action::NoOp, Some(Reason::Shadowed)) => match route(change) {
            Some(route) if route.converged() => {
                "its own settings stay as declared, but with this plan another object answers its texts"
            }
            _ => "settings as declared, but another object answers its texts",
        },
        (Action::Adopt, Some(Reason::Adopted))
            if route(change).is_some_and(|route| !route.converges()) =>
        {
            "settings already match and will be recorded, but another object still answers its texts"
        }
        (Action::Purchase, _) => "not in the account: will be bought, which costs money",
        (Action::Create, _) if change.creates_at_counterpart() => {
            "keyword in Dynamics 365: declared, but does not exist there yet"
        }
        (Action::Create, Some(Reason::New)) if ours => "new in the configuration",
        (Action::Create, Some(Reason::New)) => "declared, but does not exist yet",
        (Action::Create, Some(Reason::Drifted)) => {
            "drifted: existed at the last apply and is gone; will be created again"
        }
        (_, Some(Reason::ConfigChanged)) => "configuration changed",
        (_, Some(Reason::Drifted)) => "drifted: changed outside Switchboard since the last apply",
        (_, Some(Reason::New)) => "not managed before",
        (_, Some(Reason::Adopted)) if dropped_fields(change).next().is_some() => {
            "the fields below are no longer declared and will be dropped from the registry"
        }
        (_, Some(Reason::Adopted)) => "already as declared; will be recorded in the registry",
        (_, Some(Reason::Removed)) if ours => {
            "removed from the configuration: will be dropped from the registry"
        }
        (_, Some(Reason::Removed)) => {
            "removed from the configuration: will be dropped from the registry; nothing changes at the provider"
        }
        (_, Some(Reason::Shadowed)) => "another object answers its texts",
        (_, Some(Reason::Undone)) => "restored to its state before the run",
        (_, None) => "as declared; another planned change affects who answers its texts",
    }
}

fn route(change: &Change) -> Option<&RouteChange> {
    change.route.as_deref()
}

/// What identifies the resource in addition to its address: its key, else its identifier; `None` if
/// that only repeats the address.
pub(in crate::report) fn identity(change: &Change) -> Option<String> {
    let name = change.address.name();
    [&change.key, &change.id]
        .into_iter()
        .flatten()
        .find(|text| !text.is_empty())
        .filter(|text| !text.eq_ignore_ascii_case(name))
        .map(|text| neutral(text).into_owned())
}

/// A remark for an address that now refers to another object: the new name of the former object, if
/// it has one.
pub(in crate::report) fn renamed(report: &PlanReport<'_>, change: &Change) -> Option<String> {
    let before = change.key_before.as_deref()?;
    let now_named = |other: &&Change| {
        let same_kind = other.address.kind() == change.address.kind();
        same_kind && other.after.is_some() && other.key.as_deref() == Some(before)
    };
    let fate = match report.plan.changes.iter().find(now_named) {
        Some(other) => format!("now {}", other.address),
        None => "which will be dropped from the registry and does not change".to_owned(),
    };
    let before = neutral(before);
    Some(format!("until now this name referred to {before}, {fate}"))
}

/// The verdict of a plan. `elsewhere` says where problems are listed, and `whole` whether the
/// report shows everything that was planned.
pub(in crate::report) fn verdict(
    report: &PlanReport<'_>,
    elsewhere: &str,
    whole: bool,
) -> Vec<VerdictLine> {
    let mut lines = vec![VerdictLine::strong(outcome(report, elsewhere))];
    lines.extend(policy::line(report.plan.policy.as_ref(), elsewhere));
    lines.extend(numbers(report, elsewhere));
    lines.push(VerdictLine::plain(calls(report.plan.calls)));
    lines.extend(incomplete(report, elsewhere, whole));
    lines
}

/// The verdict of a plan that an apply carried out or refused. It does not count calls, and nothing
/// in it is emphasized except what makes the plan incomplete: the emphasis is on the result of the
/// apply.
pub(in crate::report) fn planned(
    report: &PlanReport<'_>,
    elsewhere: &str,
    whole: bool,
) -> Vec<VerdictLine> {
    let mut lines = vec![VerdictLine::plain(outcome(report, elsewhere))];
    lines.extend(policy::line(report.plan.policy.as_ref(), elsewhere));
    lines.extend(numbers(report, elsewhere));
    lines.extend(incomplete(report, elsewhere, whole));
    lines
}

/// What is said below a change: the price of a number that is bought, and who answers its texts.
pub(super) fn remarks(plan: &Plan, change: &Change) -> Vec<String> {
    let price = cost::price(plan, change).into_iter();
    price.chain(super::route::remarks(change)).collect()
}

/// What is bought, the shard, numbers that are not answered as declared, and numbers that are not declared.
fn numbers(report: &PlanReport<'_>, elsewhere: &str) -> impl Iterator<Item = VerdictLine> {
    let lines = cost::verdict(report.plan).into_iter();
    let lines = lines.chain(limits(report.meta.shard, &report.meta.shards));
    let lines = lines.chain(unconverged(report, elsewhere));
    lines.chain(unmanaged(report)).map(VerdictLine::plain)
}

fn incomplete(report: &PlanReport<'_>, elsewhere: &str, whole: bool) -> Option<VerdictLine> {
    let rest = if whole { "; the rest is shown" } else { "" };
    (!report.plan.complete).then(|| {
        let missing = missing(report);
        VerdictLine::strong(format!("Incomplete: {missing} ({elsewhere}){rest}."))
    })
}

/// The first line of the verdict: what an apply would do.
pub(in crate::report) fn outcome(report: &PlanReport<'_>, elsewhere: &str) -> String {
    let plan = report.plan;
    let summary = plan.summary();
    if plan.blocked() {
        let blocking = plan.findings.iter().filter(|finding| finding.blocks);
        let violations = plan.policy.iter().map(|policy| policy.violations.len());
        let problems = match blocking.count() + violations.sum::<usize>() {
            1 => "1 problem blocks it".to_owned(),
            many => format!("{many} problems block it"),
        };
        let without = match summary.differences() {
            0 => String::new(),
            _ => format!(" Also planned: {}.", to_do(&summary)),
        };
        return format!("Cannot be applied: {problems} ({elsewhere}).{without}");
    }
    if summary.differences() > 0 {
        let as_declared = match summary.no_op {
            0 => String::new(),
            count => format!("; {count} as declared"),
        };
        let split = split(plan);
        return format!("Plan: {}{split}{as_declared}.", to_do(&summary));
    }
    if !plan.complete {
        return format!(
            "Nothing to do for what could be planned; {} as declared.",
            summary.no_op
        );
    }
    let errors = plan
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    if errors > 0 {
        let problems = plural(errors, "problem");
        return format!("Nothing to do, but {problems} must be fixed ({elsewhere}).");
    }
    if report.meta.reverts.is_some() {
        return "No changes. There is nothing to revert.".to_owned();
    }
    if report.meta.undoes.is_some() {
        return "No changes. There is nothing to undo.".to_owned();
    }
    let shard = report.meta.shard.is_some();
    if plan.changes.is_empty() {
        let there = if shard { " in this shard" } else { "" };
        return format!("No changes. Nothing is declared{there}.");
    }
    let planned = match (&*report.meta.targets, &*report.meta.excluded) {
        ([], []) if shard => "declared in this shard",
        ([], []) => "declared",
        ([], _) => "that is not excluded",
        _ => "targeted",
    };
    format!("No changes. Everything {planned} is in place.")
}

/// How many of the changes are made at the provider, how many at a counterpart, and how many are only
/// recorded; nothing if all are made at the provider.
fn split(plan: &Plan) -> String {
    let beyond = plan.effective().filter_map(|change| {
        let system = change.address.counterpart();
        system.filter(|_| change.creates_at_counterpart())
    });
    let beyond: Vec<Counterpart> = beyond.collect();
    let there = plan
        .effective()
        .filter(|change| change.writes_to_provider());
    let there = there.count();
    let here = plan.effective().count() - there - beyond.len();
    let mut parts = Vec::new();
    if there > 0 {
        parts.push(format!("{there} to change at the provider"));
    }
    if let Some(system) = beyond.first() {
        parts.push(format!("{} to create in {}", beyond.len(), system.title()));
    }
    if here > 0 {
        parts.push(format!("{here} to record"));
    }
    match &*parts {
        [_] if there > 0 => String::new(),
        [_] if here > 0 => " (only to record: nothing changes at the provider)".to_owned(),
        parts => format!(" ({})", parts.join(", ")),
    }
}

/// Numbers that their declared webhook does not answer, and those for which that is accepted.
fn unconverged(report: &PlanReport<'_>, elsewhere: &str) -> Vec<String> {
    let plan = report.plan;
    let of = |count: usize, rest: &str| {
        let line = match count {
            1 => format!("1 number is not answered by its declared webhook{rest}."),
            many => format!("{many} numbers are not answered by their declared webhooks{rest}."),
        };
        (count > 0).then_some(line)
    };
    let open = of(plan.unconverged(), &format!(" ({elsewhere})"));
    let accepted = of(plan.accepted(), ", accepted by `ignore`");
    open.into_iter().chain(accepted).collect()
}

/// What is noted about a change that writes at a provider. Other notes are shown with -v.
pub(super) fn notes<'a>(plan: &'a Plan, change: &'a Change) -> impl Iterator<Item = &'a str> {
    let writes = change.writes_to_provider();
    let notes = plan.findings.iter().filter(move |finding| {
        let about = finding.address.as_ref() == Some(&change.address);
        writes && about && finding.severity == Severity::Note
    });
    notes.map(|finding| finding.summary.as_str())
}

fn unmanaged(report: &PlanReport<'_>) -> Option<String> {
    let count = report.plan.summary().unmanaged;
    let (is, them) = if count == 1 {
        ("is", "it")
    } else {
        ("are", "them")
    };
    let hint = if report.show_unmanaged {
        String::new()
    } else {
        format!(" (--show-unmanaged lists {them})")
    };
    (count > 0).then(|| {
        let numbers = unmanaged_objects(count, &report.plan.unmanaged);
        format!("{numbers} in the account {is} not in the configuration{hint}.")
    })
}

fn calls(calls: Calls) -> String {
    let count = |n: u64, noun| plural(usize::try_from(n).unwrap_or(usize::MAX), noun);
    let expected = calls.minutes.filter(|minutes| !minutes.is_zero());
    let expected = expected.map_or_else(String::new, |minutes| {
        format!(", in about {}", minutes.in_words())
    });
    format!(
        "API calls: {} so far, {} to apply{expected}.",
        count(calls.reads, "read"),
        count(calls.writes, "write")
    )
}
