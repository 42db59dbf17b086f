//! `purchases`: how many numbers may be bought, and what they may cost.

use super::{About, OR_THE_POLICY};
use crate::model::{Action, Address, MonthlyCost, MonthlyPrice, Plan, PolicyCode, Violation};
use crate::policy::layer::Policy;

/// Judges the number of purchases, then their price.
pub(super) fn judge(policy: &Policy, plan: &Plan) -> Vec<Violation> {
    let bought = plan.changes.iter();
    let bought = bought.filter(|change| change.action == Action::Purchase);
    let bought: Vec<&Address> = bought.map(|change| &change.address).collect();
    let Some(first) = bought.first() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let at_most = policy.rule("purchases.at_most", |d| {
        d.purchases.as_ref()?.at_most.as_ref()
    });
    if let Some(rule) = at_most
        && bought.len() as u64 > *rule.value
    {
        let summary = format!(
            "the plan buys {}, and the policy allows {} in one run",
            numbers(bought.len()),
            rule.value
        );
        let help = format!("remove `purchase: true` where it is not needed, {OR_THE_POLICY}");
        let about = About::new(summary, help).at(first);
        found.push(policy.violation(&rule, PolicyCode::TooManyPurchases, about));
    }
    let cost = policy.rule("purchases.monthly_cost", |d| {
        d.purchases.as_ref()?.monthly_cost.as_ref()
    });
    let Some(rule) = cost else {
        return found;
    };
    let unasked = MonthlyPrice::Unknown("it was not asked for".to_owned());
    let price = |address: &Address| plan.prices.get(address).unwrap_or(&unasked);
    for address in &bought {
        if let MonthlyPrice::Unknown(why) = price(address) {
            let summary =
                format!("the policy limits what numbers cost, and this price is not known: {why}");
            let help = format!("an unknown price is never zero: find it out, {OR_THE_POLICY}");
            let about = About::new(summary, help).at(address);
            found.push(policy.violation(&rule, PolicyCode::PriceNotKnown, about));
        }
    }
    let sum: MonthlyCost = bought.iter().map(|address| price(address)).collect();
    for (currency, amount) in sum.known {
        let limit = rule.value.iter().find(|(key, _)| key.0 == currency);
        let allowed = match limit {
            Some((_, limit)) if amount <= limit.0 => continue,
            Some((_, limit)) => format!("the policy allows {} {currency}", limit.0),
            None => format!("the policy has no limit in {currency}"),
        };
        let summary =
            format!("what the plan buys costs {amount} {currency} per month, and {allowed}");
        let help = format!("buy fewer or cheaper numbers, {OR_THE_POLICY}");
        let about = About::new(summary, help).at(first);
        found.push(policy.violation(&rule, PolicyCode::TooExpensive, about));
    }
    found
}

fn numbers(count: usize) -> String {
    match count {
        1 => "1 number".to_owned(),
        many => format!("{many} numbers"),
    }
}
