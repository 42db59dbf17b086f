//! Watches the alerts of the changed accounts for the length of a pause.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, sleep_until};

use super::super::WaveEvent;
use super::course::{Course, End};
use crate::model::{Alert, Name, Wave};
use crate::reconcile;
use crate::report::text::plural::plural;

/// How far back alerts are read, so that clocks that differ hide none. Those that were there before
/// are known by their identifiers.
const BACK: SignedDuration = SignedDuration::from_mins(15);
/// The shortest and the longest time between two readings.
const BETWEEN: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(15));
/// The longest time between two reports of what is left of a pause.
const TICK: Duration = Duration::from_secs(1);

impl Course<'_, '_> {
    /// Reads the alerts that are there before a wave of these providers. They count for none, unless
    /// they came after the beginning of the wave that this run continues: nobody has judged them.
    pub(super) async fn baseline(&mut self, providers: &BTreeSet<Name>, since: Timestamp) -> End {
        let new: BTreeSet<Name> = providers - &self.providers;
        self.providers.extend(new.iter().cloned());
        let from = self.since_before(since);
        let found = reconcile::alerts(&self.workspace.accounts, &new, from).await;
        if self.is_over() {
            return End::Interrupted;
        }
        self.outcome.without_alerts.extend(found.without);
        // Only what the earlier runs did and is still there can be the reason for one of these: so far the
        // signs are of that alone.
        let (continued, signs) = (self.since, &self.signs);
        let is_unjudged = |name: &Name, one: &Alert| {
            continued.is_some_and(|since| one.at >= Some(since)) && signs.judge(name, one).is_some()
        };
        let known = found.alerts.into_iter();
        let known = known.filter(|(name, one)| !is_unjudged(name, one));
        self.seen.extend(known.map(|(name, one)| (name, one.id)));
        unread(&found.failed)
    }

    /// Watches a wave until its pause ends or too many alerts count. They are read right away, at
    /// intervals, and at the very end.
    pub(super) async fn watch(&mut self, wave: &mut Wave, since: Timestamp) -> End {
        let pause = self.rollout.pause;
        let between = (pause / 10).clamp(BETWEEN.0, BETWEEN.1);
        let end = Instant::now() + pause;
        loop {
            let is_last = Instant::now() >= end;
            match self.count(wave, since).await {
                End::Passed if is_last => return End::Passed,
                End::Passed => {}
                other => return other,
            }
            let next = (Instant::now() + between).min(end);
            if !self.wait(wave, next, end).await {
                return End::Interrupted;
            }
        }
    }

    /// Waits until the next reading; false if the run was interrupted.
    async fn wait(&mut self, wave: &Wave, next: Instant, end: Instant) -> bool {
        let cancel = self.workspace.context.settings.cancel.clone();
        loop {
            let now = Instant::now();
            let left = end.saturating_duration_since(now);
            self.operator.wave(WaveEvent::Watched { wave, left });
            if now >= next {
                return true;
            }
            let tick = sleep_until(next.min(now + TICK));
            if cancel.run_until_cancelled(tick).await.is_none() {
                return false;
            }
        }
    }

    /// Reads the alerts once, and counts the new ones.
    async fn count(&mut self, wave: &mut Wave, since: Timestamp) -> End {
        let (accounts, from) = (&self.workspace.accounts, self.since_before(since));
        let found = reconcile::alerts(accounts, &self.providers, from).await;
        if self.is_over() {
            return End::Interrupted;
        }
        let mut counted = wave.alerts.unwrap_or(0);
        for (provider, alert) in &found.alerts {
            if !self.seen.insert((provider.clone(), alert.id.clone())) {
                continue;
            }
            if let Some(group) = self.signs.judge(provider, alert) {
                counted += 1;
                *self.outcome.alerts.entry(group).or_default() += 1;
            }
        }
        let has_alerts = |name: &Name| !self.outcome.without_alerts.contains(name);
        if self.providers.iter().any(has_alerts) {
            // Nothing is known of alerts that were not read.
            let is_known = found.failed.is_empty() || counted > 0;
            wave.alerts = is_known.then_some(counted);
        }
        let most = self.rollout.max_alerts;
        if counted > most {
            let counted = usize::try_from(counted).unwrap_or(usize::MAX);
            let began = match self.since {
                None => "the wave began",
                Some(_) => "the interrupted wave began that this run continues",
            };
            return End::Stopped(format!(
                "{} since {began}, and at most {most} are allowed",
                plural(counted, "alert")
            ));
        }
        if !found.failed.is_empty() {
            self.outcome.unread.extend(found.failed.iter().cloned());
        }
        unread(&found.failed)
    }

    /// From when on alerts are read for a wave that began at this time.
    fn since_before(&self, wave: Timestamp) -> Timestamp {
        let began = self.since.map_or(wave, |continued| continued.min(wave));
        began.checked_sub(BACK).unwrap_or(began)
    }
}

/// Whether everything was read.
fn unread(failed: &[String]) -> End {
    match failed.first() {
        None => End::Passed,
        Some(why) => End::Stopped(format!("the alerts could not be read: {why}")),
    }
}
