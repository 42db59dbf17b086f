//! Adds findings about sending to a plan: what follows from the readings, and, if wanted, what
//! carriers and the account answer to further bulk reads, which count as reads.
//!
//! They concern declared numbers that the plan routes. Receiving does not depend on them, so they
//! never block a plan.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tokio::task::JoinSet;

use super::Accounts;
use super::account_status::limit;
use super::read_failure::cause;
use super::takers;
use crate::model::{
    Action, Address, Code, Finding, Keys, Level, Name, Observed, Plan, Severity, Silences, Text,
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

/// One provider's numbers to ask about.
#[derive(Default)]
struct Numbers {
    senders: Vec<(Address, Sender)>,
    declared: BTreeMap<Address, Text>,
}

/// The answers of one account.
#[derive(Default)]
struct Answered {
    takers: TakersAsked,
    standing: Option<Result<AccountStatus, ProviderError>>,
    gated: Gated,
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
    senders: Vec<(Address, Sender)>,
    closed: &BTreeSet<Name>,
    ask: bool,
    plan: &mut Plan,
    silences: &Silences,
) {
    let mut asked_of = by_provider(senders, ask, plan);
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
        for mut of_provider in providers.iter().filter_map(|name| asked_of.remove(name)) {
            asked.senders.append(&mut of_provider.senders);
            asked.declared.append(&mut of_provider.declared);
        }
        let (account, id) = (account.clone(), account.id().to_owned());
        let list: Vec<Sender> = asked.senders.iter().map(|(_, one)| one.clone()).collect();
        if !ask || asked.providers.is_empty() {
            let gated = Gated {
                gates: account.foreseen(&list),
                ..Gated::default()
            };
            let answered = Answered {
                gated,
                ..Answered::default()
            };
            answers.insert(id, (asked, answered));
            continue;
        }
        asking.spawn(async move {
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
                gated,
            };
            (id, (asked, answered))
        });
    }
    while let Some(joined) = asking.join_next().await {
        // A task without a value has panicked, which the process reports by itself.
        answers.extend(joined);
    }
    for (asked, answered) in answers.into_values() {
        plan.calls.reads += answered.gated.reads;
        let mut found = of_account(&asked, answered.standing.as_ref(), plan);
        found.extend(unanswered(&asked, &answered.gated.failed, plan));
        let judged = found.into_iter().filter_map(|one| silences.judge(one));
        let mut findings: Vec<Finding> = judged.collect();
        findings.extend(of_numbers(&asked, &answered.gated.gates, silences));
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

/// The numbers to ask about, by provider: those that the plan routes and, with `ask`, all that it
/// does not forget.
fn by_provider(senders: Vec<(Address, Sender)>, ask: bool, plan: &Plan) -> BTreeMap<Name, Numbers> {
    let mut asked: BTreeMap<Name, Numbers> = BTreeMap::new();
    // Both are in the order of addresses.
    let mut changes = plan.changes.iter().peekable();
    for (address, sender) in senders {
        while changes.next_if(|change| change.address < address).is_some() {}
        let change = changes.next_if(|change| change.address == address);
        let Some(change) = change.filter(|one| one.action != Action::Forget) else {
            continue;
        };
        let Some(provider) = address.provider() else {
            continue;
        };
        let of_provider = match asked.get_mut(provider) {
            Some(known) => known,
            None => asked.entry(provider.clone()).or_default(),
        };
        if ask {
            let number = sender.number.clone();
            of_provider.declared.insert(address.clone(), number);
        }
        if change.route.is_some() {
            of_provider.senders.push((address, sender));
        }
    }
    asked
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

/// Declared numbers: address and E.164.
type Listed<'a> = Vec<(&'a Address, &'a str)>;

/// The closed gates. Numbers with the same finding share one, at the first of them; numbers with a
/// suppressed finding are left out.
fn of_numbers(asked: &Asked, gates: &[Gate], silences: &Silences) -> Vec<Finding> {
    let mut by_number: HashMap<&str, Vec<&Gate>> = HashMap::new();
    for gate in gates.iter().filter(|gate| !gate.open) {
        by_number.entry(&gate.number).or_default().push(gate);
    }
    let mut alike: BTreeMap<(Code, &str, &str), Listed<'_>> = BTreeMap::new();
    for (address, sender) in &asked.senders {
        let gates = by_number.get(sender.number.as_str()).into_iter().flatten();
        for gate in gates.filter(|gate| !silences.hide(gate.code, Some(address))) {
            let said = (gate.code, gate.summary.as_str(), gate.help.as_str());
            let numbers = alike.entry(said).or_default();
            numbers.push((address, &sender.number));
        }
    }
    let finding = |((code, summary, help), numbers): ((Code, &str, &str), Listed<'_>)| {
        let first = numbers.first();
        Finding {
            severity: code.severity(),
            code,
            address: first.map(|(address, _)| (*address).clone()),
            key: first.map(|(_, number)| asked.keys.of_number(Some(number))),
            summary: format!("{}: {summary}", listed(&numbers)),
            help: help.to_owned(),
            blocks: false,
        }
    };
    alike.into_iter().map(finding).collect()
}

/// A few numbers by name, the rest by count.
fn listed(numbers: &[(&Address, &str)]) -> String {
    const NAMED: usize = 3;
    let named: Vec<&str> = numbers.iter().take(NAMED).map(|(_, n)| *n).collect();
    match numbers.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
