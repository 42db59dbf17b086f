//! The sandbox's time: that of the machine, and how far a test has advanced it.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// A clock that can be advanced.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    advanced: SignedDuration,
}

impl Clock {
    /// The sandbox's time.
    pub fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        now.checked_add(self.advanced).unwrap_or(now)
    }

    /// Advances it by the seconds of `{"advance_seconds": 60}`.
    ///
    /// # Errors
    /// If the key is missing.
    pub fn advance(&mut self, given: &Value) -> Result<(), String> {
        let seconds = given.get("advance_seconds").and_then(Value::as_i64);
        let seconds = seconds.ok_or("`advance_seconds` is missing")?;
        let advanced = self
            .advanced
            .checked_add(SignedDuration::from_secs(seconds));
        self.advanced = advanced.unwrap_or(self.advanced);
        Ok(())
    }
}
