//! Parses an interval such as `15m`, and varies it by up to a tenth, so that several watchers of
//! one account do not all read it at the same moment.

use std::time::Duration;

use uuid::Uuid;

use crate::cli::input::duration;

/// The shortest interval.
const SHORTEST: Duration = Duration::from_secs(1);
/// The longest interval.
const LONGEST: Duration = Duration::from_hours(7 * 24);

/// An interval: `30s`, `15m`, `1h`, `1h30m`, `7d`; from a second to a week. A day has 24 hours.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let whole = duration::parse(text)?;
    if whole < SHORTEST || whole > LONGEST {
        return Err("the interval must be between 1s and 7d".to_owned());
    }
    Ok(whole)
}

/// The interval, up to a tenth shorter or longer.
pub(super) fn jittered(interval: Duration) -> Duration {
    // The last bytes of a version 7 UUID are random.
    let [.., a, b] = *Uuid::now_v7().as_bytes();
    let chance = u32::from(u16::from_be_bytes([a, b]));
    let tenth = interval / 10;
    interval
        .saturating_sub(tenth)
        .saturating_add((tenth * 2).mul_f64(f64::from(chance) / 65_535.0))
}

#[cfg(test)]
mod tests {
    use super::{jittered, parse};
    use std::time::Duration;

    #[test]
    fn intervals_are_read() {
        for (text, seconds) in [
            ("1s", 1),
            ("30s", 30),
            ("15m", 900),
            ("1h", 3600),
            ("1h30m", 5400),
            ("1h 30m", 5400),
            ("90 minutes", 5400),
            ("7d", 604_800),
            ("1w", 604_800),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            " ",
            "0s",
            "15",
            "m",
            "-1s",
            "1mo",
            "0.5s",
            "8d",
            "500ms",
            "99999999999999999999s",
            "18446744073709551615h",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn chance_is_a_tenth_each_way() {
        let interval = Duration::from_mins(10);
        let drawn: Vec<Duration> = (0..200).map(|_| jittered(interval)).collect();
        let (low, high) = (Duration::from_mins(9), Duration::from_mins(11));
        assert!(drawn.iter().all(|one| (low..=high).contains(one)));
        assert!(drawn.iter().any(|one| *one != drawn[0]));
    }
}
