//! Which runs may be removed from a registry. Pure: the drivers read the rows and remove them.

use jiff::{SignedDuration, Timestamp};

use super::codec::stored_time;
use crate::model::RunStatus;

/// For how long a run stays in which a creation had no clear end: a later apply looks for what it may
/// have created (`reconcile::unclear_attempts`).
const UNCLEAR_STAYS: SignedDuration = SignedDuration::from_hours(24);

/// Which runs stay in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The latest ones.
    Latest(usize),
    /// Those that ended at this time or later.
    Since(Timestamp),
}

/// A run that may be removed, with its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prunable {
    /// The run's identifier.
    pub run_id: String,
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// How many changes it has.
    pub changes: u64,
}

/// A recorded run, reduced to what matters here.
pub(super) struct Candidate {
    pub(super) run: Prunable,
    /// When it ended; where that is not recorded, when it began.
    pub(super) last: String,
    pub(super) status: RunStatus,
    /// Whether it has an intent without an end, an operation that may still run, or a recent failure
    /// without a clear end.
    pub(super) open: bool,
    /// Whether it was the last to write something that is recorded. Its row then stays.
    pub(super) wrote_last: bool,
}

/// The time since which failures without a clear end count, as it is stored.
pub(super) fn unclear_since(now: Timestamp) -> String {
    stored_time(now.saturating_sub(UNCLEAR_STAYS).unwrap_or(Timestamp::MIN))
}

/// The runs of a scope, newest first, without those that are needed: a run that has not ended, the
/// latest that has, which is the one to undo, and each that left something open.
pub(super) fn prunable(runs: Vec<Candidate>, keep: Keep) -> Vec<Prunable> {
    let latest = runs.iter().position(|one| one.status != RunStatus::Running);
    let stays = |at: usize, one: &Candidate| {
        let kept = match keep {
            Keep::Latest(count) => at < count,
            Keep::Since(time) => one.last >= stored_time(time),
        };
        let nothing_left = one.run.changes == 0 && one.wrote_last;
        kept || Some(at) == latest || one.status == RunStatus::Running || one.open || nothing_left
    };
    let runs = runs.into_iter().enumerate();
    let runs = runs.filter(|(at, one)| !stays(*at, one));
    runs.map(|(_, one)| one.run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(id: &str, last: &str) -> Candidate {
        Candidate {
            run: Prunable {
                run_id: id.to_owned(),
                started_at: last.to_owned(),
                changes: 1,
            },
            last: last.to_owned(),
            status: RunStatus::Succeeded,
            open: false,
            wrote_last: false,
        }
    }

    fn removed(runs: Vec<Candidate>, keep: Keep) -> Vec<String> {
        let removed = prunable(runs, keep).into_iter();
        removed.map(|one| one.run_id).collect()
    }

    #[test]
    fn the_latest_stay() {
        let runs = || ["d", "c", "b", "a"].map(|id| ended(id, "2026-01-01T00:00:00.000Z"));
        assert_eq!(removed(runs().into(), Keep::Latest(2)), ["b", "a"]);
        assert_eq!(removed(runs().into(), Keep::Latest(9)), [""; 0]);
        // The latest run can always be undone.
        assert_eq!(removed(runs().into(), Keep::Latest(0)), ["c", "b", "a"]);
    }

    #[test]
    fn later_ones_stay() {
        let runs = vec![
            ended("c", "2026-01-03T00:00:00.000Z"),
            ended("b", "2026-01-02T00:00:00.000Z"),
            ended("a", "2026-01-01T23:59:59.999Z"),
        ];
        let since = Keep::Since("2026-01-02T00:00:00Z".parse().unwrap());
        assert_eq!(removed(runs, since), ["a"]);
        let all = vec![ended("a", "2026-01-01T00:00:00.000Z")];
        assert_eq!(removed(all, since), [""; 0]);
    }

    #[test]
    fn what_is_open_or_has_not_ended_stays() {
        let at = "2026-01-01T00:00:00.000Z";
        let running = Candidate {
            status: RunStatus::Running,
            ..ended("running", at)
        };
        let open = Candidate {
            open: true,
            ..ended("open", at)
        };
        let pruned = Candidate {
            wrote_last: true,
            run: Prunable {
                changes: 0,
                ..ended("pruned", at).run
            },
            ..ended("", at)
        };
        let wrote_last = Candidate {
            wrote_last: true,
            ..ended("wrote", at)
        };
        let runs = vec![running, ended("latest", at), open, pruned, wrote_last];
        assert_eq!(removed(runs, Keep::Latest(0)), ["wrote"]);
    }
}
