//! Limits of an account as a whole: it is on trial, suspended or closed. Pure.

use crate::model::{Code, FindingCode};
use crate::provider::AccountStatus;

/// What keeps an account from being used as it should.
pub(super) struct Limit {
    pub(super) code: Code,
    pub(super) summary: String,
    pub(super) help: &'static str,
}

/// Returns the limit that follows from an account's status; `None` if the status limits nothing.
pub(super) fn limit(standing: &AccountStatus) -> Option<Limit> {
    match standing {
        AccountStatus::Active { trial: false } => None,
        AccountStatus::Active { trial: true } => Some(Limit {
            code: FindingCode::TrialAccount.into(),
            summary: "a trial account: it sends to a few verified numbers only".to_owned(),
            help: "upgrade the account before it goes live",
        }),
        AccountStatus::Inactive(word) => Some(Limit {
            code: FindingCode::AccountInactive.into(),
            summary: format!("the account is {word}: it neither sends nor receives"),
            help: "reactivate the account in the provider's console",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::limit;
    use crate::provider::AccountStatus;

    #[test]
    fn what_limits_an_account_has_a_code() {
        let code = |standing| limit(&standing).map(|limit| limit.code.as_str());
        assert_eq!(code(AccountStatus::Active { trial: false }), None);
        assert_eq!(code(AccountStatus::Active { trial: true }), Some("W0753"));
        let closed = AccountStatus::Inactive("closed".to_owned());
        assert!(limit(&closed).is_some_and(|limit| limit.summary.contains("is closed")));
        assert_eq!(code(closed), Some("E0709"));
    }
}
