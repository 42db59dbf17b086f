//! Repeatable random numbers: `SplitMix64`.

/// A source of random numbers.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    /// Whether an event happens, at a chance of one in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of the items; none where there are none.
    pub fn one_of<T: Clone>(&mut self, choices: impl IntoIterator<Item = T>) -> Option<T> {
        let choices: Vec<T> = choices.into_iter().collect();
        if choices.is_empty() {
            return None;
        }
        let at = self.below(choices.len());
        choices.get(at).cloned()
    }
}
