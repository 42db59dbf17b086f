//! The sentences about shards, in every format.

use crate::model::Shard;
use crate::report::plan::document::{MergedShard, ShardState};

/// The shard that a report is about, or the shards that it was merged from.
pub(in crate::report) fn limits(shard: Option<Shard>, merged: &[MergedShard]) -> Option<String> {
    match (shard, merged.first()) {
        (Some(shard), _) => Some(format!("Only shard {shard}.")),
        (None, None) => None,
        (None, Some(first)) => Some(match gaps(merged) {
            None => format!("Merged from {} shards.", first.count),
            Some(gaps) => format!("Merged from {} shards; {gaps}.", first.count),
        }),
    }
}

/// The shards that are missing or incomplete, as a clause; `None` if there are none.
pub(in crate::report) fn gaps(merged: &[MergedShard]) -> Option<String> {
    let named = |state: ShardState, is: &str, are: &str| {
        let of_it = merged.iter().filter(|shard| shard.state == state);
        let indexes: Vec<String> = of_it.map(|shard| shard.index.to_string()).collect();
        match indexes.as_slice() {
            [] => None,
            [only] => Some(format!("shard {only} {is}")),
            several => Some(format!("shards {} {are}", several.join(", "))),
        }
    };
    let clauses = [
        named(ShardState::Missing, "is missing", "are missing"),
        named(ShardState::Incomplete, "is incomplete", "are incomplete"),
    ];
    let clauses: Vec<String> = clauses.into_iter().flatten().collect();
    (!clauses.is_empty()).then(|| clauses.join(", "))
}
