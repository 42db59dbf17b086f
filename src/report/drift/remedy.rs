//! What puts a drifted thing back: a command, or where none does, what else to do.

use super::input::DriftReport;
use crate::model::{Address, DriftStatus, Drifted, InTheWay, Kind, Obstacle};
use crate::report::text::escape::neutral;

/// What puts it back. One of the two is always there.
pub(in crate::report) struct Remedy {
    /// The command that does.
    pub(in crate::report) command: Option<String>,
    /// What to do or to know besides.
    pub(in crate::report) words: Option<String>,
    /// The YAML that is to be declared for it, and the address to put it under.
    pub(in crate::report) declare: Option<(String, String)>,
}

/// What puts one thing back.
pub(in crate::report) fn remedy(report: &DriftReport<'_>, one: &Drifted) -> Remedy {
    let words = |words: String| Remedy {
        command: None,
        words: Some(words),
        declare: None,
    };
    if one.status == DriftStatus::Missing {
        return missing(report, one);
    }
    if !one.declared {
        return words(format!(
            "it is no longer declared, so nothing puts it back: `{}` drops it from the registry and does not change it",
            apply(report, "")
        ));
    }
    if let (true, Some(group)) = (one.is_shadowed(), &one.group)
        && let Some(wanted) = &group.wanted
    {
        return elsewhere(report, group, wanted);
    }
    if let (true, Some(obstacle)) = (one.is_shadowed(), obstacle(one)) {
        return words(obstacle.advice(&one.address));
    }
    if let (true, Some(there)) = (one.is_shadowed(), pending(one)) {
        return Remedy {
            command: Some(apply(report, &format!(" --target {there}"))),
            words: Some(format!(
                "{there} declares what answers, and is not applied yet"
            )),
            declare: None,
        };
    }
    let target = match (one.is_shadowed(), &one.group) {
        (false, _) => format!(" --target {}", one.address),
        // It has left the group that answered for it.
        (true, None) => String::new(),
        (true, Some(group)) => match &group.address {
            Some(there) if group.declared => format!(" --target {there}"),
            _ => return undeclared(one, group),
        },
    };
    Remedy {
        command: Some(apply(report, &target)),
        words: one.pending.then(|| {
            "the configuration changed too: an apply sets it to what is declared now".to_owned()
        }),
        declare: None,
    }
}

/// What puts back many that are alike: the command for one of them, and the one for all.
pub(super) fn of_many(report: &DriftReport<'_>, first: &Drifted) -> Vec<String> {
    let remedy = remedy(report, first);
    let mut ways = Vec::new();
    if let Some(command) = &remedy.command {
        let one = format!(" --target {}", first.address);
        match first.address.provider().filter(|_| command.ends_with(&one)) {
            Some(provider) => {
                ways.push(format!("put one back: {command}"));
                let under = apply(report, &format!(" --target providers.{provider}"));
                ways.push(format!(
                    "put all back, with everything else that differs under providers.{provider}: {under}"
                ));
            }
            None => ways.push(format!("put them back: {command}")),
        }
    }
    ways.extend(remedy.words);
    ways
}

/// The address that declares what answers for a number, where that is not applied yet.
fn pending(one: &Drifted) -> Option<&Address> {
    one.group.as_ref()?.pending.as_ref()
}

/// The declared group that answers, where an apply would not change that.
fn obstacle(one: &Drifted) -> Option<&Obstacle> {
    one.group.as_ref()?.obstacle.as_ref()
}

/// It is declared in one group and sits in another one: declaring it there as well is refused.
fn elsewhere(report: &DriftReport<'_>, group: &InTheWay, wanted: &Address) -> Remedy {
    let there = group.address.as_ref().or(group.pending.as_ref());
    // A group that is not declared is never changed, also where it is still recorded.
    let (command, words) = match there.filter(|_| group.declared) {
        Some(there) => (
            Some(apply(report, " --allow-detach")),
            format!(
                "it is in {there} and declared in {wanted}: leaving a service can end its A2P 10DLC registration"
            ),
        ),
        None => (
            None,
            format!(
                "it is declared in {wanted}, but is in {} ({}), which is not declared, and an apply takes no number out of an undeclared service: remove it there in the provider's console, then apply",
                neutral(&group.name),
                neutral(&group.id)
            ),
        ),
    };
    Remedy {
        command,
        words: Some(words),
        declare: None,
    }
}

/// What answers in its place is not declared, and nothing but a declaration changes that.
fn undeclared(one: &Drifted, group: &InTheWay) -> Remedy {
    let provider = one.address.provider();
    Remedy {
        command: None,
        words: Some(format!(
            "what is not declared is never changed: declare {} ({}), with a name of your choice for NAME, and apply",
            neutral(&group.name),
            neutral(&group.id)
        )),
        declare: provider.map(|provider| {
            let yaml = neutral(&group.declaration).into_owned();
            (format!("providers.{provider}"), yaml)
        }),
    }
}

fn missing(report: &DriftReport<'_>, one: &Drifted) -> Remedy {
    let number = one.address.kind() == Kind::Number;
    let forget = format!(
        "if it was given up for good, remove {} from the configuration and apply",
        one.address
    );
    let words = match (&one.elsewhere, one.declared) {
        (_, false) => {
            format!(
                "it is no longer declared either: `{}` drops it from the registry",
                apply(report, "")
            )
        }
        (Some(place), true) => format!(
            "it is in {}: declare it there, or move it back in the provider's console",
            neutral(place)
        ),
        (None, true) if number => format!("no apply brings a number back; {forget}"),
        (None, true) => {
            format!("that creates it again if it is declared without its identifier; {forget}")
        }
    };
    Remedy {
        command: (one.declared && !number)
            .then(|| apply(report, &format!(" --target {}", one.address))),
        words: Some(words),
        declare: None,
    }
}

fn apply(report: &DriftReport<'_>, targets: &str) -> String {
    command(report, "apply") + targets
}

/// A command for the same configuration and environment: among several reports, each has its own.
pub(super) fn command(report: &DriftReport<'_>, name: &str) -> String {
    let mut command = format!("switchboard {name}");
    for option in &report.meta.options {
        command.push(' ');
        command.push_str(option);
    }
    if !report.drift.scope.environment.is_empty() {
        command.push_str(" --env ");
        command.push_str(&report.drift.scope.environment);
    }
    command
}

/// What putting a thing back changes besides what counts; `None` where that is nothing.
pub(super) fn besides(one: &Drifted) -> Option<String> {
    let expected: Vec<&str> = one.ignored().map(|(one, _)| one.aspect.as_str()).collect();
    (!expected.is_empty() && one.counted().next().is_some()).then(|| {
        format!(
            "an apply also puts back {}, which is expected to differ",
            neutral(&expected.join(", "))
        )
    })
}
