//! Sample outcomes of rollouts.

use std::collections::BTreeMap;

use crate::model::{Address, AlertGroup, Name, RolloutOutcome, Wave, WaveKind, WaveState};

/// The addresses of the sample plan whose routes change.
const CHANGED: [&str; 2] = ["store-line", "support"];

pub(in crate::report) fn number(name: &str) -> Address {
    Address::parse(&format!("providers.marketing-us.numbers.{name}")).unwrap()
}

fn wave(number_: u32, count: usize) -> Wave {
    let names = CHANGED.iter().skip(usize::try_from(number_).unwrap() - 1);
    Wave {
        kind: WaveKind::Forward,
        number: number_,
        of: 2,
        addresses: names.take(count).map(|name| number(name)).collect(),
        numbers: u64::try_from(count).unwrap(),
        reached: u64::from(number_),
        started_at: format!("2026-07-30T12:0{}:00.000Z", number_ * 2),
        ended_at: Some(format!("2026-07-30T12:0{}:00.000Z", number_ * 2 + 1)),
        alerts: Some(0),
        state: WaveState::Passed,
        why: None,
    }
}

fn revert(of: u64) -> Wave {
    Wave {
        kind: WaveKind::Revert,
        number: 3,
        addresses: CHANGED.map(number).into(),
        numbers: of,
        reached: 0,
        alerts: None,
        ..wave(3, 0)
    }
}

/// Two waves, and no alert.
pub(in crate::report) fn good() -> RolloutOutcome {
    RolloutOutcome {
        waves: vec![wave(1, 1), wave(2, 1)],
        ..RolloutOutcome::default()
    }
}

/// The second wave had alerts. Texts and hosts hold a password.
pub(in crate::report) fn stopped() -> RolloutOutcome {
    let why = "3 alerts, and 0 are allowed (https://u:hunter2@handler.example.com/sms).";
    let mut outcome = good();
    if let Some(last) = outcome.waves.last_mut() {
        last.alerts = Some(3);
        last.state = WaveState::Stopped;
        last.why = Some(why.to_owned());
    }
    let group = |code: Option<&str>, host: Option<&str>, number: Option<Address>| AlertGroup {
        provider: Name::parse("marketing-us").unwrap(),
        code: code.map(str::to_owned),
        host: host.map(str::to_owned),
        number,
    };
    RolloutOutcome {
        alerts: BTreeMap::from([
            (group(None, None, None), 1),
            (
                group(
                    Some("11200"),
                    Some("u:hunter2@handler.example.com"),
                    Some(number("store-line")),
                ),
                2,
            ),
        ]),
        stopped: Some(why.to_owned()),
        ..outcome
    }
}

/// Stopped, and everything is changed back.
pub(in crate::report) fn reverted() -> RolloutOutcome {
    let mut outcome = stopped();
    outcome.waves.push(revert(2));
    outcome
}

/// Stopped, and one number could not be changed back.
pub(in crate::report) fn partly_reverted() -> RolloutOutcome {
    let mut outcome = stopped();
    outcome.waves.push(Wave {
        state: WaveState::Stopped,
        why: Some("1 change failed".to_owned()),
        ..revert(1)
    });
    outcome.not_reverted = BTreeMap::from([(
        number("support"),
        "updating PN1: no answer from https://u:hunter2@api.example.com/ (HTTP 503)".to_owned(),
    )]);
    outcome
}

/// Alerts could not be read, a route is not the declared one, and one provider has no alerts.
pub(in crate::report) fn unread() -> RolloutOutcome {
    let mut outcome = good();
    if let Some(last) = outcome.waves.last_mut() {
        last.alerts = None;
        last.state = WaveState::Stopped;
        last.why = Some("the alerts of providers.marketing-us could not be read".to_owned());
    }
    RolloutOutcome {
        stopped: Some("the alerts could not be read".to_owned()),
        unread: vec!["alerts of https://u:hunter2@monitor.example.com/: HTTP 403".to_owned()],
        unconverged: BTreeMap::from([(
            number("support"),
            "another route answers at https://u:hunter2@old.example.com/".to_owned(),
        )]),
        without_alerts: [Name::parse("acs").unwrap()].into(),
        ..outcome
    }
}

/// A verification without waves that found another route.
pub(in crate::report) fn unverified() -> RolloutOutcome {
    RolloutOutcome {
        waves: Vec::new(),
        stopped: None,
        ..unread()
    }
}

/// A rollout that repeats a foreign text wherever it can.
pub(in crate::report) fn repeating(address: &Address, friendly: &str) -> RolloutOutcome {
    let mut outcome = stopped();
    if let Some(last) = outcome.waves.last_mut() {
        last.why = Some(format!("because {friendly}"));
    }
    outcome.alerts = outcome
        .alerts
        .into_keys()
        .map(|group| {
            let group = AlertGroup {
                code: Some(friendly.to_owned()),
                host: Some(friendly.to_owned()),
                ..group
            };
            (group, 1)
        })
        .collect();
    outcome.stopped = Some(friendly.to_owned());
    outcome.unread = vec![friendly.to_owned()];
    outcome.not_reverted = [(address.clone(), friendly.to_owned())].into();
    outcome.unconverged = outcome.not_reverted.clone();
    outcome
}

/// All of them, with a name for each.
pub(in crate::report) fn all() -> Vec<(&'static str, RolloutOutcome)> {
    vec![
        ("good", good()),
        ("stopped", stopped()),
        ("reverted", reverted()),
        ("partly reverted", partly_reverted()),
        ("unread", unread()),
        ("unverified", unverified()),
        ("verified", RolloutOutcome::default()),
    ]
}
