//! How to put a drifted resource back: a command, or else advice.

use super::input::DriftReport;
use super::remedies::Remedy;
use crate::model::{Address, Counterpart, DriftStatus, Drifted, InTheWay, Kind, Obstacle};
use crate::report::text::escape::neutral;

/// The remedy for one resource.
pub(in crate::report) fn remedy(report: &DriftReport<'_>, one: &Drifted) -> Remedy {
    if let Some(known) = report.remedies.and_then(|known| known.get(&one.address)) {
        return known.clone();
    }
    if let Address::Counterpart { system, of } = &one.address {
        return of_record(report, one, *system, of.as_deref());
    }
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
            "it is no longer declared, so no apply puts it back: `{}` drops it from the registry and does not change it",
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
        // The number left the group that answered for it.
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

/// The remedy for a record of a counterpart. An apply creates missing keywords there, and changes
/// nothing else.
fn of_record(
    report: &DriftReport<'_>,
    one: &Drifted,
    system: Counterpart,
    of: Option<&Address>,
) -> Remedy {
    let title = system.title();
    let keyword = matches!(of, Some(Address::Keyword(_)));
    let creates = keyword && one.status == DriftStatus::Missing && one.declared;
    // An apply records what agrees, and drops the record of what is not declared.
    let words = if !one.declared {
        format!("it is not declared any more: an apply that reads {title} drops its record")
    } else if one.status == DriftStatus::Missing {
        format!(
            "no apply changes it in {title}: put it back there, or remove it from the configuration and apply"
        )
    } else {
        format!(
            "no apply changes it in {title}: change it back there; if it agrees with the configuration as it is, an apply that reads {title} records it"
        )
    };
    Remedy {
        command: creates.then(|| apply(report, &format!(" --create-{system}-keywords"))),
        words: (!creates).then_some(words),
        declare: None,
    }
}

/// The remedy for a group of resources: the command for one member, and the one for all.
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

/// The address that declares what answers for a number, if that is not applied yet.
fn pending(one: &Drifted) -> Option<&Address> {
    one.group.as_ref()?.pending.as_ref()
}

/// The declared group that answers, if an apply would not change that.
fn obstacle(one: &Drifted) -> Option<&Obstacle> {
    one.group.as_ref()?.obstacle.as_ref()
}

/// Advice for a number that is declared in one group and is in another one.
fn elsewhere(report: &DriftReport<'_>, group: &InTheWay, wanted: &Address) -> Remedy {
    let there = group.address.as_ref().or(group.pending.as_ref());
    // An undeclared group is never changed, even if it is still recorded.
    let (command, words) = match there.filter(|_| group.declared) {
        Some(there) => (
            Some(apply(report, " --allow-detach")),
            format!(
                "it is in {there} and declared in {wanted}{}",
                group
                    .loss_on_leaving
                    .map_or_else(String::new, |loss| format!(": {loss}"))
            ),
        ),
        None => (
            None,
            format!(
                "it is declared in {wanted}, but is in {} ({}), which is not declared, and an apply takes no number out of an undeclared {}: remove it there in the provider's console, then apply",
                neutral(&group.name),
                neutral(&group.id),
                wanted.kind()
            ),
        ),
    };
    Remedy {
        command,
        words: Some(words),
        declare: None,
    }
}

/// Advice for an undeclared group that answers in the number's place.
fn undeclared(one: &Drifted, group: &InTheWay) -> Remedy {
    let provider = one.address.provider();
    Remedy {
        command: None,
        words: Some(format!(
            "an apply never changes an undeclared object: declare {} ({}), with a name of your choice for NAME, and apply",
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

/// A command for the same configuration and environment.
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

/// The sentence about expected differences, which an apply would put back too.
pub(super) fn expected(one: &Drifted) -> Option<String> {
    let expected: Vec<&str> = one.ignored().map(|(one, _)| one.aspect.as_str()).collect();
    (!expected.is_empty() && one.counted().next().is_some()).then(|| {
        format!(
            "an apply also puts back {}, which is expected to differ",
            neutral(&expected.join(", "))
        )
    })
}
