//! Adds alerts to a state.

use crate::store::alert::{Alert, NewAlert};
use crate::store::state::State;

/// How many alerts are kept for an account; the oldest go first.
const KEPT: usize = 1000;

impl State {
    /// Adds an alert to an account and gives it a SID. None if there is no such account.
    pub(crate) fn add_alert(&mut self, account: &str, alert: Alert) -> Option<NewAlert> {
        let number = self.alerts + 1;
        // Lists are in the order of SIDs, and alerts are listed newest first.
        let age = u64::MAX - u64::try_from(alert.date.as_second()).unwrap_or(0);
        let sid = format!("NO{age:016x}{:016x}", u64::MAX - number);
        let new = NewAlert {
            number,
            account: account.to_owned(),
            alert: Alert { sid, ..alert },
        };
        self.repeat_alert(&new).then_some(new)
    }

    /// Adds an alert that has a SID, unless the state knows it. False if there is no such account.
    pub(crate) fn repeat_alert(&mut self, new: &NewAlert) -> bool {
        let Some(account) = self.accounts.get_mut(&new.account) else {
            return false;
        };
        if new.number > self.alerts {
            self.alerts = new.number;
            let alert = new.alert.clone();
            account.alerts.insert(alert.sid.clone(), alert);
            while account.alerts.len() > KEPT {
                account.alerts.pop_last();
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::seed::format::Seed;
    use crate::store::method::Method;

    fn alert(second: i64) -> Alert {
        Alert {
            sid: String::new(),
            date: Timestamp::from_second(second).unwrap(),
            error_code: "11200".to_owned(),
            request_method: Method::Post,
            request_url: "https://a.example/".to_owned(),
            request_variables: String::new(),
            resource_sid: format!("SM{second:032}"),
            service_sid: None,
            alert_text: String::new(),
        }
    }

    #[test]
    fn the_newest_thousand_are_kept_newest_first() {
        let mut state = State::from_seed(&Seed::demo());
        let account = "AC00000000000000000000000000000001";
        for second in (0..500).chain([1000; 502]) {
            assert!(state.add_alert(account, alert(second)).is_some());
        }
        let kept: Vec<i64> = state.accounts[account]
            .alerts
            .values()
            .map(|alert| alert.date.as_second())
            .collect();
        assert_eq!(
            (kept.len(), kept[0], kept[501], kept[502]),
            (1000, 1000, 1000, 499)
        );
        assert_eq!(kept.last(), Some(&2));
        assert!(state.add_alert("AC2", alert(1)).is_none());
    }

    #[test]
    fn a_repeated_line_changes_nothing() {
        let mut state = State::from_seed(&Seed::demo());
        let account = "AC00000000000000000000000000000001";
        let new = state.add_alert(account, alert(1)).unwrap();
        assert!(state.repeat_alert(&new));
        assert_eq!((state.alerts, state.accounts[account].alerts.len()), (1, 1));
        assert!(crate::store::sid::is_sid(&new.alert.sid, "NO"));
    }
}
