//! The checks of an account as a whole: whether it opens, and whether it is in use. Pure.

use super::evidence::{Bench, Evidence, unanswered};
use crate::model::{FindingCode, Level, Severity, Verdict};
use crate::provider::{AccountStatus, Failure};
use crate::reconcile::account_status::limit;

/// Checks that the account opens. Returns whether it does, at least in part; the dependent checks
/// run only then.
pub(super) fn credentials(evidence: &Evidence<'_>, bench: &mut Bench<'_>) -> bool {
    let provider = bench.provider;
    let accounts = evidence.observed.accounts.get(provider);
    let account = accounts.map(|ids| ids.join(", ")).unwrap_or_default();
    let Some(unread) = evidence.unread(provider, Level::Number) else {
        let detail = format!("accepted by {account}");
        bench.note(
            "credentials",
            None,
            "Credentials",
            (Verdict::Passed, detail),
        );
        return true;
    };
    // Wrong credentials are a full answer: this check looks for them. An inactive account or a
    // denied list says nothing about the numbers, and half a list says too little.
    bench.gap |= unread.partly || unread.denied || unread.code != FindingCode::CredentialsRefused;
    let (id, title) = if unread.code == FindingCode::AccountInactive {
        let detail = format!("not known: {account} accepts no credentials while it is not in use");
        let noted = (Verdict::Skipped, detail);
        bench.note("credentials", None, "Credentials", noted);
        ("account", "Account")
    } else {
        ("credentials", "Credentials")
    };
    let (id, title) = if unread.denied {
        let noted = (Verdict::Passed, format!("known to {account}"));
        bench.note(id, None, title, noted);
        ("numbers", "Phone numbers")
    } else {
        (id, title)
    };
    let check = bench.note(id, None, title, (Verdict::Failed, unread.why.clone()));
    check.code = Some(unread.code);
    check.advice = Some(unread.help.clone());
    unread.partly && unread.code != FindingCode::AccountInactive
}

/// Checks that the account is in use.
pub(super) fn standing(evidence: &Evidence<'_>, bench: &mut Bench<'_>) {
    let title = "Account";
    let Some(asked) = evidence.accounts.get(bench.provider) else {
        bench.gap = true;
        let noted = (Verdict::Failed, "the account could not be asked".to_owned());
        bench.note("account", None, title, noted);
        return;
    };
    match &asked.standing {
        Ok(AccountStatus::Active { trial: false }) => {
            bench.note(
                "account",
                None,
                title,
                (Verdict::Passed, "active".to_owned()),
            );
        }
        Ok(standing) => {
            let Some(limit) = limit(standing) else {
                return;
            };
            let verdict = match limit.code.severity() {
                Severity::Error => Verdict::Failed,
                Severity::Warning => Verdict::Warning,
                Severity::Note => Verdict::Passed,
            };
            let check = bench.note("account", None, title, (verdict, limit.summary));
            check.code = Some(limit.code);
            check.advice = Some(limit.help.to_owned());
        }
        Err(error) if error.failure == Failure::Inactive => {
            let noted = (Verdict::Failed, error.to_string());
            let check = bench.note("account", None, title, noted);
            check.code = Some(FindingCode::AccountInactive.into());
            check.advice = Some("reactivate the account in the provider's console".to_owned());
        }
        Err(error) if matches!(error.failure, Failure::Unauthorised | Failure::Denied) => {
            let detail = "these credentials open what the account holds but may not show the account itself, as is usual with a standard API key; its status is not known, and nothing is wrong";
            bench.note(
                "account",
                None,
                title,
                (Verdict::Skipped, detail.to_owned()),
            );
        }
        Err(error) => unanswered(bench, "account", None, title, error),
    }
}
