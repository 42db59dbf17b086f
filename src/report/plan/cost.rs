//! What the numbers that a plan buys cost per month, in words. An unknown price is never a sum.

use crate::model::{Change, MonthlyCost, MonthlyPrice, Plan};
use crate::report::text::escape::neutral;
use crate::report::text::plural::plural;

/// The price of a number that a change buys.
pub(super) fn price(plan: &Plan, change: &Change) -> Option<String> {
    Some(match plan.prices.get(&change.address)? {
        MonthlyPrice::Known(money) => format!("costs {} a month", neutral(&money.to_string())),
        MonthlyPrice::Unknown(why) => format!("its price is not known: {}", neutral(why)),
    })
}

/// What a plan buys, and at which cost: `Buys 2 numbers, 2.30 USD a month.`
pub fn verdict(plan: &Plan) -> Option<String> {
    let cost = plan.monthly_cost()?;
    let bought = plural(plan.summary().purchase, "number");
    let said = format!("Buys {bought}{}.", beside(&cost));
    Some(neutral(&said).into_owned())
}

/// The cost, as the end of a sentence about what is bought.
fn beside(cost: &MonthlyCost) -> String {
    match (cost.known.is_empty(), cost.unknown) {
        (true, 1) => "; its price is not known".to_owned(),
        (true, _) => "; their prices are not known".to_owned(),
        (false, 0) => format!(", {cost}"),
        (false, unknown) => format!(", {cost}; the price of {unknown} is not known"),
    }
}

#[cfg(test)]
mod tests {
    use super::beside;
    use crate::model::{Money, MonthlyCost, MonthlyPrice};

    fn cost(known: &[(&str, &str)], unknown: usize) -> MonthlyCost {
        let known = known.iter().map(|(amount, currency)| {
            MonthlyPrice::Known(Money {
                currency: (*currency).to_owned(),
                amount: amount.parse().unwrap(),
            })
        });
        let unknown = (0..unknown).map(|_| MonthlyPrice::Unknown("silence".to_owned()));
        let all: Vec<MonthlyPrice> = known.chain(unknown).collect();
        all.iter().collect()
    }

    #[test]
    fn what_is_known_is_summed_and_what_is_not_is_counted() {
        let two = [("1.15", "USD"), ("1.15", "USD")];
        assert_eq!(beside(&cost(&two, 0)), ", 2.30 USD a month");
        assert_eq!(
            beside(&cost(&two, 1)),
            ", 2.30 USD a month; the price of 1 is not known"
        );
        assert_eq!(
            beside(&cost(&[("1.15", "USD"), ("1", "EUR")], 0)),
            ", 1 EUR and 1.15 USD a month"
        );
        assert_eq!(beside(&cost(&[], 1)), "; its price is not known");
        assert_eq!(beside(&cost(&[], 2)), "; their prices are not known");
    }
}
