//! Times and durations for people.

use std::time::Duration;

use super::escape::neutral;
use super::width::shortened;

/// An RFC 3339 time to the second, with a blank instead of the `T`.
pub(in crate::report) fn moment(timestamp: &str) -> String {
    let text = neutral(timestamp);
    match (text.get(..10), text.get(11..19)) {
        (Some(date), Some(time)) if text.ends_with('Z') => format!("{date} {time}Z"),
        _ => shortened(&text, 40).into_owned(),
    }
}

/// A beginning and an end. The date of the end is left out if it is that of the beginning.
pub(in crate::report) fn span(from: &str, to: Option<&str>) -> String {
    let from = moment(from);
    let Some(to) = to.map(moment) else {
        return format!("since {from}");
    };
    match (from.get(..11), to.get(..11), to.get(11..)) {
        (Some(day), Some(same), Some(time)) if day == same => format!("{from} to {time}"),
        _ => format!("{from} to {to}"),
    }
}

/// A duration to the second: `4m 12s`.
pub(in crate::report) fn lasting(duration: Duration) -> String {
    // A second that has begun is still left.
    let seconds = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds}s"),
        (0, _) => format!("{minutes}m {seconds}s"),
        _ => format!("{hours}h {minutes}m"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{lasting, span};

    #[test]
    fn a_span_names_its_day_once() {
        let (a, b) = ("2026-07-30T12:00:00.123Z", "2026-07-30T12:05:00.000Z");
        assert_eq!(span(a, Some(b)), "2026-07-30 12:00:00Z to 12:05:00Z");
        let next = Some("2026-07-31T00:05:00.000Z");
        assert_eq!(
            span(a, next),
            "2026-07-30 12:00:00Z to 2026-07-31 00:05:00Z"
        );
        assert_eq!(span(a, None), "since 2026-07-30 12:00:00Z");
        assert_eq!(span("é\n", Some("é\n")), "é\\n to é\\n");
    }

    #[test]
    fn a_duration_is_rounded_up_to_a_second() {
        let shown = [0, 999, 59_001, 252_000, 7_380_000].map(Duration::from_millis);
        assert_eq!(shown.map(lasting), ["0s", "1s", "1m 0s", "4m 12s", "2h 3m"]);
    }
}
