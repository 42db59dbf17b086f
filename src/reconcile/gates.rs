//! Adds findings about sending to a plan: what follows from the readings, and, if wanted, what
//! carriers and the account answer to further bulk reads, which count as reads.
//!
//! They concern declared numbers that the plan routes. Receiving does not depend on them, so they
//! never block a plan.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter::Peekable;

use tokio::task::JoinSet;

use super::Accounts;
use super::account_status::limit;
use super::read_failure::cause;
use super::senders::Senders;
use super::takers;
use crate::model::{
    Action, Address, Change, Code, Finding, Keys, Level, Name, Observed, Plan, Severity, Silences,
    Text,
};
use crate::provider::{AccountStatus, Failure, Gate, Gated, ProviderError, Sender, TakersAsked};

/// The subject of one account's questions: the providers that declare it, and their numbers.
struct Asked {
    /// The YAML keys of the account's kind.
    keys: &'static Keys,
    providers: Vec<Name>,
    senders: Vec<(Address, Sender)>,
    /// The declared numbers, including those that the plan does not route.
    declared: BTreeMap<Address, Text>,
}

/// The answers of one account.
#[derive(Default)]
struct Answered {
    takers: TakersAsked,
    standing: Option<Result<AccountStatus, ProviderError>>,
    /// What carriers answered; `None` if they were not asked.
    gated: Option<Gated>,
}

/// The providers whose accounts could not be opened when they were read. They are not asked again.
pub fn closed(observed: &Observed) -> BTreeSet<Name> {
    let unopened = observed
        .unread
        .iter()
        .filter(|unread| unread.level == Level::Number && !unread.partly);
    unopened.map(|unread| unread.provider.clone()).collect()
}

/// Adds the findings. `senders` are the declared numbers after the plan; with `ask`, the accounts
/// are asked, except those of the `closed` providers.
pub async fn gates(
    accounts: &Accounts,
    mut senders: Senders,
    closed: &BTreeSet<Name>,
    ask: bool,
    plan: &mut Plan,
    silences: &Silences,
) {
    let declared = if ask {
        declared(&senders, plan)
    } else {
        BTreeMap::new()
    };
    keep_routed(&mut senders, plan);
    let mut asking = JoinSet::new();
    let mut answers = BTreeMap::new();
    for (account, providers) in accounts.iter() {
        let open = |name: &&Name| !closed.contains(*name);
        let mut asked = Asked {
            keys: account.keys(),
            providers: providers.iter().filter(open).cloned().collect(),
            senders: Vec::new(),
            declared: BTreeMap::new(),
        };
        for provider in providers {
            asked
                .senders
                .extend(senders.remove(provider).into_iter().flatten());
            let numbers = declared.get(provider).into_iter().flatten();
            asked.declared.extend(numbers.cloned());
        }
        let (account, id) = (account.clone(), account.id().to_owned());
        if !ask || asked.providers.is_empty() {
            answers.insert(id, (account, asked, Answered::default()));
            continue;
        }
        asking.spawn(tracing::Instrument::in_current_span(async move {
            let list: Vec<Sender> = asked.senders.iter().map(|(_, one)| one.clone()).collect();
            let (standing, reads) = account.status().await;
            let mut gated = account.gates(&list).await;
            gated.reads += reads;
            let takers = if asked.declared.is_empty() {
                TakersAsked::default()
            } else {
                account.takers().await
            };
            gated.reads += takers.reads;
            let answered = Answered {
                takers,
                standing: Some(standing),
                gated: Some(gated),
            };
            (id, (account, asked, answered))
        }));
    }
    while let Some(joined) = asking.join_next().await {
        // The process reports a task that panicked by itself.
        answers.extend(joined);
    }
    for (account, asked, answered) in answers.into_values() {
        let mut found = of_account(&asked, answered.standing.as_ref(), plan);
        let mut alike = Closed::default();
        if let Some(gated) = &answered.gated {
            plan.calls.reads += gated.reads;
            found.extend(unanswered(&asked, &gated.failed, plan));
            alike.answered(&asked.senders, &gated.gates, silences);
        } else {
            for (address, sender) in &asked.senders {
                if let Some(gate) = account.foreseen(sender) {
                    alike.add(address, &gate, silences);
                }
            }
        }
        let judged = found.into_iter().filter_map(|one| silences.judge(one));
        let mut findings: Vec<Finding> = judged.collect();
        findings.extend(alike.findings(asked.keys));
        if let Some(known) = takers::known(answered.takers) {
            findings.extend(takers::findings(
                &known,
                &asked.providers,
                &asked.declared,
                asked.keys,
                silences,
            ));
        }
        plan.findings.extend(findings);
    }
}

/// The numbers that the plan does not forget, by provider.
fn declared(senders: &Senders, plan: &Plan) -> BTreeMap<Name, Vec<(Address, Text)>> {
    let mut changes = Changes::of(plan);
    let mut of_provider = |(provider, own): (&Name, &Vec<(Address, Sender)>)| {
        let there = own
            .iter()
            .filter(|(address, _)| changes.at(address).is_some());
        let there = there.map(|(address, sender)| (address.clone(), sender.number.clone()));
        (provider.clone(), there.collect())
    };
    senders.iter().map(&mut of_provider).collect()
}

/// Drops the numbers that the plan does not route.
fn keep_routed(senders: &mut Senders, plan: &Plan) {
    let mut changes = Changes::of(plan);
    for own in senders.values_mut() {
        own.retain(|(address, _)| changes.at(address).is_some_and(|one| one.route.is_some()));
    }
}

/// The changes of a plan, walked beside the numbers of one provider after the other: both are in the
/// order of addresses.
struct Changes<'a>(Peekable<std::slice::Iter<'a, Change>>);

impl<'a> Changes<'a> {
    fn of(plan: &'a Plan) -> Self {
        Self(plan.changes.iter().peekable())
    }

    /// The change of a number, unless it is forgotten.
    fn at(&mut self, address: &Address) -> Option<&'a Change> {
        while self.0.next_if(|change| change.address < *address).is_some() {}
        let change = self.0.next_if(|change| change.address == *address);
        change.filter(|one| one.action != Action::Forget)
    }
}

/// The status of the account, as a finding at every provider that declares it.
fn of_account(
    asked: &Asked,
    standing: Option<&Result<AccountStatus, ProviderError>>,
    plan: &mut Plan,
) -> Vec<Finding> {
    let limit = match standing {
        None => return Vec::new(),
        Some(Ok(standing)) => limit(standing),
        // Usual with an API key, which may not read the account itself.
        Some(Err(error)) if matches!(error.failure, Failure::Unauthorised | Failure::Denied) => {
            return Vec::new();
        }
        Some(Err(error)) => return unanswered(asked, std::slice::from_ref(error), plan),
    };
    let Some(limit) = limit else {
        return Vec::new();
    };
    let at = |provider: &Name| Finding {
        severity: limit.code.severity(),
        code: limit.code,
        address: Some(Address::Provider(provider.clone())),
        key: None,
        summary: limit.summary.clone(),
        help: limit.help.to_owned(),
        blocks: false,
    };
    asked.providers.iter().map(at).collect()
}

/// Failed questions. The plan is then incomplete.
fn unanswered(asked: &Asked, failed: &[ProviderError], plan: &mut Plan) -> Vec<Finding> {
    let mut findings: BTreeMap<String, Finding> = BTreeMap::new();
    for error in failed {
        plan.complete = false;
        let (code, help) = cause(error);
        let why = error.to_string();
        findings.entry(why.clone()).or_insert(Finding {
            severity: Severity::Error,
            code,
            address: asked.providers.first().cloned().map(Address::Provider),
            key: None,
            summary: why,
            help: help.to_owned(),
            blocks: false,
        });
    }
    findings.into_values().collect()
}

/// How many numbers with the same finding are named.
const NAMED: usize = 3;

/// The closed gates. Numbers with the same finding share one, at the first of them; numbers with a
/// suppressed finding are left out.
#[derive(Default)]
struct Closed<'a>(BTreeMap<(Code, Text, Text), Numbers<'a>>);

/// The numbers with one finding.
struct Numbers<'a> {
    first: &'a Address,
    /// The first few, in E.164.
    named: Vec<Text>,
    count: usize,
}

impl<'a> Closed<'a> {
    /// Adds what carriers answered about these numbers.
    fn answered(&mut self, senders: &'a [(Address, Sender)], gates: &[Gate], silences: &Silences) {
        let mut by_number: HashMap<&str, Vec<&Gate>> = HashMap::new();
        for gate in gates.iter().filter(|gate| !gate.open) {
            by_number.entry(&gate.number).or_default().push(gate);
        }
        for (address, sender) in senders {
            for gate in by_number.get(sender.number.as_str()).into_iter().flatten() {
                self.add(address, gate, silences);
            }
        }
    }

    fn add(&mut self, address: &'a Address, gate: &Gate, silences: &Silences) {
        if silences.hide(gate.code, Some(address)) {
            return;
        }
        let said = (gate.code, gate.summary.clone(), gate.help.clone());
        let numbers = self.0.entry(said).or_insert_with(|| Numbers {
            first: address,
            named: Vec::new(),
            count: 0,
        });
        numbers.count += 1;
        if numbers.named.len() < NAMED {
            numbers.named.push(gate.number.clone());
        }
    }

    fn findings(self, keys: &Keys) -> impl Iterator<Item = Finding> {
        self.0
            .into_iter()
            .map(|((code, summary, help), numbers)| Finding {
                severity: code.severity(),
                code,
                address: Some(numbers.first.clone()),
                key: Some(keys.of_number(numbers.named.first().map(Text::as_str))),
                summary: format!("{}: {summary}", numbers.listed()),
                help: help.to_string(),
                blocks: false,
            })
    }
}

impl Numbers<'_> {
    /// A few numbers by name, the rest by count.
    fn listed(&self) -> String {
        let named = self.named.join(", ");
        match self.count - self.named.len() {
            0 => named,
            more => format!("{named} and {more} more"),
        }
    }
}
