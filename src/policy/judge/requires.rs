//! `requires`: what the configuration must declare.

use super::{About, Declared, OR_THE_POLICY};
use crate::model::{Address, Plan, PolicyCode, Resource, Value, Violation, Written};
use crate::policy::layer::Policy;

/// The field of a provider that holds its purposes.
const PURPOSE: &str = "purpose";

/// Judges the keywords, then the purposes of the providers that the plan works on.
pub(super) fn judge(policy: &Policy, plan: &Plan, declared: &Declared<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    let keywords = policy.rule("requires.keywords", |d| {
        d.requires.as_ref()?.keywords.as_ref()
    });
    if let Some(rule) = keywords {
        for (item, word) in rule.value.iter().enumerate() {
            let address = Address::Keyword(word.clone());
            if declared.state.get(&address).is_some() {
                continue;
            }
            let summary = format!("the policy requires the keyword {word}, which is not declared");
            let help = format!("add {word} to `keywords`, {OR_THE_POLICY}");
            let about = About::new(summary, help)
                .at(&address)
                .item(Some(item))
                .written(Written::AtPath("keywords".to_owned()));
            found.push(policy.violation(&rule, PolicyCode::KeywordRequired, about));
        }
    }
    let all = declared.state.resources.iter();
    let providers = all.filter(|(address, _)| match address {
        Address::Provider(name) => plan.selection.concerns(name),
        _ => false,
    });
    for (address, provider) in providers {
        found.extend(purpose(policy, address, provider));
    }
    found
}

fn purpose(policy: &Policy, address: &Address, provider: &Resource) -> Vec<Violation> {
    let declared: &[String] = match provider.fields.get(PURPOSE) {
        Value::List(words) => words,
        _ => &[],
    };
    let mut found = Vec::new();
    let required = policy.rule("requires.purpose", |d| {
        d.requires.as_ref()?.purpose.as_ref()
    });
    if let Some(rule) = required.filter(|rule| *rule.value)
        && declared.is_empty()
    {
        let summary = format!("the policy requires a purpose, and {address} declares none");
        let help = "write `purpose: [transactional]`, or which kinds of message are sent";
        let about = About::new(summary, help.to_owned()).at(address);
        found.push(policy.violation(&rule, PolicyCode::PurposeRequired, about));
    }
    let allowed = policy.rule("requires.purposes", |d| {
        d.requires.as_ref()?.purposes.as_ref()
    });
    if let Some(rule) = allowed {
        let is_allowed = |word: &String| rule.value.iter().any(|one| one.as_str() == word);
        for word in declared.iter().filter(|word| !is_allowed(word)) {
            let summary = format!("the policy does not allow the purpose {word} at {address}");
            let help = format!("declare only purposes that the policy lists, {OR_THE_POLICY}");
            let about = About::new(summary, help)
                .at(address)
                .written(Written::AtPath(format!("{address}.{PURPOSE}")));
            found.push(policy.violation(&rule, PolicyCode::PurposeNotAllowed, about));
        }
    }
    found
}
