//! The checks of one declared number: is it ours, can it receive texts, does a text to it reach
//! the declared place, may it answer. Pure.

use super::evidence::{Bench, Evidence, unanswered};
use super::fields::differing;
use crate::model::{
    Action, Address, FindingCode, Level, Resource, Role, RouteChange, Sight, Verdict,
};

/// Makes a number's checks. `opened` is true if its account was read at all.
pub(super) fn check(
    evidence: &Evidence<'_>,
    bench: &mut Bench<'_>,
    address: &Address,
    number: &Resource,
    opened: bool,
) {
    let key = number.key.as_deref().unwrap_or(address.name());
    let seen = match evidence.observed.sight(address) {
        Sight::Seen(seen) => seen,
        Sight::Unread => {
            let denied = evidence.unread(bench.provider, Level::Number);
            let why = match opened {
                true => "the numbers could not be read to their end",
                false if denied.is_some_and(|unread| unread.denied) => {
                    "the numbers could not be read"
                }
                false => "the account could not be opened",
            };
            bench.note(
                "owned",
                Some(address),
                title(key, "owned"),
                (Verdict::Skipped, why.to_owned()),
            );
            return;
        }
        Sight::Absent => return missing(evidence, bench, address, key),
    };
    let id = seen.id.as_deref().unwrap_or_default();
    let detail = format!("as {id}");
    bench.note(
        "owned",
        Some(address),
        title(key, "owned"),
        (Verdict::Passed, detail),
    );
    let router = evidence.routers.get(bench.provider);
    match router.and_then(|router| router.receives(&seen.fields)) {
        Some(true) => {
            let noted = (Verdict::Passed, "it can receive texts".to_owned());
            bench.note("texts", Some(address), title(key, "texts"), noted);
        }
        Some(false) => {
            let detail = "this number cannot receive or send texts at all".to_owned();
            let check = bench.note(
                "texts",
                Some(address),
                title(key, "texts"),
                (Verdict::Failed, detail),
            );
            check.code = Some(FindingCode::CannotReceive.into());
            check.advice = Some(
                "declare another number; what a number is capable of cannot be changed".to_owned(),
            );
            return;
        }
        None => {
            let noted = (
                Verdict::Skipped,
                "the provider does not say whether it can receive texts".to_owned(),
            );
            bench.note("texts", Some(address), title(key, "texts"), noted);
        }
    }
    route(evidence, bench, address, key);
    gate(evidence, bench, address, key);
}

fn title(key: &str, what: &str) -> String {
    match what {
        "owned" => format!("{key} is in the account"),
        "texts" => format!("{key} is able to text"),
        _ => format!("A text to {key}"),
    }
}

fn missing(evidence: &Evidence<'_>, bench: &mut Bench<'_>, address: &Address, key: &str) {
    let finding = evidence.finding(address);
    let change = evidence
        .plan
        .changes
        .iter()
        .find(|change| change.address == *address);
    let (detail, advice) = match (finding, change.map(|change| change.action)) {
        (Some(finding), _) => (finding.summary.clone(), finding.help.clone()),
        (None, Some(Action::Purchase)) => (
            "it is not in the account yet".to_owned(),
            "`switchboard apply --allow-purchases 1` buys it".to_owned(),
        ),
        (None, _) => (
            "it is not in the account".to_owned(),
            "check the number and the account that declares it".to_owned(),
        ),
    };
    let check = bench.note(
        "owned",
        Some(address),
        title(key, "owned"),
        (Verdict::Failed, detail),
    );
    check.code = finding.map(|finding| finding.code);
    check.advice = Some(advice);
}

/// Checks that a text to the number reaches the declared place now.
fn route(evidence: &Evidence<'_>, bench: &mut Bench<'_>, address: &Address, key: &str) {
    let title = title(key, "route");
    if evidence.unread(bench.provider, Level::Group).is_some() {
        let detail = "not known: some of what may answer in its place could not be read".to_owned();
        bench.note("route", Some(address), title, (Verdict::Skipped, detail));
        return;
    }
    let change = evidence
        .plan
        .changes
        .iter()
        .find(|change| change.address == *address);
    let finding = evidence.finding(address);
    let route = change.and_then(|change| change.route.as_deref());
    let (verdict, detail) = match (route, finding) {
        (Some(route), _) if route.converged() => {
            let goes = route.before.shown_answer();
            let goes = goes.map_or_else(
                || "gets no answer, as declared".to_owned(),
                |url| format!("goes to {url}{}", through(route)),
            );
            let updated = change.filter(|change| change.action == Action::Update);
            match updated {
                Some(change) => (
                    Verdict::Warning,
                    format!("{goes}; {} not as declared", differing(change)),
                ),
                None => (Verdict::Passed, goes),
            }
        }
        (Some(route), _) => (Verdict::Failed, otherwise(route)),
        (None, Some(finding)) => (Verdict::Failed, finding.summary.clone()),
        (None, None) => (
            Verdict::Skipped,
            "the configuration does not say who should answer".to_owned(),
        ),
    };
    let converges = route.is_some_and(RouteChange::converges);
    let check = bench.note("route", Some(address), title, (verdict, detail));
    check.advice = match verdict {
        Verdict::Failed if converges => {
            Some("run `switchboard plan`, then `switchboard apply`".to_owned())
        }
        Verdict::Failed => Some(finding.map_or_else(
            || format!("`switchboard explain {address}` shows who answers, and why"),
            |finding| finding.help.clone(),
        )),
        Verdict::Warning => Some("`switchboard plan` shows what differs".to_owned()),
        Verdict::Passed | Verdict::Skipped => None,
    };
    if verdict == Verdict::Failed && !converges {
        check.code = finding.map(|finding| finding.code);
    }
}

/// The application that calls the declared URL in the number's place.
fn through(route: &RouteChange) -> String {
    let before = &route.before;
    let by_other =
        before.decided_by.role == Role::Other && route.declared.decided_by.role != Role::Other;
    match before.decider.as_deref().filter(|_| by_other) {
        Some(application) => format!(" through the application {application}"),
        None => String::new(),
    }
}

/// Where texts go instead of where they should.
fn otherwise(route: &RouteChange) -> String {
    let before = &route.before;
    let handler = before.handler.map(|handler| format!(" ({handler})"));
    let handler = handler.unwrap_or_default();
    match (before.shown_answer(), route.declared.shown_answer()) {
        (Some(goes), Some(wanted)) if goes == wanted && before.by_stranger => {
            let who = before.decider_name.as_deref();
            let who = who.unwrap_or("something that is not declared");
            format!("goes to {goes}, but by {who}, where the configuration does not put it")
        }
        (Some(goes), Some(wanted)) => format!("goes to {goes}{handler} and not to {wanted}"),
        (Some(goes), None) => {
            format!("goes to {goes}{handler}, but the configuration declares no answer")
        }
        (None, wanted) => {
            let wanted = wanted.unwrap_or_else(|| "something else".to_owned());
            format!("gets no answer instead of one from {wanted}")
        }
    }
}

/// Checks that carriers let the number send.
fn gate(evidence: &Evidence<'_>, bench: &mut Bench<'_>, address: &Address, key: &str) {
    let Some(asked) = evidence.accounts.get(bench.provider) else {
        return;
    };
    // What could not be read is reported once for the account, at the first number.
    let said = bench.checks.iter().any(|check| check.id == "carriers");
    for error in asked.gated.failed.iter().filter(|_| !said) {
        unanswered(bench, "carriers", None, "What carriers let through", error);
    }
    let groups_unread = evidence.unread(bench.provider, Level::Group).is_some();
    for gate in asked.gated.gates.iter().filter(|gate| gate.number == key) {
        // A gate that depends on a group that could not be read may be open.
        if gate.by_group && !gate.open && groups_unread {
            continue;
        }
        let verdict = if gate.open {
            Verdict::Passed
        } else {
            Verdict::Warning
        };
        let title = format!("{} of {key}", gate.title);
        let check = bench.note(
            "carriers",
            Some(address),
            title,
            (verdict, gate.summary.to_string()),
        );
        if !gate.open {
            check.code = Some(gate.code);
            check.advice = Some(gate.help.to_string());
        }
    }
}
