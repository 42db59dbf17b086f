//! Of which kind the accounts are that an import reads.

use std::collections::BTreeSet;

use crate::cli::commands::import::accounts::{Wanted, environments_account};
use crate::cli::commands::import::kind_names::{named, usual};
use crate::cli::commands::import::resources;
use crate::cli::failure::fail_with_help;
use crate::cli::global_options::Global;
use crate::cli::local_sandbox::TWILIO;
use crate::cli::session::Session;
use crate::config::{Configuration, Loaded};
use crate::engine::RunErrorKind;
use crate::import::sources::claims::Sources;
use crate::provider::ProviderKind;

impl Wanted<'_> {
    /// The kind of the accounts that new files declare: that of the named ones, and in a sandbox
    /// that plays one kind only, this kind.
    pub(super) fn kind(&self, session: &Session) -> anyhow::Result<&'static ProviderKind> {
        let played = session.sandbox_accounts();
        let has_none = played.is_some_and(|accounts| accounts.is_empty());
        let resources = session.sandbox_resources().unwrap_or_default();
        let only = has_none && !resources.is_empty() && self.account_sids.is_empty() && !self.all;
        if self.resource_ids.is_empty() && !only {
            usual()
        } else {
            named(resources::KIND)
        }
    }

    /// The kinds of the accounts that are added to a configuration, in the order in which they are.
    pub(super) fn kinds_beside(
        &self,
        loaded: &Loaded,
        sources: &Sources,
        global: &Global,
        session: &Session,
    ) -> anyhow::Result<Vec<&'static ProviderKind>> {
        if self.names_accounts(global) {
            return Ok(vec![self.kind(session)?]);
        }
        let configuration = loaded.configuration.iter();
        let providers = configuration.flat_map(|one: &Configuration| &one.providers);
        let of = |name: &_| self.providers.contains(name);
        let (mut asked, mut declared) = (BTreeSet::new(), BTreeSet::new());
        for (name, declaration) in providers {
            let kind = declaration.declared().kind();
            declared.insert(kind);
            if of(name) {
                asked.insert(kind);
            }
        }
        if let (Some(name), true) = (self.providers.first(), asked.is_empty()) {
            // It names what the environment's account becomes.
            if declared.is_empty() || declared.contains(TWILIO) || environments_account().is_some()
            {
                return Ok(vec![usual()?]);
            }
            return fail_with_help(
                RunErrorKind::Options,
                format!("--provider {name}: the configuration has no such provider"),
                "name a declared provider, or the resource with --resource-id",
            );
        }
        let wanted = if asked.is_empty() { declared } else { asked };
        let has_usual = wanted.is_empty()
            || wanted.contains(TWILIO)
            || (self.providers.is_empty() && environments_account().is_some());
        let others = wanted.iter().filter(|kind| **kind != TWILIO);
        let others: Vec<&str> = others.copied().collect();
        if !sources.is_empty() && !has_usual {
            return fail_with_help(
                RunErrorKind::Options,
                format!(
                    "other tools' files say nothing about providers of type {}",
                    others.join(", ")
                ),
                "leave out --from-tfstate and --from-csv",
            );
        }
        let mut kinds = Vec::new();
        if has_usual {
            kinds.push(usual()?);
        }
        // The files of other tools choose what is imported, and are about the usual kind only.
        for other in others.into_iter().filter(|_| sources.is_empty()) {
            kinds.push(named(other)?);
        }
        Ok(kinds)
    }
}
