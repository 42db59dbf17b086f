//! A plan as GitHub-flavoured Markdown, for a comment on a pull request or a job's summary.
//!
//! GitHub refuses comments beyond 65,536 characters, so a long plan loses its details first, then
//! its table; the verdict is never lost. Foreign text stands in code, or with every character
//! that Markdown or HTML could act on written as an entity.

use std::fmt::Write as _;

use crate::model::{Action, Change, Unmanaged};

use super::field::{Row, rows};
use super::group::{Group, arrange};
use super::inert::{code, inert};
use super::route;
use super::text::{at, rank};
use super::{PlanReport, words};

/// The most bytes that a plan is given.
pub(super) const LIMIT: usize = 60_000;
/// The most diagnostics, and the most targets, that are listed.
const LISTED: usize = 20;
/// The most bytes of a help that is told; longer ones are lists, and `switchboard plan` has them.
const HELP: usize = 1_500;

/// The plan as Markdown.
pub fn plan(report: &PlanReport<'_>) -> String {
    let (alone, groups) = arrange(report.plan);
    let steered: Vec<&Change> = route::steered(report.plan).collect();
    let mut details: String = alone.iter().map(|change| detail(report, change)).collect();
    details.extend(groups.iter().map(together));
    details.extend(steered.iter().map(|change| detail(report, change)));
    if report.show_unmanaged {
        details.push_str(&unmanaged(&report.plan.unmanaged));
    }
    Parts {
        verdict: head(report),
        problems: problems(report.diagnostics),
        table: table(report, &alone, &groups, &steered),
        details,
        pointer: "\n_The plan is too long to be shown whole here; `switchboard plan` shows it._\n",
    }
    .within(LIMIT)
}

/// The parts of a report, the ones that are given up first last.
pub(super) struct Parts {
    pub(super) verdict: String,
    pub(super) problems: String,
    pub(super) table: String,
    pub(super) details: String,
    /// Said in the place of what was given up.
    pub(super) pointer: &'static str,
}

impl Parts {
    /// The whole where it is short enough, else without its details, else the verdict alone.
    pub(super) fn within(self, limit: usize) -> String {
        let head = format!("{}{}", self.verdict, self.problems);
        if head.len() + self.table.len() + self.details.len() <= limit {
            return head + &self.table + &self.details;
        }
        if head.len() + self.table.len() + self.pointer.len() <= limit {
            return head + &self.table + self.pointer;
        }
        self.verdict + self.pointer
    }
}

fn head(report: &PlanReport<'_>) -> String {
    let scope = report.plan.scope.to_string();
    let mut out = format!("## Switchboard plan: {}\n", inert(&scope));
    if !report.meta.targets.is_empty() {
        let all = &report.meta.targets;
        let named: Vec<_> = all.iter().take(LISTED).map(|t| code(t)).collect();
        let _ = write!(out, "\nOnly {}", named.join(", "));
        if let more @ 1.. = all.len().saturating_sub(LISTED) {
            let _ = write!(out, " and {more} more");
        }
        out.push('\n');
    }
    let verdict = words::verdict(report, "see below");
    for (at, line) in verdict.iter().enumerate() {
        let line = inert(line);
        if at == 0 || line.starts_with("Incomplete") {
            let _ = write!(out, "\n**{line}**\n");
        } else {
            let _ = write!(out, "\n{line}\n");
        }
    }
    out
}

/// Diagnostics alone, where there is no plan to show them with.
pub fn diagnostics(diagnostics: &[serde_json::Value]) -> String {
    match problems(diagnostics) {
        list if list.is_empty() => "The configuration is valid.\n".to_owned(),
        list => list,
    }
}

pub(super) fn problems(diagnostics: &[serde_json::Value]) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let mut out = "\n### Problems\n\n".to_owned();
    let mut sorted: Vec<_> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| rank(at(diagnostic, "/severity")));
    for diagnostic in sorted.iter().take(LISTED) {
        let severity = inert(at(diagnostic, "/severity"));
        let code_word = code(at(diagnostic, "/code"));
        let _ = write!(out, "- **{severity}** {code_word}");
        let (address, file) = (
            at(diagnostic, "/address"),
            at(diagnostic, "/range/filename"),
        );
        if !address.is_empty() {
            let _ = write!(out, " {}", code(address));
        }
        let _ = write!(out, " {}", inert(at(diagnostic, "/summary")));
        let count = |key: &str| diagnostic.pointer(key).and_then(serde_json::Value::as_u64);
        let (line, column) = (count("/range/start/line"), count("/range/start/column"));
        if let (false, Some(line), Some(column)) = (file.is_empty(), line, column) {
            let _ = write!(out, " ({})", code(&format!("{file}:{line}:{column}")));
        }
        let help = at(diagnostic, "/help");
        if (1..=HELP).contains(&help.len()) {
            let _ = write!(out, "\n  {}", inert(help));
        }
        out.push('\n');
    }
    if let more @ 1.. = sorted.len().saturating_sub(LISTED) {
        let _ = writeln!(out, "- … and {more} more");
    }
    out
}

fn table(
    report: &PlanReport<'_>,
    alone: &[&Change],
    groups: &[Group<'_>],
    steered: &[&Change],
) -> String {
    if alone.is_empty() && groups.is_empty() && steered.is_empty() {
        return String::new();
    }
    let mut out = "\n| Action | Resource | | Why | Where |\n|---|---|---|---|---|\n".to_owned();
    for change in alone {
        line(&mut out, report, change);
    }
    for group in groups {
        for change in &group.named {
            line(&mut out, report, change);
        }
        if group.more > 0 {
            let verb = group.action.as_str();
            let _ = writeln!(out, "| {verb} | … and {} more | | | |", group.more);
        }
    }
    for change in steered {
        line(&mut out, report, change);
    }
    out
}

/// Who answers for the numbers of a group, where that is worth a word.
fn together(group: &Group<'_>) -> String {
    if group.told.is_empty() {
        return String::new();
    }
    let addresses: Vec<_> = group
        .named
        .iter()
        .map(|change| code(&change.address.to_string()))
        .collect();
    let mut out = format!(
        "\n<details><summary>{} {}",
        words::sign(group.action),
        addresses.join(", ")
    );
    if group.more > 0 {
        let _ = write!(out, " and {} more", group.more);
    }
    let _ = write!(out, "</summary>\n\n{}\n", group.reason);
    for line in &group.told {
        let _ = write!(out, "\n{}\n", inert(line));
    }
    out.push_str("\n</details>\n");
    out
}

fn line(out: &mut String, report: &PlanReport<'_>, change: &Change) {
    let identity = words::identity(change).map_or_else(String::new, |text| code(&text));
    let place = (report.places)(&change.address, None)
        .map_or_else(String::new, |place| code(&place.to_string()));
    let _ = writeln!(
        out,
        "| {} | {} | {identity} | {} | {place} |",
        change.action.as_str(),
        code(&change.address.to_string()),
        words::reason(change, false),
    );
}

fn detail(report: &PlanReport<'_>, change: &Change) -> String {
    let sign = words::sign(change.action);
    let address = code(&change.address.to_string());
    let mut out = format!("\n<details><summary>{sign} {address}</summary>\n\n");
    out.push_str(words::reason(change, false));
    if let Some(place) = (report.places)(&change.address, None) {
        let _ = write!(out, " ({})", code(&place.to_string()));
    }
    out.push('\n');
    if let Some(renamed) = words::renamed(report, change) {
        let _ = write!(out, "\n{}\n", inert(&renamed));
    }
    for line in route::told(change) {
        let _ = write!(out, "\n{}\n", inert(&line));
    }
    let sign = match change.action {
        Action::Create | Action::Purchase => "+",
        _ => " ",
    };
    out.push_str(&diff(&rows(change), sign));
    out.push_str("\n</details>\n");
    out
}

/// Rows as a fenced diff; `sign` stands before what has one side only. Nothing for no rows.
pub(super) fn diff(rows: &[Row], sign: &str) -> String {
    let mut body = String::new();
    for row in rows {
        match (&row.before, &row.after) {
            (Some(before), Some(after)) => {
                let _ = writeln!(body, "- {0}: {before}\n+ {0}: {after}", row.name);
            }
            (Some(value), None) | (None, Some(value)) => {
                let _ = writeln!(body, "{sign} {}: {value}", row.name);
            }
            (None, None) => {}
        }
        for note in &row.notes {
            let _ = writeln!(body, "# {}: {note}", row.name);
        }
    }
    if body.is_empty() {
        return body;
    }
    let fence = "`".repeat(longest_run(&body).max(2) + 1);
    format!("\n{fence}diff\n{body}{fence}\n")
}

pub(super) fn unmanaged(unmanaged: &[Unmanaged]) -> String {
    if unmanaged.is_empty() {
        return String::new();
    }
    let mut out = "\n<details><summary>Not in the configuration</summary>\n\n".to_owned();
    for item in unmanaged {
        let (key, id) = (code(&item.object.key), code(&item.object.id));
        let (kind, provider) = (item.object.kind, code(item.provider.as_str()));
        let _ = writeln!(out, "- {key} {kind} of {provider}, {id}");
    }
    out.push_str("\n</details>\n");
    out
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{longest_run, plan};
    use crate::model::{Action, Reason};
    use crate::report::sample;

    #[test]
    fn a_plan_reads_well_in_a_comment() {
        let mut plan_ = sample::plan("Store `line`");
        plan_
            .changes
            .retain(|c| ["store-line", "warehouse"].contains(&c.address.name()));
        let warning = [sample::diagnostic("warning", "a <b>bold</b> @claim")];
        insta::assert_snapshot!(sample::report(&plan_, &warning, plan), @"
        ## Switchboard plan: contoso-sms (environment prod)

        **Plan: 1 to update, 1 to adopt.**

        1 number in the account is not in the configuration.

        Calls: 2 reads made, 2 writes to come.

        ### Problems

        - **warning** <code>W0412</code> <code>providers.marketing-us.numbers.support</code> a &#60;b&#62;bold&#60;/b&#62; &#64;claim (<code>envs/a,b:c.yaml:22:7</code>)
          look at it

        | Action | Resource | | Why | Where |
        |---|---|---|---|---|
        | update | <code>providers.marketing-us.numbers.store-line</code> | <code>+15017122661</code> | configuration changed | <code>switchboard.yaml:22:7</code> |
        | adopt | <code>providers.marketing-us.numbers.warehouse</code> | <code>+15017122663</code> | already as declared; the registry will record it | <code>switchboard.yaml:31:7</code> |

        <details><summary>~ <code>providers.marketing-us.numbers.store-line</code></summary>

        configuration changed (<code>switchboard.yaml:22:7</code>)

        ```diff
        - friendly_name: Store
        + friendly_name: Store `line`
        - sms_method: GET
        + sms_method: POST
        - sms_url: https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/inbound
        + sms_url: https://public-usa.mkt.dynamics.com/api/v1.0/orgs/3f2c0b7e/sms/incoming
        ```

        </details>

        <details><summary>Not in the configuration</summary>

        - <code>+15017122669</code> number of <code>marketing-us</code>, <code>PN00000000000000000000000000000009</code>

        </details>
        ");
    }

    #[test]
    fn a_long_plan_loses_details_then_its_table() {
        let mut plan_ = sample::plan("x");
        let update = plan_
            .changes
            .iter()
            .find(|c| c.address.name() == "store-line");
        let update = update.unwrap().clone();
        let many = |count: usize| {
            (0..count).map(|at| {
                let made = sample::number(
                    &format!("n{at}"),
                    "+15017122661",
                    Action::Update,
                    Reason::New,
                );
                crate::model::Change {
                    address: made.address,
                    ..update.clone()
                }
            })
        };
        plan_.changes = many(150).collect();
        let text = sample::report(&plan_, &[], plan);
        assert!(text.len() <= super::LIMIT && text.contains("n149") && !text.contains("<details>"));
        plan_.changes = many(1000).collect();
        let text = sample::report(&plan_, &[], plan);
        assert!(text.len() < 1000 && text.contains("1000 to update") && text.contains("too long"));
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(longest_run("a``b```c"), 3);
    }
}
