//! Rules that need no provider: costs, what counts as a change, severities, and that a stricter policy
//! never allows more.

use super::Case;
use crate::model::{
    Action, Address, Change, Finding, FindingCode, Money, MonthlyPrice, Plan, Scope, Severity,
};
use crate::policy::load;
use crate::yaml::Sources;

fn change(address: &str, action: Action) -> Change {
    Change {
        address: Address::parse(address).unwrap(),
        action,
        reason: None,
        id: None,
        key: None,
        key_before: None,
        before: None,
        after: None,
        fields: Vec::new(),
        route: None,
        affects: Vec::new(),
        detaches: Vec::new(),
        implied: std::collections::BTreeSet::default(),
        takes_over: None,
    }
}

fn plan(changes: Vec<Change>) -> Plan {
    let scope = Scope {
        project: "default".to_owned(),
        environment: String::new(),
    };
    Plan {
        changes,
        ..Plan::empty(scope)
    }
}

/// The plan as a policy judges it.
fn judged(policy: &str, mut plan: Plan) -> Plan {
    let codes = [
        FindingCode::MassChange.code(),
        FindingCode::NotInAccount.code(),
    ];
    let text = format!("version: 1\n{policy}").into_bytes();
    let policy = load("p.yaml", text, &codes, &mut Sources::default()).unwrap();
    let case = Case {
        declared: None,
        diagnostics: &[],
        mass_change: false,
    };
    policy.judge(&mut plan, &case);
    plan
}

/// The rules that a plan violates, and why.
fn violated(policy: &str, plan: Plan) -> Vec<(String, String)> {
    let outcome = judged(policy, plan).policy.unwrap();
    let all = outcome.violations.into_iter();
    all.map(|one| (one.code.to_string(), one.summary)).collect()
}

fn buying(prices: &[(&str, Option<(&str, &str)>)]) -> Plan {
    let mut plan = plan(Vec::new());
    for (name, price) in prices {
        let change = change(&format!("providers.us.numbers.{name}"), Action::Purchase);
        let price = match price {
            Some((amount, currency)) => MonthlyPrice::Known(Money {
                currency: (*currency).to_owned(),
                amount: amount.parse().unwrap(),
            }),
            None => MonthlyPrice::Unknown("the list was not read".to_owned()),
        };
        plan.prices.insert(change.address.clone(), price);
        plan.changes.push(change);
    }
    plan
}

#[test]
fn costs_are_added_exactly_and_by_currency() {
    let limit = "purchases: { monthly_cost: { USD: \"2.30\" } }\n";
    let two = [("a", Some(("1.15", "USD"))), ("b", Some(("1.15", "USD")))];
    assert_eq!(violated(limit, buying(&two)), []);
    let three = [&two[..], &[("c", Some(("0.01", "USD")))]].concat();
    let found = violated(limit, buying(&three));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "E0935");
    assert!(found[0].1.contains("2.31 USD per month"), "{found:?}");
    // A currency without a limit is not free.
    let found = violated(limit, buying(&[("a", Some(("1.00", "GBP")))]));
    assert!(found[0].1.contains("no limit in GBP"), "{found:?}");
}

#[test]
fn an_unknown_price_is_never_zero() {
    let limit = "purchases: { monthly_cost: { USD: \"100\" } }\n";
    let found = violated(limit, buying(&[("a", None), ("b", Some(("1", "USD")))]));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "E0936");
    assert!(found[0].1.contains("the list was not read"), "{found:?}");
    // Nobody asked for the price, either.
    let mut unasked = buying(&[("a", None)]);
    unasked.prices.clear();
    assert_eq!(violated(limit, unasked)[0].0, "E0936");
    assert_eq!(violated(limit, plan(Vec::new())), []);
}

#[test]
fn purchases_are_counted() {
    let two = buying(&[("a", None), ("b", None)]);
    let at_most = |count: u8| format!("purchases: {{ at_most: {count} }}\n");
    assert_eq!(violated(&at_most(1), two.clone())[0].0, "E0934");
    assert_eq!(violated(&at_most(2), two), []);
}

#[test]
fn what_is_adopted_and_the_entry_of_a_provider_do_not_count() {
    let changes = [
        ("providers.us", Action::Create),
        ("providers.us.numbers.a", Action::Adopt),
        ("providers.us.numbers.b", Action::NoOp),
        ("providers.us.numbers.c", Action::Update),
        ("providers.us.numbers.d", Action::Forget),
        ("keywords.STOP", Action::Create),
    ];
    let changes = changes.map(|(address, action)| change(address, action));
    let plan = plan(changes.into());
    let at_most = |count: u8| format!("changes: {{ at_most: {count} }}\n");
    assert_eq!(violated(&at_most(3), plan.clone()), []);
    let found = violated(&at_most(2), plan.clone());
    assert!(found[0].1.contains("has 3 changes"), "{found:?}");
    let none = violated("changes: { allow: [] }\n", plan);
    assert_eq!(none.len(), 3, "{none:?}");
}

fn finding(code: FindingCode, severity: Severity, blocks: bool) -> Finding {
    Finding {
        severity,
        code: code.into(),
        address: None,
        key: None,
        summary: "wrong".to_owned(),
        help: "repair it".to_owned(),
        blocks,
    }
}

#[test]
fn what_blocks_is_never_lowered() {
    let with = |finding: Finding| Plan {
        findings: vec![finding],
        ..plan(Vec::new())
    };
    let lower = "findings: { E0702: note, W0711: note }\n";
    let note = judged(
        lower,
        with(finding(FindingCode::NotInAccount, Severity::Error, false)),
    );
    assert_eq!(note.findings[0].severity, Severity::Note);
    let kept = judged(
        lower,
        with(finding(FindingCode::NotInAccount, Severity::Error, true)),
    );
    assert_eq!(kept.findings[0].severity, Severity::Error);
    assert!(kept.findings[0].help.contains("cannot lower it"));
    assert!(kept.blocked());
    let refused = judged(
        "findings: { warnings: error }\n",
        with(finding(FindingCode::MassChange, Severity::Warning, false)),
    );
    assert!(refused.findings.is_empty() && refused.blocked());
}

/// Each rule is added to each set of rules: a plan that was refused stays refused.
#[test]
fn a_stricter_policy_never_allows_more() {
    let rules = [
        ("callbacks", "{ https: true, forbid: [{ host: \"*.io\" }] }"),
        ("changes", "{ at_most: 1, forbid: [STOP] }"),
        ("purchases", "{ at_most: 0, monthly_cost: { USD: \"1\" } }"),
        ("findings", "{ warnings: error }"),
        ("approval", "{ auto: safe }"),
    ];
    let mut plans = vec![buying(&[("a", Some(("1.15", "USD")))]), plan(Vec::new())];
    plans[1].findings = vec![finding(FindingCode::MassChange, Severity::Warning, false)];
    plans.push(plan(vec![
        change("keywords.STOP", Action::Create),
        change("keywords.HELP", Action::Create),
    ]));
    let policy = |chosen: usize| -> String {
        let all = rules.iter().enumerate();
        let all = all.filter(|(at, _)| chosen & (1 << at) != 0);
        let lines: Vec<String> = all
            .map(|(_, (key, value))| format!("{key}: {value}\n"))
            .collect();
        lines.concat()
    };
    for chosen in 0..1 << rules.len() {
        for plan in &plans {
            let before = judged(&policy(chosen), plan.clone());
            for added in 0..rules.len() {
                let after = judged(&policy(chosen | 1 << added), plan.clone());
                assert!(
                    !before.blocked() || after.blocked(),
                    "{}",
                    policy(chosen | 1 << added)
                );
                let asks = |plan: &Plan| plan.policy.as_ref().unwrap().needs_approval.is_some();
                // A finding that refuses the plan is no reason to ask any more.
                assert!(!asks(&before) || asks(&after) || after.blocked());
            }
        }
    }
}
