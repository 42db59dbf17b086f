//! Dates as Twilio's APIs write them.

use jiff::Timestamp;

/// The current time, in whole seconds as Twilio writes it.
pub(crate) fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// A date as the v2010 API writes it: `Thu, 30 Jul 2015 20:00:00 +0000`.
pub(crate) fn rfc2822(time: Timestamp) -> String {
    time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// A date as the v1 APIs write it: `2015-07-30T20:12:31Z`.
pub(crate) fn iso8601(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_both_forms() {
        let time: Timestamp = "2015-07-30T20:12:31Z".parse().unwrap();
        assert_eq!(rfc2822(time), "Thu, 30 Jul 2015 20:12:31 +0000");
        assert_eq!(iso8601(time), "2015-07-30T20:12:31Z");
    }
}
