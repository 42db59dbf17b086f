//! The time since when each difference exists: recorded earlier and carried on. Pure; the time is
//! an argument.

use jiff::Timestamp;

use crate::model::{Drift, Drifted, FirstSeen, Sightings, State};

/// Dates every difference, and returns the sightings to record from now on. A difference with the
/// recorded fingerprint keeps its time. A difference with another value is new. A difference that
/// vanished is left out. The sightings of resources that could not be read or were not looked at
/// are kept.
pub fn date(drift: &mut Drift, recorded: &State, noted: &Sightings, now: Timestamp) -> Sightings {
    let mut sightings = Sightings::new();
    for one in &mut drift.resources {
        for difference in &mut one.differences {
            let key = (one.address.clone(), difference.aspect.as_str().to_owned());
            let known = noted
                .get(&key)
                .filter(|seen| seen.fingerprint == difference.fingerprint);
            // If the clock was set back, the time of a difference is still not in the future.
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
        // The records of a counterpart are not among the recorded resources.
        let is_recorded = recorded.get(address).is_some() || address.counterpart().is_some();
        if is_open && is_recorded && !sightings.contains_key(key) {
            sightings.insert(key.clone(), seen.clone());
        }
    }
    sightings
}
