//! The summary of an apply for people: failures, untried changes, and the verdict last.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::{Action, Address, Joins};

use crate::report::fields::actions;
use crate::report::text::escape::neutral;
use crate::report::text::paint::{BOLD, Look, RED, YELLOW};

/// The most untried changes that are named per reason; the rest is counted.
const NAMED: usize = 20;

/// The number of members named per line.
const ON_A_LINE: usize = 8;

/// The results of an apply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApplyReport {
    /// Changes that were made and recorded.
    pub done: Vec<(Address, Action)>,
    /// Changes that were made and recorded only partly, and what is missing.
    pub partly: Vec<(Address, Action, String)>,
    /// Changes that failed, with the provider's message, code and request id.
    pub failed: Vec<(Address, Action, String)>,
    /// Changes that were sent, with no result recorded, and what is known.
    pub unsettled: Vec<(Address, Action, String)>,
    /// Changes that were not tried, and why.
    pub not_tried: Vec<(Address, Action, String)>,
    /// The results of members that should join a service by a started change.
    pub joins: BTreeMap<Address, Joins>,
    /// The run's identifier in the registry, if one was started.
    pub run_id: Option<String>,
    /// Whether the plan covered everything declared.
    pub plan_complete: bool,
    /// The number of numbers that their declared webhook does not answer, even after the plan.
    pub unconverged: usize,
    /// Whether the plan has an error about a declared resource.
    pub errored: bool,
}

impl ApplyReport {
    /// Whether everything declared is done.
    pub fn is_whole(&self) -> bool {
        let undone = [&self.partly, &self.failed, &self.unsettled, &self.not_tried];
        let done = undone.iter().all(|list| list.is_empty());
        done && self.plan_complete && self.unconverged == 0 && !self.errored
    }

    /// Whether no member of a partly done change was refused: the rest was only not tried.
    pub fn only_stopped(&self, (address, _, why): &(Address, Action, String)) -> bool {
        let joins = self.joins.get(address);
        joins.is_some_and(|joins| joins.refused.is_empty() && joins.told().as_ref() == Some(why))
    }

    /// The number of complete and partial changes by action, in the order of actions.
    pub fn counts(&self) -> BTreeMap<Action, usize> {
        let mut counts = BTreeMap::new();
        let done = self.done.iter().map(|(_, action)| action);
        for action in done.chain(self.partly.iter().map(|(_, action, _)| action)) {
            *counts.entry(*action).or_default() += 1;
        }
        counts.remove(&Action::NoOp);
        counts
    }
}

/// The summary as lines, ending with a line break.
pub fn summary(report: &ApplyReport, color: bool) -> String {
    let look = Look { color, width: 0 };
    let mut out = String::new();
    let partly = report.partly.iter().map(|entry| ("partly done:", entry));
    let failed = report.failed.iter().map(|entry| ("failed:", entry));
    let unsettled = report
        .unsettled
        .iter()
        .map(|entry| ("no result recorded:", entry));
    for (word, (address, action, message)) in partly.chain(failed).chain(unsettled) {
        let failed = look.paint(RED, word);
        let joins = report
            .joins
            .get(address)
            .filter(|joins| joins.missing() > 0);
        let (address, verb) = (look.paint(BOLD, &address.to_string()), action.as_str());
        let _ = writeln!(out, "{failed} {verb} {address}");
        // The lines about the members give this reason already.
        if joins.is_none_or(|joins| joins.told().as_ref() != Some(message)) {
            let _ = writeln!(out, "  {}", neutral(message));
        }
        for line in joins.map(members).into_iter().flatten() {
            let _ = writeln!(out, "  {}", line.text);
        }
    }
    let mut causes = BTreeMap::<&str, Vec<_>>::new();
    for (address, action, why) in &report.not_tried {
        causes.entry(why).or_default().push((address, action));
    }
    for (why, which) in causes {
        let _ = writeln!(out, "{} {}", look.paint(YELLOW, "not tried:"), neutral(why));
        for (address, action) in which.iter().take(NAMED) {
            let _ = writeln!(out, "  {} {address}", action.as_str());
        }
        if let more @ 1.. = which.len().saturating_sub(NAMED) {
            let _ = writeln!(out, "  … and {more} more");
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    if let Some(id) = &report.run_id {
        let _ = writeln!(out, "Recorded as run {}.", neutral(id));
    }
    let _ = writeln!(out, "{}", look.paint(BOLD, &verdict(report)));
    out
}

/// A line about members that should join a service.
pub(in crate::report) struct MemberLine {
    /// Whether they joined.
    pub(in crate::report) joined: bool,
    /// The line.
    pub(in crate::report) text: String,
}

/// The members that joined, those that did not with the reason, and those that were not tried.
pub(in crate::report) fn members(joins: &Joins) -> Vec<MemberLine> {
    const JOINED: &str = "joined";
    let mut out = Vec::new();
    let mut list = |word: &str, members: &[String], because: &str| {
        for members in members.chunks(ON_A_LINE) {
            let members: Vec<_> = members.iter().map(|member| neutral(member)).collect();
            out.push(MemberLine {
                joined: word == JOINED,
                text: format!("{word}: {}{because}", members.join(", ")),
            });
        }
    };
    list(JOINED, &joins.joined, "");
    for unjoined in &joins.refused {
        list("did not join", std::slice::from_ref(&unjoined.error), "");
    }
    for unjoined in &joins.unsettled {
        let told = format!("{}: {}", unjoined.member, unjoined.error);
        list("no result recorded", &[told], "");
    }
    let because = joins.because.as_deref().map(neutral);
    let because = because.map(|why| format!(" ({why})")).unwrap_or_default();
    list("not tried", &joins.not_tried, &because);
    out
}

/// The result in one line.
pub fn verdict(report: &ApplyReport) -> String {
    let mut done: Vec<_> = report
        .counts()
        .into_iter()
        .map(|(action, count)| format!("{count} {}", actions::done(action)))
        .collect();
    let undone = undone(report);
    let joined: usize = report.joins.values().map(|joins| joins.joined.len()).sum();
    if done.is_empty() && joined > 0 {
        done.push(format!("{} joined", numbers(joined)));
    }
    let left: usize = report.joins.values().map(Joins::left).sum();
    if left > 0 {
        done.push(format!("{} left another messaging service", numbers(left)));
    }
    let (done, undone) = (done.join(", "), undone.join(", "));
    let mut rest = String::new();
    if !report.plan_complete {
        rest.push_str(
            " The plan was incomplete: not everything declared could be planned; see the plan.",
        );
    }
    match report.unconverged {
        0 => {}
        1 => rest.push_str(
            " 1 number is not answered by its declared webhook; `switchboard test` shows which and why.",
        ),
        many => rest.push_str(&format!(
            " {many} numbers are not answered by their declared webhooks; `switchboard test` shows which and why."
        )),
    }
    // The two sentences above report their errors already.
    if report.errored && rest.is_empty() {
        rest.push_str(" The plan has an error; see the plan.");
    }
    let next = next(report);
    match (done.as_str(), undone.as_str()) {
        ("", "") if rest.is_empty() => "Applied: no changes were needed.".to_owned(),
        ("", "") => format!("Nothing was changed.{rest}"),
        (done, "") => format!("Applied: {done}.{rest}"),
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
}

fn numbers(count: usize) -> String {
    match count {
        1 => "1 number".to_owned(),
        many => format!("{many} numbers"),
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
        (missing, format!("of {} did not join", numbers(all))),
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
    let mut told = Vec::new();
    for joins in report.joins.values() {
        if let Some(full) = &joins.full {
            told.push(format!(
                "The messaging service {} is full: it holds {}. Declare a second service for the others, or ask the provider for a higher limit.",
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
    if settled && open.is_empty() {
    } else if settled && open.iter().all(lasting) {
        told.push("Read the reasons before you run `switchboard apply` again.".to_owned());
    } else {
        told.push("Run `switchboard apply` again to finish.".to_owned());
    }
    told.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{ApplyReport, summary};
    use crate::model::{Action, Address};

    fn at(name: &str) -> Address {
        Address::parse(&format!("providers.us.numbers.{name}")).unwrap()
    }

    #[test]
    fn an_apply_that_worked_says_so() {
        let mut report = ApplyReport {
            plan_complete: true,
            ..ApplyReport::default()
        };
        assert_eq!(
            summary(&report, false),
            "Applied: no changes were needed.\n"
        );
        report.plan_complete = false;
        assert!(
            summary(&report, false).starts_with("Nothing was changed. The plan was incomplete")
        );
        report.plan_complete = true;
        report.done = vec![
            (at("a"), Action::Adopt),
            (at("b"), Action::Update),
            (at("c"), Action::Update),
        ];
        report.run_id = Some("0197".to_owned());
        insta::assert_snapshot!(summary(&report, false), @"
        Recorded as run 0197.
        Applied: 2 updated, 1 adopted.
        ");
    }

    #[test]
    fn what_failed_and_what_was_not_tried_is_told() {
        let mut report = ApplyReport {
            unconverged: 0,
            errored: false,
            done: vec![(at("a"), Action::Update)],
            failed: vec![(
                at("b"),
                Action::Update,
                "updating PN2: no\nsuch thing (HTTP 404, code 20404, request RQ1)".to_owned(),
            )],
            not_tried: vec![
                (at("c"), Action::Adopt, "the lock was lost".to_owned()),
                (at("d"), Action::Forget, "the lock was lost".to_owned()),
            ],
            plan_complete: true,
            ..ApplyReport::default()
        };
        insta::assert_snapshot!(summary(&report, false), @r"
        failed: update providers.us.numbers.b
          updating PN2: no\nsuch thing (HTTP 404, code 20404, request RQ1)
        not tried: the lock was lost
          adopt providers.us.numbers.c
          forget providers.us.numbers.d

        Partly applied: 1 updated; 1 failed, 2 not tried. Run `switchboard apply` again to finish.
        ");
        report.unsettled = vec![(
            at("e"),
            Action::Update,
            "it was written, but not recorded".to_owned(),
        )];
        let told = summary(&report, false);
        assert!(
            told.contains("no result recorded: update providers.us.numbers.e\n  it was written")
        );
        assert!(told.contains("1 failed, 1 with no result recorded, 2 not tried."));
        report.unsettled.clear();
        report.done.clear();
        assert!(summary(&report, false).ends_with(
            "Nothing was applied: 1 failed, 2 not tried. Run `switchboard apply` again to finish.\n"
        ));
    }
}
