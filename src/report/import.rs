//! What an import found, in words. Pure.

mod beside;
mod next;

pub use beside::Beside;

use super::text::escape::neutral;
use super::text::plural::plural;
use crate::model::{Action, Plan};

/// What an import found.
#[derive(Debug)]
pub struct Summary<'a> {
    /// The accounts that were imported.
    pub accounts: Vec<Account<'a>>,
    /// The accounts in which nothing matches.
    pub unmatched: &'a [String],
    /// The accounts that are not imported, each with a clause that says why.
    pub left_out: &'a [(String, String)],
    /// The plan of all files together.
    pub plan: Option<&'a Plan>,
    /// The addresses that the plan writes because a source wants another URL.
    pub wanted: Vec<String>,
    /// What was added to a file that was there; `None` for new files.
    pub into: Option<&'a Into<'a>>,
    /// What was taken over from Dynamics 365 beside the accounts.
    pub beside: Option<Beside<'a>>,
    /// What the sources say.
    pub remarks: Vec<Remark<'a>>,
    /// The file or folder that a plan of the result is made of, quoted for a shell; `None` if a
    /// plan finds it without being asked.
    pub configuration: Option<String>,
    /// The hand-over files that were written; `None` if none were asked for.
    pub handover: Option<&'a [String]>,
    /// Whether to list everything, however much it is.
    pub everything: bool,
}

/// An account that was imported.
#[derive(Debug)]
pub struct Account<'a> {
    /// The name of its provider.
    pub provider: &'a str,
    /// Its identifier.
    pub id: &'a str,
    /// How many objects it has, in words.
    pub counted: &'a str,
    /// Whether there is none, so that nothing was written.
    pub is_empty: bool,
    /// The file that declares it; `None` for stdout.
    pub file: Option<&'a str>,
    /// The variable that must hold its token.
    pub token_variable: Option<&'a str>,
    /// What that variable holds, with its article.
    pub token_noun: &'a str,
    /// What was written and must be looked at: an address and a clause.
    pub cautions: Vec<(String, &'a str)>,
    /// What could not be written: an address and a clause.
    pub unwritten: Vec<(String, &'a str)>,
    /// Why comments may be missing.
    pub unasked: &'a [String],
}

/// What was added to a file that was there.
#[derive(Debug)]
pub struct Into<'a> {
    /// The file.
    pub file: &'a str,
    /// Whether anything was added.
    pub is_changed: bool,
    /// The number of objects that were declared before and that the plan changes.
    pub pending: usize,
    /// Declared numbers for which a source wants another URL.
    pub unchanged: &'a [String],
    /// What only other environments declare.
    pub elsewhere: &'a [String],
    /// The other environments that read the file, in words.
    pub environments: &'a [String],
}

/// Something that the user must know about a source.
#[derive(Debug)]
pub struct Remark<'a> {
    /// Whether something may be lost.
    pub is_warning: bool,
    /// The remark, as a clause.
    pub summary: &'a str,
    /// What it is about.
    pub details: &'a [String],
}

/// How many details of one sort are listed.
const LISTED: usize = 8;

/// The summary, for people.
pub fn human(summary: &Summary<'_>) -> String {
    let mut text = String::new();
    for account in &summary.accounts {
        text += &match summary.into {
            Some(into) => added(account, into),
            None => imported(account),
        };
        text += &about(account, summary);
    }
    for id in summary.unmatched {
        text += &format!("Nothing matches in the account {id}, so nothing was written for it.\n");
    }
    for (id, why) in summary.left_out {
        text += &format!("The account {id} is not imported: {}.\n", neutral(why));
    }
    text += &summary
        .beside
        .as_ref()
        .map(Beside::human)
        .unwrap_or_default();
    text += &wanted(summary);
    text += &match (summary.plan, summary.into) {
        (Some(_), Some(into)) => pending(into),
        (Some(plan), None) if summary.wanted.is_empty() => of_plan(plan),
        _ => String::new(),
    };
    if let Some(into) = summary.into {
        text += &unchanged(into, summary.everything);
        text += &elsewhere(into, summary.everything);
        text += &environments(into);
    }
    text += &remarks(&summary.remarks, summary.everything);
    text += &summary.handover.map(next::handover).unwrap_or_default();
    text += &next::next(summary);
    text
}

fn imported(account: &Account<'_>) -> String {
    let mut text = format!(
        "Imported the account {} as {}",
        account.id, account.provider
    );
    if let Some(file) = account.file {
        text += &format!(" into {}", neutral(file));
    }
    text + &format!(": {}.\n", account.counted)
}

fn added(account: &Account<'_>, into: &Into<'_>) -> String {
    let (file, id, provider) = (neutral(into.file), account.id, account.provider);
    if account.is_empty {
        return format!("{file} lacks nothing of the account {id} ({provider}).\n");
    }
    format!(
        "Added what {file} lacked of the account {id} to {provider}: {}.\n",
        account.counted
    )
}

/// What could not be written of an account, and what to set for it.
fn about(account: &Account<'_>, summary: &Summary<'_>) -> String {
    let everything = summary.everything;
    let mut text = String::new();
    let unwritten = &account.unwritten;
    if !unwritten.is_empty() {
        let settings = plural(unwritten.len(), "setting");
        let comments = match summary.into {
            // A comment about a key of a provider that is there has no place.
            Some(_) => "",
            None => "; the file has a comment at each",
        };
        text += &format!("  {settings} could not be written{comments}:\n");
        let details = unwritten
            .iter()
            .map(|(address, what)| format!("{address}: {what}"));
        text += &list(details, everything);
    }
    let cautions = account.cautions.len();
    let listed = if everything { cautions } else { LISTED };
    for (address, what) in account.cautions.iter().take(listed) {
        text += &format!("  Warning: {}\n", neutral(&format!("{address}: {what}")));
    }
    if cautions > listed {
        let more = plural(cautions - listed, "more warning");
        text += &format!("  and {more} (-v lists all)\n");
    }
    for why in account.unasked {
        text += &format!("  Comments may be missing: {}\n", neutral(why));
    }
    if let Some(variable) = account.token_variable {
        let (noun, id) = (account.token_noun, account.id);
        text += &format!("  Set {variable} to {noun} of {id}.\n");
    }
    text
}

/// Details, the first ones or all.
fn list(details: impl ExactSizeIterator<Item = String>, everything: bool) -> String {
    let count = details.len();
    let listed = if everything { count } else { LISTED };
    let mut text = String::new();
    for detail in details.take(listed) {
        text += &format!("    {}\n", neutral(&detail));
    }
    if count > listed {
        text += &format!("    and {} more (-v lists all)\n", count - listed);
    }
    text
}

/// What the sources say, for people.
pub fn remarks(remarks: &[Remark<'_>], everything: bool) -> String {
    let mut text = String::new();
    for remark in remarks {
        let word = if remark.is_warning { "Warning" } else { "Note" };
        let end = if remark.details.is_empty() { "." } else { ":" };
        text += &format!("{word}: {}{end}\n", neutral(remark.summary));
        text += &list(remark.details.iter().cloned(), everything);
    }
    text
}

/// The numbers that the plan changes because a source wants it.
fn wanted(summary: &Summary<'_>) -> String {
    if summary.wanted.is_empty() {
        return String::new();
    }
    let numbers = plural(summary.wanted.len(), "number");
    format!(
        "The plan changes {numbers} at the provider, to the URLs of the list:\n{}",
        list(summary.wanted.iter().cloned(), summary.everything)
    )
}

/// What the plan of a file says that was there before.
fn pending(into: &Into<'_>) -> String {
    let before = match into.pending {
        0 => return "The plan changes nothing else at the provider.\n".to_owned(),
        count => plural(count, "object"),
    };
    format!(
        "What was added changes nothing at the provider. The plan changes {before} that the file declared before; `switchboard plan` shows how.\n"
    )
}

/// The numbers for which a source wants another URL than the one that is declared.
fn unchanged(into: &Into<'_>, everything: bool) -> String {
    if into.unchanged.is_empty() {
        return String::new();
    }
    let numbers = plural(into.unchanged.len(), "number");
    let stay = match into.unchanged.len() {
        1 => "is declared already and stays as it is",
        _ => "are declared already and stay as they are",
    };
    format!(
        "Note: {numbers} with another URL in the list {stay}:\n{}",
        list(into.unchanged.iter().cloned(), everything)
    )
}

/// What only other environments declare.
fn elsewhere(into: &Into<'_>, everything: bool) -> String {
    if into.elsewhere.is_empty() {
        return String::new();
    }
    format!(
        "Note: only other environments declare the following, so it is not added:\n{}",
        list(into.elsewhere.iter().cloned(), everything)
    )
}

/// The environments that the plan does not cover.
fn environments(into: &Into<'_>) -> String {
    if into.environments.is_empty() || !into.is_changed {
        return String::new();
    }
    let names: Vec<_> = into.environments.iter().map(|one| neutral(one)).collect();
    format!(
        "Note: other environments read {}, too: {}. They stay valid, and are not planned: `switchboard plan` shows what changes there.\n",
        neutral(into.file),
        names.join(", ")
    )
}

fn of_plan(plan: &Plan) -> String {
    if !plan.complete {
        return "The plan is not complete; the messages above say why. It writes nothing to the provider.\n".to_owned();
    }
    let recorded = plan.effective().filter(|one| one.action != Action::Forget);
    match recorded.count() {
        0 => "The plan has no changes: everything is as the registry records it.\n".to_owned(),
        count => format!(
            "The plan has no changes at the provider: apply only records {}.\n",
            plural(count, "object")
        ),
    }
}
