//! What a counterpart knows about each number, as a box beside the number's.

use super::way::line;
use crate::model::{Comparison, NumberRecord, NumberRoutes, NumberSight};
use crate::report::text::plural::plural;

/// A box beside a number's, through which its route goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The full text; `lines` may be shortened.
    pub whole: String,
    /// Its label, made harmless but not escaped for any format.
    pub lines: Vec<String>,
    /// Whether the counterpart has the number.
    pub is_there: bool,
}

impl Record {
    /// What a comparison knows about a number; `None` for a number that is not declared, because only
    /// those are compared.
    pub(super) fn of(comparison: &Comparison, number: &NumberRoutes) -> Option<Self> {
        let address = number.address.as_ref()?;
        let system = comparison.system.title();
        let without = |text: String| Self {
            whole: text.clone(),
            lines: vec![text],
            is_there: false,
        };
        Some(match comparison.numbers.get(address) {
            Some(NumberSight::There(record)) => Self::there(record, system),
            Some(NumberSight::Absent) => without(format!("not in {system}")),
            Some(NumberSight::NotVisible) => without(format!("not visible in {system}")),
            None => without(format!("{system} could not be read")),
        })
    }

    fn there(record: &NumberRecord, system: &str) -> Self {
        let name = record.name.as_deref().unwrap_or("no name");
        let mut lines = vec![line(name)];
        lines.push(match &record.provider {
            Some(provider) => format!("under {}", line(provider)),
            None => format!("in {system}"),
        });
        if let Some(group) = &record.group {
            lines.push(format!("sends through {}", line(group)));
        }
        if !record.active {
            lines.push("inactive".to_owned());
        }
        Self {
            whole: lines.join(" "),
            lines,
            is_there: true,
        }
    }

    /// What it knows about the numbers that have no boxes of their own.
    pub(super) fn of_rest(comparison: &Comparison, rest: &[&NumberRoutes]) -> Option<Self> {
        let all: Vec<Self> = rest
            .iter()
            .filter_map(|number| Self::of(comparison, number))
            .collect();
        let there = all.iter().filter(|record| record.is_there).count();
        let others = all.len() - there;
        let system = comparison.system.title();
        let mut lines = Vec::new();
        if there > 0 {
            lines.push(format!("{} in {system}", plural(there, "number")));
        }
        if others > 0 {
            lines.push(format!("{others} not found there"));
        }
        (!lines.is_empty()).then(|| Self {
            whole: lines.join(" "),
            lines,
            is_there: others == 0,
        })
    }
}
