//! What an import found, in words. Pure.

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
    /// Whether to list all settings that could not be written.
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
    /// The file that declares it; `None` for stdout.
    pub file: Option<&'a str>,
    /// The variable that must hold its token.
    pub token_variable: Option<&'a str>,
    /// What could not be written: an address and a clause.
    pub unwritten: Vec<(String, &'a str)>,
    /// Why comments may be missing.
    pub unasked: &'a [String],
}

/// How many settings of an account are listed.
const LISTED: usize = 8;

/// The summary, for people.
pub fn human(summary: &Summary<'_>) -> String {
    let mut text = String::new();
    for account in &summary.accounts {
        text += &of_account(account, summary.everything);
    }
    for id in summary.unmatched {
        text += &format!("Nothing matches in the account {id}, so no file was written for it.\n");
    }
    for (id, why) in summary.left_out {
        text += &format!("The account {id} is not imported: {}.\n", neutral(why));
    }
    if let Some(plan) = summary.plan {
        text += &of_plan(plan);
    }
    text += &next(summary);
    text
}

fn of_account(account: &Account<'_>, everything: bool) -> String {
    let mut text = format!(
        "Imported the account {} as {}",
        account.id, account.provider
    );
    if let Some(file) = account.file {
        text += &format!(" into {}", neutral(file));
    }
    text += &format!(": {}.\n", account.counted);
    let unwritten = &account.unwritten;
    if !unwritten.is_empty() {
        let settings = plural(unwritten.len(), "setting");
        text += &format!("  {settings} could not be written; the file has a comment at each:\n");
        let listed = if everything { unwritten.len() } else { LISTED };
        for (address, what) in unwritten.iter().take(listed) {
            text += &format!("    {address}: {}\n", neutral(what));
        }
        if unwritten.len() > listed {
            let more = unwritten.len() - listed;
            text += &format!("    and {more} more (-v lists all)\n");
        }
    }
    for why in account.unasked {
        text += &format!("  Comments may be missing: {}\n", neutral(why));
    }
    if let Some(variable) = account.token_variable {
        text += &format!("  Set {variable} to the auth token of {}.\n", account.id);
    }
    text
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

/// What to do next.
fn next(summary: &Summary<'_>) -> String {
    match summary.accounts.as_slice() {
        [] => String::new(),
        [
            Account {
                file: Some(file), ..
            },
        ] => {
            let file = neutral(file);
            format!("Next: read {file}, then run `switchboard plan` with -f {file}.\n")
        }
        [_] => "Next: save it as switchboard.yaml and run `switchboard plan`.\n".to_owned(),
        _ => {
            "Next: read the files, then run `switchboard plan` with -f and the folder.\n".to_owned()
        }
    }
}
