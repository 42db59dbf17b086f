//! Since when each difference is there: what was noted before, carried on. Pure; the time is
//! handed in.

use jiff::Timestamp;

use crate::model::{Drift, Drifted, FirstSeen, Sightings, State};

/// Dates every difference, and gives what is to be noted from now on. A difference that is as it
/// was noted keeps its time; one that took another value is new; one that vanished is left out.
/// What was noted about things that could not be read or were not looked at stays noted.
pub fn date(drift: &mut Drift, recorded: &State, noted: &Sightings, now: Timestamp) -> Sightings {
    let mut sightings = Sightings::new();
    for one in &mut drift.resources {
        for difference in &mut one.differences {
            let key = (one.address.clone(), difference.aspect.as_str().to_owned());
            let known = noted
                .get(&key)
                .filter(|seen| seen.fingerprint == difference.fingerprint);
            // A clock that went back does not make it seen in the future.
            let at = known.map_or(now, |seen| seen.at.min(now));
            difference.since = Some(at);
            let fingerprint = difference.fingerprint.clone();
            sightings.insert(key, FirstSeen { fingerprint, at });
        }
    }
    for (key, seen) in noted {
        let (address, _) = key;
        let at = drift
            .resources
            .binary_search_by(|one: &Drifted| one.address.cmp(address));
        let looked_at = at.ok().and_then(|at| drift.resources.get(at));
        let is_open = looked_at.is_none_or(|one| one.unread);
        if is_open && recorded.get(address).is_some() && !sightings.contains_key(key) {
            sightings.insert(key.clone(), seen.clone());
        }
    }
    sightings
}
