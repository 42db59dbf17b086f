//! Prices and their sum, read back from the changes of documents.

use super::cost::MonthlyCostDocument;
use super::shape::ResourceChange;
use crate::model::{Action, MonthlyCost, MonthlyPrice};

/// The cost of what these changes buy; `None` if they buy nothing.
pub(in crate::report) fn cost_of<'a>(
    changes: impl IntoIterator<Item = &'a ResourceChange>,
) -> Option<MonthlyCostDocument> {
    let prices: Vec<MonthlyPrice> = changes.into_iter().filter_map(price_of).collect();
    let cost = (!prices.is_empty()).then(|| prices.iter().collect::<MonthlyCost>());
    cost.map(MonthlyCostDocument::from)
}

/// The price of the number that a change buys; `None` if it buys none.
pub(in crate::report) fn price_of(change: &ResourceChange) -> Option<MonthlyPrice> {
    if !change.change.actions.contains(&Action::Purchase) {
        return None;
    }
    let unknown = || {
        let why = change.monthly_price_unknown.clone();
        MonthlyPrice::Unknown(why.unwrap_or_else(|| "the document has none".to_owned()))
    };
    let known = change.monthly_price.clone().map(MonthlyPrice::Known);
    Some(known.unwrap_or_else(unknown))
}
