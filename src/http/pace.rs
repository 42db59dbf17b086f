//! The number of requests that may be under way at once. A throttled request halves it, a run of
//! successes adds one. Pure.
//!
//! A provider may limit the requests at once per account to a number that it does not publish, and
//! other programs share it (docs/twilio.md: Limits). So a client finds it by trying, as TCP
//! does: it raises the number slowly and lowers it fast.

/// The number of successes in a row after which one more request may be under way.
pub const RUN: u32 = 10;
/// The factor by which that run is longer while other programs crowd the account.
pub const CAUTION: u32 = 4;

/// The number of requests that may be under way.
#[derive(Debug, Clone)]
pub struct Pace {
    most: usize,
    now: usize,
    /// Counts the halvings.
    era: u64,
    /// Successes since the last change, each worth [`CAUTION`], or 1 in a crowd.
    run: u32,
}

impl Pace {
    /// Starts at `most`, which is never exceeded; at least one.
    pub fn new(most: usize) -> Self {
        let most = most.max(1);
        Self {
            most,
            now: most,
            era: 0,
            run: 0,
        }
    }

    /// The number of requests that may be under way now.
    pub fn now(&self) -> usize {
        self.now
    }

    /// The current era: the number of halvings. A request belongs to the era in which it begins.
    pub fn era(&self) -> u64 {
        self.era
    }

    /// Records a throttled request. One that was sent before the last halving does not show
    /// whether that halving was enough, so it is ignored. Returns how many fewer requests there
    /// may be.
    pub fn throttled(&mut self, era: u64) -> usize {
        self.run = 0;
        if era != self.era {
            return 0;
        }
        self.era += 1;
        let before = self.now;
        self.now = (before / 2).max(1);
        before - self.now
    }

    /// Records a success. `reported` is the API's count of the account's requests under way. If it
    /// is more than twice our maximum, at least half of them belong to other programs. Returns
    /// whether there may be one more.
    pub fn succeeded(&mut self, reported: Option<usize>) -> bool {
        if self.now == self.most {
            return false;
        }
        let crowded = reported.is_some_and(|all| all > self.most.saturating_mul(2));
        self.run += if crowded { 1 } else { CAUTION };
        let grows = self.run >= RUN * CAUTION;
        if grows {
            self.run = 0;
            self.now += 1;
        }
        grows
    }
}

#[cfg(test)]
mod tests {
    use super::{CAUTION, Pace, RUN};

    fn successes_to_grow(pace: &mut Pace, reported: Option<usize>) -> u32 {
        (1..=1000).find(|_| pace.succeeded(reported)).unwrap()
    }

    #[test]
    fn it_halves_and_grows_by_one() {
        let mut pace = Pace::new(9);
        for (fewer, now) in [(5, 4), (2, 2), (1, 1), (0, 1)] {
            assert_eq!((pace.throttled(pace.era()), pace.now()), (fewer, now));
        }
        for now in 2..=9 {
            assert_eq!(successes_to_grow(&mut pace, None), RUN);
            assert_eq!(pace.now(), now);
        }
        assert!((0..1000).all(|_| !pace.succeeded(None)));
    }

    #[test]
    fn one_burst_halves_once() {
        let mut pace = Pace::new(8);
        let burst = pace.era();
        let fewer: Vec<usize> = (0..8).map(|_| pace.throttled(burst)).collect();
        assert_eq!((fewer[0], fewer[1..].iter().sum::<usize>()), (4, 0));
        assert_eq!(pace.throttled(pace.era()), 2);
    }

    #[test]
    fn it_grows_slowly_in_a_crowd() {
        for (reported, times) in [(None, 1), (Some(8), 1), (Some(9), CAUTION)] {
            let mut pace = Pace::new(4);
            pace.throttled(0);
            assert_eq!(successes_to_grow(&mut pace, reported), RUN * times);
        }
    }

    #[test]
    fn a_run_is_broken_by_being_turned_away() {
        let mut pace = Pace::new(4);
        pace.throttled(0);
        assert!((1..RUN).all(|_| !pace.succeeded(None)));
        pace.throttled(0);
        assert_eq!(successes_to_grow(&mut pace, None), RUN);
        assert_eq!(Pace::new(0).now(), 1);
    }
}
