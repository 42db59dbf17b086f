//! The sizes of waves, as they are written: `1,10%,100%`.

use std::fmt;
use std::str::FromStr;

/// The sizes of the waves, which grow. All are cumulative, and a last wave of everything is implied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaveSizes(Vec<Size>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    /// This many numbers.
    Numbers(u64),
    /// A share of all numbers, in hundredths of a percent.
    Share(u32),
}

/// Everything, in hundredths of a percent.
const WHOLE: u32 = 10_000;

/// Why a text is not a list of wave sizes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidWaves(String);

impl WaveSizes {
    /// Returns how many of all numbers are changed at the end of each wave. Percentages are rounded
    /// up; a wave that adds no number is left out; the last wave reaches all numbers.
    pub fn reached(&self, all: usize) -> Vec<usize> {
        let mut reached: Vec<usize> = Vec::new();
        for size in self.0.iter().chain(&[Size::Share(WHOLE)]) {
            let wanted = size.of(all);
            if wanted > reached.last().copied().unwrap_or(0) {
                reached.push(wanted);
            }
        }
        reached
    }

    /// Returns the sizes, as written, that add no number to what the sizes before them reach. `100%`
    /// is never among them: everything is reached with or without it.
    pub fn skipped(&self, all: usize) -> Vec<String> {
        let mut most = 0;
        let mut skipped = Vec::new();
        for size in &self.0 {
            let wanted = size.of(all);
            if wanted <= most && *size != Size::Share(WHOLE) {
                skipped.push(size.to_string());
            }
            most = most.max(wanted);
        }
        skipped
    }
}

impl Size {
    /// How many of all numbers it is, rounded up.
    fn of(self, all: usize) -> usize {
        let wanted = match self {
            Self::Numbers(count) => usize::try_from(count).unwrap_or(usize::MAX),
            Self::Share(share) => {
                let exact = all as u128 * u128::from(share);
                let up = exact.div_ceil(u128::from(WHOLE));
                usize::try_from(up).unwrap_or(usize::MAX)
            }
        };
        wanted.min(all)
    }
}

impl FromStr for WaveSizes {
    type Err = InvalidWaves;

    fn from_str(text: &str) -> Result<Self, InvalidWaves> {
        let mut sizes = Vec::new();
        let (mut most, mut largest) = (0, 0);
        for part in text.split(',') {
            let part = part.trim();
            let size = size(part)?;
            if largest == WHOLE {
                return Err(InvalidWaves(format!(
                    "no wave can follow 100%, which is everything, and `{part}` does"
                )));
            }
            let grows = match size {
                Size::Numbers(count) => count > std::mem::replace(&mut most, count),
                Size::Share(share) => share > std::mem::replace(&mut largest, share),
            };
            if !grows {
                return Err(InvalidWaves(format!(
                    "each wave must be larger than the one before it, and `{part}` is not: sizes are cumulative, such as 1,10%,100%"
                )));
            }
            sizes.push(size);
        }
        Ok(Self(sizes))
    }
}

/// Parses one size, which is not zero and not more than everything.
fn size(part: &str) -> Result<Size, InvalidWaves> {
    let refuse = |why: &str| {
        Err(InvalidWaves(format!(
            "`{part}` {why}: write whole numbers and percentages, such as 1,10%,100%"
        )))
    };
    let size = match part.strip_suffix('%') {
        None => whole(part).map(Size::Numbers),
        Some(share) => hundredths(share.trim_end()).map(Size::Share),
    };
    match size {
        None if !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) => {
            Err(InvalidWaves(format!("`{part}` is too large for a wave")))
        }
        None => refuse("is not the size of a wave"),
        Some(Size::Numbers(0) | Size::Share(0)) => refuse("is no number at all"),
        Some(Size::Share(share)) if share > WHOLE => refuse("is more than everything"),
        Some(size) => Ok(size),
    }
}

/// Digits and nothing else.
fn whole(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// A percentage with at most two decimal places, in hundredths. What is far above everything stays
/// above it.
fn hundredths(text: &str) -> Option<u32> {
    let (before, after) = match text.split_once('.') {
        Some((before, after)) if (1..=2).contains(&after.len()) => (before, after),
        Some(_) => return None,
        None => (text, "0"),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(before) || !digits(after) {
        return None;
    }
    let percent: u32 = before.parse().unwrap_or(u32::MAX);
    let rest = whole(&format!("{after:0<2}")).and_then(|rest| u32::try_from(rest).ok())?;
    Some(percent.saturating_mul(100).saturating_add(rest))
}

/// As it was written.
impl fmt::Display for WaveSizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, size) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            write!(f, "{size}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbers(count) => write!(f, "{count}"),
            Self::Share(share) if share % 100 == 0 => write!(f, "{}%", share / 100),
            Self::Share(share) => write!(f, "{}.{:02}%", share / 100, share % 100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WaveSizes;
    use proptest::prelude::*;

    fn reached(text: &str, all: usize) -> Vec<usize> {
        text.parse::<WaveSizes>().unwrap().reached(all)
    }

    #[test]
    fn sizes_are_cumulative_and_percentages_are_rounded_up() {
        assert_eq!(reached("1,10%,100%", 25), [1, 3, 25]);
        assert_eq!(reached("1,10%", 25), [1, 3, 25], "the last is implied");
        assert_eq!(reached("1,10%,100%", 5), [1, 5], "10 % adds no number");
        assert_eq!(reached("0.01%", 25), [1, 25]);
        assert_eq!(reached("12.5%,50%", 8), [1, 4, 8]);
        assert_eq!(reached(" 2 , 4 ", 3), [2, 3]);
        assert_eq!(
            reached("50%,1", 10),
            [5, 10],
            "other units are not compared"
        );
        assert_eq!(reached("5,100%", 0), Vec::<usize>::new());
    }

    #[test]
    fn sizes_that_add_no_number_are_known() {
        let skipped = |text: &str, all| text.parse::<WaveSizes>().unwrap().skipped(all);
        assert_eq!(skipped("1,50%,3", 12), ["3"]);
        assert_eq!(skipped("1,10%,100%", 5), ["10%"]);
        assert_eq!(skipped("8,9,100%", 5), ["9"]);
        assert!(skipped("1,10%,100%", 25).is_empty());
    }

    #[test]
    fn a_refused_size_is_explained() {
        for (text, why) in [
            (
                "100%,1",
                "no wave can follow 100%, which is everything, and `1` does",
            ),
            (
                "1000000000000000000000000000",
                "`1000000000000000000000000000` is too large for a wave",
            ),
        ] {
            let error = text.parse::<WaveSizes>().unwrap_err();
            assert_eq!(error.to_string(), why);
        }
    }

    #[test]
    fn what_is_no_list_of_growing_sizes_is_refused() {
        for text in [
            "",
            " ",
            ",",
            "1,",
            "0",
            "0%",
            "0.00%",
            "100.01%",
            "101%",
            "99999999999999%",
            "-1",
            "+1",
            "1.5",
            "1.234%",
            "1.%",
            ".5%",
            "ten",
            "10 numbers",
            "1e3",
            "2,1",
            "1,1",
            "50%,10%",
            "5%,5%",
            "1,10%,1",
            "100%,1",
            "100.00%,500",
            "10%,20,5%",
            "99999999999999999999",
        ] {
            assert!(text.parse::<WaveSizes>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn waves_grow_to_everything(
            counts in prop::collection::btree_set(1_u64..500, 0..4),
            shares in prop::collection::btree_set(1_u32..=10_000, 1..4),
            all in 0_usize..1000,
        ) {
            let counts = counts.iter().map(u64::to_string);
            let shares = shares.iter().map(|share| format!("{}.{:02}%", share / 100, share % 100));
            let text: Vec<String> = counts.chain(shares).collect();
            let reached = reached(&text.join(","), all);
            prop_assert!(reached.is_sorted_by(|a, b| a < b));
            prop_assert_eq!(reached.last().copied().unwrap_or(0), all);
        }
    }
}
