//! A length of time as it is written: `30s`, `15m`, `1h`, `1h30m`, `7d`. A day has 24 hours.

use std::time::Duration;

use jiff::{Span, SpanRelativeTo};

/// The longest that an option takes.
const LONGEST: Duration = Duration::from_hours(7 * 24);

/// Parses a length of time, which may be none.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    const FORM: &str = "write a duration such as 30s, 15m or 1h";
    let span: Span = text.trim().parse().map_err(|_| FORM)?;
    let whole = span.to_duration(SpanRelativeTo::days_are_24_hours());
    let whole = whole.ok().and_then(|whole| Duration::try_from(whole).ok());
    Ok(whole.ok_or(FORM)?)
}

/// Parses the length of a pause, which may be none: from nothing to a week.
pub(crate) fn pause(text: &str) -> Result<Duration, String> {
    if text.trim() == "0" {
        return Err("write a pause of no length as 0s".to_owned());
    }
    let pause = parse(text)?;
    if pause > LONGEST {
        return Err("a pause must be at most 7d".to_owned());
    }
    Ok(pause)
}

#[cfg(test)]
mod tests {
    use super::pause;
    use std::time::Duration;

    #[test]
    fn a_pause_may_be_none() {
        assert_eq!(pause("0s"), Ok(Duration::ZERO));
        assert_eq!(pause("5m"), Ok(Duration::from_mins(5)));
        assert_eq!(pause("500ms"), Ok(Duration::from_millis(500)));
        for text in ["", "0", "5", "-1s", "8d", "1mo", "soon"] {
            assert!(pause(text).is_err(), "{text}");
        }
        assert_eq!(
            pause("0"),
            Err("write a pause of no length as 0s".to_owned())
        );
    }
}
