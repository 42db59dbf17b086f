//! One wave: written, read again, watched.

use std::collections::BTreeSet;

use super::super::WaveEvent;
use super::course::{Course, End};
use super::verify::verify;
use crate::model::{Name, Wave, WaveKind, WaveState};
use crate::plan::waves::{OwnNumber, WavePart};
use crate::reconcile::Applied;
use crate::report::text::plural::plural;

/// How many changes that were not made are named, besides the first.
const NAMED: usize = 4;

impl Course<'_, '_> {
    /// Carries out one wave.
    pub(super) async fn wave(&mut self, part: &WavePart, number: u32, of: u32) -> End {
        let began = (self.rollout.now)();
        let providers: BTreeSet<Name> = part.numbers.iter().map(|(name, _)| name.clone()).collect();
        let end = if self.is_over() {
            End::Interrupted
        } else {
            self.baseline(&providers, began).await
        };
        match end {
            End::Passed => {}
            End::Interrupted => {
                let why = self.interrupt();
                self.skip(&part.plan, why);
                return end;
            }
            End::Stopped(mut why) => {
                // Of a rollout without a wave, the result says that none was begun.
                if !self.outcome.waves.is_empty() {
                    why = format!("wave {number} of {of} was not begun: {why}");
                }
                self.skip(&part.plan, &why);
                return End::Stopped(why);
            }
        }
        let mut wave = Wave {
            kind: WaveKind::Forward,
            number,
            of,
            addresses: part.addresses(),
            numbers: part.numbers.len() as u64,
            reached: part.reached,
            started_at: format!("{began:.3}"),
            ended_at: None,
            alerts: None,
            state: WaveState::Running,
            why: None,
        };
        self.note(&wave).await;
        if self.is_over() {
            let why = self.interrupt();
            self.skip(&part.plan, why);
            return End::Interrupted;
        }
        self.operator.wave(WaveEvent::Started(&wave));
        self.signs.add(&part.signs);
        self.numbers.extend(part.numbers.iter().cloned());
        let mut end = self.written(part).await;
        self.due.extend(part.due.iter().cloned());
        if end == End::Passed {
            end = self.verified(&part.due).await;
        }
        if end == End::Passed {
            end = self.watch(&mut wave, began).await;
        }
        // Somebody may have moved a number meanwhile, of this wave or of one before.
        if end == End::Passed && !self.rollout.pause.is_zero() {
            let due = self.due.clone();
            end = self.verified(&due).await;
        }
        self.close(&mut wave, end).await
    }

    /// Writes the changes of a wave.
    async fn written(&mut self, part: &WavePart) -> End {
        let applied = self.write(&part.plan).await;
        let failed = first_failure(&applied);
        self.add(applied);
        match failed {
            _ if self.is_over() => End::Interrupted,
            None => End::Passed,
            Some(why) => End::Stopped(why),
        }
    }

    /// Reads the numbers again whose routes must be the declared ones now.
    async fn verified(&mut self, due: &BTreeSet<OwnNumber>) -> End {
        let verified = verify(self.workspace, self.planned, due).await;
        if self.is_over() {
            return End::Interrupted;
        }
        let end = if let Some((address, now)) = verified.unconverged.first_key_value() {
            let not = match verified.unconverged.len() {
                1 => "1 number is not answered as declared".to_owned(),
                count => format!("{count} numbers are not answered as declared"),
            };
            End::Stopped(format!("{not}: {address} is answered by {now}"))
        } else if let Some(why) = verified.unread.first() {
            End::Stopped(format!("the routes could not be read again: {why}"))
        } else {
            End::Passed
        };
        self.outcome.unconverged.extend(verified.unconverged);
        self.outcome.unread.extend(verified.unread);
        end
    }
}

/// The first change that is not known to be made, in a clause.
pub(super) fn first_failure(applied: &Applied) -> Option<String> {
    let lists = [
        &applied.failed,
        &applied.partly,
        &applied.unsettled,
        &applied.not_tried,
    ];
    let mut all = lists.into_iter().flatten();
    let (first, _, why) = all.next()?;
    let others: Vec<String> = all.map(|(address, ..)| address.to_string()).collect();
    let count = plural(1 + others.len(), "change");
    Some(match others.as_slice() {
        [] => format!("{count} not made: {first}: {why}"),
        others if others.len() <= NAMED => {
            let others = others.join(", ");
            format!("{count} not made: {others}, and {first}: {why}")
        }
        _ => format!("{count} not made, such as {first}: {why}"),
    })
}
