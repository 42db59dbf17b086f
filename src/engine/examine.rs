//! What an installation finds when it looks for its registry and its accounts. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use crate::config::Configuration;
use crate::model::{Name, Scope};
use crate::provider::{Contact, Failure, ProviderError, Settings, Vault, source_of};
use crate::reconcile;
use crate::registry::Registry;
use crate::report::doctor::{Examined, Outcome};

/// The largest difference between two clocks that is in order.
const SKEW: SignedDuration = SignedDuration::from_secs(60);

/// Looks at what the registry records of a scope. `place` is the registry, as people may see it.
pub async fn examine_registry(registry: &dyn Registry, scope: &Scope, place: &str) -> Examined {
    let found = |outcome, detail: String| Examined::new("registry", "Registry", outcome, detail);
    match registry.snapshot(scope).await {
        Ok(snapshot) if snapshot.lineage.is_none() => found(
            Outcome::Passed,
            format!("{place} does not exist yet; the first apply creates it"),
        ),
        Ok(snapshot) => {
            let count = snapshot.state.resources.len();
            let serial = snapshot.serials.of(None);
            found(
                Outcome::Passed,
                format!("{place} records {count} resources of {scope}, at serial {serial}"),
            )
        }
        Err(error) => {
            let help = error.help();
            let help =
                help.unwrap_or_else(|| "check --registry or SWITCHBOARD_REGISTRY".to_owned());
            found(Outcome::Failed, format!("{place}: {error}")).advise(help)
        }
    }
}

/// Looks for each provider's credentials, and calls its server: whether it answers, whether it
/// accepts them, and how far its clock is from `clock`.
pub async fn examine_accounts(
    configuration: &Configuration,
    vault: &dyn Vault,
    settings: &Settings,
    clock: fn() -> Timestamp,
) -> Vec<Examined> {
    let mut accounts = BTreeMap::new();
    let mut examined: BTreeMap<&Name, Vec<Examined>> = BTreeMap::new();
    for (name, provider) in &configuration.providers {
        match provider.declared().open(vault, settings) {
            Ok(account) => {
                accounts.insert(name.clone(), account);
            }
            Err(problems) => {
                let failed = problems.into_iter().map(|problem| {
                    let title = format!("Credentials of {name}");
                    Examined::new("credentials", title, Outcome::Failed, problem.summary)
                        .advise(problem.help)
                });
                examined.entry(name).or_default().extend(failed);
            }
        }
    }
    let contacts = reconcile::contacts(&accounts).await;
    let now = clock();
    let mut clocks = BTreeSet::new();
    for (name, provider) in &configuration.providers {
        let (Some(contact), Some(account)) = (contacts.get(name), accounts.get(name)) else {
            continue;
        };
        let found = examined.entry(name).or_default();
        let source = source_of(vault, account.id(), provider.declared());
        let of = Of {
            provider: name,
            account: account.id(),
            source: &source,
        };
        match contact {
            Ok(contact) => {
                found.extend(of.answered(contact));
                if clocks.insert(contact.host.clone()) {
                    found.push(skew(contact, now));
                }
            }
            Err(error) => found.extend(of.unanswered(error)),
        }
    }
    examined.into_values().flatten().collect()
}

/// The account of a provider.
struct Of<'a> {
    provider: &'a Name,
    account: &'a str,
    /// Where its credentials are found, in words.
    source: &'a str,
}

impl Of<'_> {
    fn credentials(&self, outcome: Outcome, detail: &str) -> Examined {
        let title = format!("Credentials of {}", self.provider);
        let detail = format!("{} ({}): {detail}", self.account, self.source);
        Examined::new("credentials", title, outcome, detail)
    }

    fn reachability(&self, outcome: Outcome, detail: impl Into<String>) -> Examined {
        let title = format!("Reachability of {}", self.provider);
        Examined::new("reachability", title, outcome, detail)
    }

    fn answered(&self, contact: &Contact) -> [Examined; 2] {
        let reached = format!("{} answers", contact.host);
        [
            self.reachability(Outcome::Passed, reached),
            match &contact.accepted {
                Ok(()) => self.credentials(Outcome::Passed, "accepted"),
                Err(error) => self
                    .credentials(outcome(error.failure), &error.to_string())
                    .advise(reconcile::advice(error)),
            },
        ]
    }

    fn unanswered(&self, error: &ProviderError) -> [Examined; 2] {
        [
            self.reachability(Outcome::Failed, error.to_string())
                .advise("check the network, the proxy and the provider's status page"),
            self.credentials(Outcome::Unchecked, "found, but not tried: no answer came"),
        ]
    }
}

/// The outcome of a request that failed in this way: the credentials are judged only by an answer.
fn outcome(failure: Failure) -> Outcome {
    match failure {
        Failure::Throttled
        | Failure::Unreachable
        | Failure::Unclear
        | Failure::Pending
        | Failure::Unintelligible => Outcome::Unchecked,
        _ => Outcome::Failed,
    }
}

/// How far this machine's clock is from the server's.
fn skew(contact: &Contact, now: Timestamp) -> Examined {
    let found = |outcome, detail| Examined::new("clock", "Clock", outcome, detail);
    let host = &contact.host;
    let Some(time) = contact.time else {
        return found(Outcome::Unchecked, format!("{host} does not say its time"))
            .advise("check this machine's clock by hand");
    };
    let ahead = now.duration_since(time);
    if ahead.abs() <= SKEW {
        return found(Outcome::Passed, format!("agrees with {host}"));
    }
    let direction = if ahead.is_positive() {
        "ahead of"
    } else {
        "behind"
    };
    let seconds = ahead.abs().as_secs();
    found(
        Outcome::Failed,
        format!("{seconds} s {direction} {host}, whose time is {time}"),
    )
    .advise("set this machine's clock, or let it follow a time server")
}

#[cfg(test)]
mod tests {
    use super::{Contact, Outcome, skew};

    #[test]
    fn a_clock_may_be_a_minute_off() {
        let now = "2026-11-29T01:00:00Z".parse().unwrap();
        let judged = |time: Option<&str>| {
            let contact = Contact {
                host: "api.example".to_owned(),
                time: time.map(|time| time.parse().unwrap()),
                accepted: Ok(()),
            };
            let examined = skew(&contact, now);
            (examined.outcome, examined.detail)
        };
        assert_eq!(judged(Some("2026-11-29T01:00:59Z")).0, Outcome::Passed);
        let (outcome, detail) = judged(Some("2026-11-29T00:50:00Z"));
        assert_eq!(outcome, Outcome::Failed);
        assert!(detail.starts_with("600 s ahead of api.example"), "{detail}");
        assert!(judged(Some("2026-11-29T02:00:00Z")).1.contains("behind"));
        assert_eq!(judged(None).0, Outcome::Unchecked);
    }
}
