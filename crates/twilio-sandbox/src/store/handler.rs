//! Handlers that the sandbox simulates, so that a rehearsal needs no server.

use serde::Deserialize;

use crate::store::sid;

/// A simulated handler: webhooks whose URL begins with a prefix are answered by the sandbox itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimulatedHandler {
    /// The beginning of the webhook's URL, up to the end of a segment. The longest one counts.
    pub url: String,
    /// The HTTP status of its answers; 200 if left out.
    #[serde(default = "ok")]
    pub status: u16,
    /// The status is for one number in this many, and 200 for the others. For every number if left out.
    #[serde(default)]
    pub one_in: Option<usize>,
    /// Chooses other numbers.
    #[serde(default)]
    pub seed: u64,
}

fn ok() -> u16 {
    200
}

impl SimulatedHandler {
    /// The status for the number with this place, from 0, among its account's numbers in the order of their digits.
    /// Of any run of `one_in` places, exactly one gets `status`, so that the share is exact.
    pub(crate) fn answer(&self, place: usize) -> u16 {
        let Some(one_in) = self.one_in else {
            return self.status;
        };
        let hash = sid::hex32(&["handler", &self.url, &self.seed.to_string()]);
        let hash = hash
            .get(..8)
            .map(|digits| usize::from_str_radix(digits, 16));
        let offset = hash.and_then(Result::ok).unwrap_or(0);
        let is_chosen = place.wrapping_add(offset).checked_rem(one_in) == Some(0);
        if is_chosen { self.status } else { ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_exact_and_the_choice_stable() {
        let handler = |seed| SimulatedHandler {
            url: "https://a.example".to_owned(),
            status: 502,
            one_in: Some(50),
            seed,
        };
        let failing = |seed| -> Vec<usize> {
            let handler = handler(seed);
            (0..500)
                .filter(|place| handler.answer(*place) == 502)
                .collect()
        };
        for seed in 0..20 {
            assert_eq!(failing(seed).len(), 10, "{seed}");
            assert_eq!(failing(seed), failing(seed));
        }
        assert!((0..20).any(|seed| failing(seed) != failing(0)));
        let all = SimulatedHandler {
            one_in: None,
            ..handler(0)
        };
        assert!((0..500).all(|place| all.answer(place) == 502));
    }
}
