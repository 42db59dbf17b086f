//! The sentences that the reports share: signs, reasons and the verdict. Wording lives here only.

use crate::model::{Action, Calls, Change, Fields, Reason, RouteChange, Severity, Summary};

use super::input::PlanReport;
use super::missing::missing;
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;

/// The sign of an action.
pub(in crate::report) fn sign(action: Action) -> &'static str {
    match action {
        Action::NoOp => " ",
        Action::Create => "+",
        Action::Update => "~",
        Action::Adopt => "=",
        Action::Forget => "-",
        Action::Purchase => "$",
    }
}

/// What an action has done, in a count: `2 updated`.
pub(in crate::report) fn done(action: Action) -> &'static str {
    match action {
        Action::NoOp => "left as it is",
        Action::Create => "created",
        Action::Update => "updated",
        Action::Adopt => "adopted",
        Action::Forget => "forgotten",
        Action::Purchase => "purchased",
    }
}

/// Why a change is made, in plain words; `many` where the words stand for several at once.
pub(in crate::report) fn reason(change: &Change, many: bool) -> &'static str {
    let ours = change.address.kind().lives_in_registry();
    match (change.action, change.reason) {
        (Action::NoOp, Some(Reason::Shadowed)) => match route(change) {
            Some(route) if route.converged() => {
                "its own settings stay as declared, but by this plan something else answers in its place"
            }
            _ => "as declared, but something else answers in its place",
        },
        (Action::Adopt, Some(Reason::Adopted))
            if route(change).is_some_and(|route| !route.converges()) =>
        {
            "settings as declared already, and the registry will record them; but something else answers in its place"
        }
        (Action::Purchase, _) if many => {
            "not in the account: they will be bought, which costs money"
        }
        (Action::Purchase, _) => "not in the account: it will be bought, which costs money",
        (Action::Create, Some(Reason::New)) if ours => "new in the configuration",
        (Action::Create, Some(Reason::New)) => "declared, and not there yet",
        (Action::Create, Some(Reason::Drifted)) => {
            "drifted: it was there at the last apply and is gone; it is made anew"
        }
        (_, Some(Reason::ConfigChanged)) => "configuration changed",
        (_, Some(Reason::Drifted)) if many => {
            "drifted: someone else moved them since the last apply"
        }
        (_, Some(Reason::Drifted)) => "drifted: someone else moved it since the last apply",
        (_, Some(Reason::New)) => "not managed before",
        (_, Some(Reason::Adopted)) if let_go(change).next().is_some() => {
            "the fields below are no longer declared; the registry lets go of them"
        }
        (_, Some(Reason::Adopted)) if many => "already as declared; the registry will record them",
        (_, Some(Reason::Adopted)) => "already as declared; the registry will record it",
        (_, Some(Reason::Removed)) => match (ours, many) {
            (true, false) => "no longer in the configuration; the registry lets go of it",
            (true, true) => "no longer in the configuration; the registry lets go of them",
            (false, false) => {
                "no longer in the configuration; the registry lets go of it, Twilio is not touched"
            }
            (false, true) => {
                "no longer in the configuration; the registry lets go of them, Twilio is not touched"
            }
        },
        (_, Some(Reason::Shadowed)) => "something else answers in its place",
        (_, Some(Reason::Undone)) => "put back as it was before the run",
        (_, None) => "as declared; who answers changes with its service",
    }
}

fn route(change: &Change) -> Option<&RouteChange> {
    change.route.as_deref()
}

/// Fields that were managed until now and are no longer declared: there before the change, and
/// not among those after it.
pub(in crate::report) fn let_go(change: &Change) -> impl Iterator<Item = &str> {
    let after = change.after.as_ref();
    let before = change.before.iter().flat_map(Fields::iter);
    before
        .map(|(name, _)| name.as_ref())
        .filter(move |name| after.is_some_and(|after| after.find(name).is_none()))
}

/// What identifies the changed thing beside its address: its key, else its identifier. Nothing
/// where that only repeats the address.
pub(in crate::report) fn identity(change: &Change) -> Option<String> {
    let name = change.address.name();
    [&change.key, &change.id]
        .into_iter()
        .flatten()
        .find(|text| !text.is_empty())
        .filter(|text| !text.eq_ignore_ascii_case(name))
        .map(|text| neutral(text).into_owned())
}

/// What to say where an address now stands for another thing than before: that thing may have
/// another name now, or none.
pub(in crate::report) fn renamed(report: &PlanReport<'_>, change: &Change) -> Option<String> {
    let before = change.key_before.as_deref()?;
    let now_named = |other: &&Change| {
        let same_kind = other.address.kind() == change.address.kind();
        same_kind && other.after.is_some() && other.key.as_deref() == Some(before)
    };
    let fate = match report.plan.changes.iter().find(now_named) {
        Some(other) => format!("which is {} now", other.address),
        None => "which is let go of and stays as it is".to_owned(),
    };
    let before = neutral(before);
    Some(format!("until now this name stood for {before}, {fate}"))
}

/// The verdict, a sentence or two in each line. `elsewhere` says where problems are listed, and
/// `whole` whether the report shows everything that was planned.
pub(in crate::report) fn verdict(
    report: &PlanReport<'_>,
    elsewhere: &str,
    whole: bool,
) -> Vec<String> {
    let mut lines = vec![outcome(report, elsewhere)];
    lines.extend(unconverged(report, elsewhere));
    lines.extend(unmanaged(report));
    lines.push(calls(report.plan.calls));
    if !report.plan.complete {
        let rest = if whole { "; the rest is shown" } else { "" };
        lines.push(format!(
            "Incomplete: {} ({elsewhere}){rest}.",
            missing(report)
        ));
    }
    lines
}

/// The first line of the verdict: what applying would do.
pub(in crate::report) fn outcome(report: &PlanReport<'_>, elsewhere: &str) -> String {
    let plan = report.plan;
    let summary = plan.summary();
    if plan.blocked() {
        let blocking = plan.findings.iter().filter(|finding| finding.blocks);
        let problems = plural(blocking.count(), "problem");
        let without = match summary.differences() {
            0 => String::new(),
            _ => format!(" Planned besides: {}.", to_do(&summary)),
        };
        return format!("Cannot be applied: {problems} in the way ({elsewhere}).{without}");
    }
    if summary.differences() > 0 {
        let as_declared = match summary.no_op {
            0 => String::new(),
            count => format!("; {count} as declared"),
        };
        return format!("Plan: {}{as_declared}.", to_do(&summary));
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
        return format!("Nothing to do, but {problems} in the way ({elsewhere}).");
    }
    if plan.changes.is_empty() {
        return "No changes. Nothing is declared.".to_owned();
    }
    if report.meta.targets.is_empty() {
        "No changes. Everything declared is in place.".to_owned()
    } else {
        "No changes. Everything targeted is in place.".to_owned()
    }
}

/// The counts of what is to be done: `1 to create, 2 to adopt`.
pub(in crate::report) fn to_do(summary: &Summary) -> String {
    let parts = [
        (summary.create, "create"),
        (summary.purchase, "purchase"),
        (summary.update, "update"),
        (summary.adopt, "adopt"),
        (summary.forget, "forget"),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, verb)| format!("{count} to {verb}"))
        .collect();
    parts.join(", ")
}

/// The numbers that somebody else answers for, and those where the configuration accepts it.
fn unconverged(report: &PlanReport<'_>, elsewhere: &str) -> Vec<String> {
    let plan = report.plan;
    let of = |count: usize, rest: &str| {
        let verb = if count == 1 { "is" } else { "are" };
        let numbers = plural(count, "number");
        let line = format!("{numbers} {verb} answered by something else than declared{rest}.");
        (count > 0).then_some(line)
    };
    let open = of(plan.unconverged(), &format!(" ({elsewhere})"));
    let accepted = of(plan.accepted(), ", which `ignore` accepts");
    open.into_iter().chain(accepted).collect()
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
        let numbers = plural(count, "number");
        format!("{numbers} in the account {is} not in the configuration{hint}.")
    })
}

fn calls(calls: Calls) -> String {
    let count = |n: u64, noun| plural(usize::try_from(n).unwrap_or(usize::MAX), noun);
    format!(
        "Calls: {} made, {} to come.",
        count(calls.reads, "read"),
        count(calls.writes, "write")
    )
}
