//! What a comparison of states with accounts leaves to say about the states.

use std::collections::BTreeMap;

use super::super::remark::{Remark, counted};
use super::States;
use crate::import::sources::terraform::{Kind, Note};

impl States<'_> {
    /// The notes of the reader, those of one sort together.
    pub(super) fn notes(&self) -> Vec<Remark> {
        let mut tainted = Vec::new();
        let mut others = Vec::new();
        for (file, state) in self.files.iter().enumerate() {
            for note in &state.notes {
                match note {
                    Note::Tainted { address } => tainted.push(self.in_file(file, address)),
                    note => others.push(self.in_file(file, &note.to_string())),
                }
            }
        }
        let mut remarks = Vec::new();
        if !tainted.is_empty() {
            let count = counted(tainted.len(), "object", "is", "are");
            let summary = format!(
                "{count} tainted: the next `terraform apply` destroys them, which releases numbers for good; run `terraform untaint`, or hand them over first"
            );
            remarks.push(Remark::warning(summary).about(tainted));
        }
        if !others.is_empty() {
            let count =
                counted(others.len(), "entry", "needs", "need").replace("entrys", "entries");
            let summary = format!("{count} your attention in Terraform");
            remarks.push(Remark::note(summary).about(others));
        }
        remarks
    }

    /// The entries in accounts that were not read: how many there are in each. The options that it
    /// proposes name the other accounts, too, because options replace the account of the
    /// environment.
    fn elsewhere(&self, elsewhere: &BTreeMap<&str, usize>) -> Option<Remark> {
        let (first, _) = elsewhere.first_key_value()?;
        let (place, details) = if elsewhere.len() == 1 {
            let place = format!("the account {first}, which was not imported");
            (place, Vec::new())
        } else {
            let details = elsewhere.iter().map(|(account, count)| {
                let plural = if *count == 1 { "" } else { "s" };
                format!("{account}: {count} object{plural}")
            });
            let place = format!("{} accounts that were not imported", elsewhere.len());
            (place, details.collect())
        };
        let count = counted(elsewhere.values().sum(), "object", "is", "are");
        let known = self.accounts.iter().map(String::as_str);
        let options = known.chain(elsewhere.keys().copied());
        let options: Vec<String> = options.map(|one| format!("--account-sid {one}")).collect();
        let options = options.join(" ");
        let summary = format!(
            "{count} in {place}: pass {options}, or --all-accounts for an account and its subaccounts"
        );
        Some(Remark::warning(summary).about(details))
    }

    /// The entries that no account has.
    pub(super) fn missing(&self) -> Vec<Remark> {
        let mut gone = Vec::new();
        let mut named_only = Vec::new();
        let mut elsewhere: BTreeMap<&str, usize> = BTreeMap::new();
        for (file, state) in self.files.iter().enumerate() {
            for (at, managed) in state.managed.iter().enumerate() {
                if self.found.contains(&(file, at)) {
                    continue;
                }
                let account = managed.account.as_deref();
                if let Some(account) = account.filter(|account| !self.accounts.contains(*account)) {
                    *elsewhere.entry(account).or_default() += 1;
                } else if managed.kind != Kind::Membership || managed.sid.starts_with("PN") {
                    let sid = &managed.sid;
                    gone.push(format!("{}: {sid}", self.shown((file, at))));
                } else {
                    named_only.push(self.shown((file, at)));
                }
            }
        }
        let mut remarks = Vec::new();
        if !gone.is_empty() {
            let count = counted(gone.len(), "object", "is", "are");
            let summary = format!("{count} in the state, but in no account that was read");
            remarks.push(Remark::warning(summary).about(gone));
        }
        remarks.extend(self.elsewhere(&elsewhere));
        if !named_only.is_empty() {
            let count = counted(named_only.len(), "sender", "is", "are");
            let summary = format!(
                "{count} in a messaging service, but no number: Terraform keeps managing it"
            );
            remarks.push(Remark::note(summary).about(named_only));
        }
        remarks
    }
}
