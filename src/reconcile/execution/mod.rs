//! One change under way: its own write first, then each member that joins, one after another in
//! the order of the members. Each step has its own intent and end in the registry, which thus holds
//! what the provider confirmed and nothing else.
//!
//! If the provider accepts the own write and completes it later, its operation is recorded, and then
//! a further step waits for it.
//!
//! A step's result counts only once it is recorded: [`Execution::end`] returns the record, then
//! [`Execution::confirm`] or [`Execution::lose`] says whether it was written.

mod ending;
mod step;

use std::collections::{BTreeSet, VecDeque};

use tracing::Span;

use super::journal::{own, resource};
use super::spans;
use crate::model::{Action, Change, FieldChange, Fields, Joins, Resource, Text, Unjoined, Value};
use crate::provider::{Join, Write};
pub(super) use ending::Ended;
use step::Seat;
pub(super) use step::{Answer, Step};

/// A change under way.
pub(super) struct Execution<'a> {
    pub change: &'a Change,
    /// The object's identifier, once it has one.
    id: Option<Text>,
    own: Own,
    waiting: VecDeque<Seat>,
    /// True if the change adds members, so that it has steps after its own write.
    parted: bool,
    /// The fields in the registry, with what has been confirmed so far.
    confirmed: Fields,
    under_way: Option<Part>,
    /// The result of the last step, until the registry has recorded it.
    ending: Option<Ending>,
    joins: Joins,
    /// The number of steps that were begun.
    steps: usize,
    /// Why no more steps begin.
    stopped: Option<String>,
    /// Its span in a trace, from its first step on.
    span: Span,
}

/// The state of the object's own write.
enum Own {
    /// Its own fields are as declared.
    Unneeded,
    Waiting,
    Sent,
    Done,
    /// Accepted, but the answer does not show every requested value.
    Partly(String),
    Failed(String),
    Unsettled(String),
}

/// The subject of a step.
enum Part {
    Own,
    Member(String),
}

enum Ending {
    Own(Own),
    Joined(String),
    Refused(Unjoined),
}

/// How a change ended.
pub(super) enum Outcome {
    Done,
    /// Made and recorded in part; the text says what is missing.
    Partly(String),
    Failed(String),
    Unsettled(String),
    NotTried(String),
}

impl Outcome {
    /// The word of the outcome in a trace, and whether something is amiss.
    pub(super) fn in_trace(&self) -> (&'static str, bool) {
        match self {
            Self::Done => ("done", false),
            Self::NotTried(_) => ("not_tried", false),
            Self::Partly(_) => ("partly", true),
            Self::Failed(_) => ("failed", true),
            Self::Unsettled(_) => ("unsettled", true),
        }
    }
}

impl<'a> Execution<'a> {
    pub(super) fn of(change: &'a Change) -> Self {
        let mut waiting = Vec::new();
        let mut confirmed = change.recorded().unwrap_or_default();
        let none = BTreeSet::new();
        for field in change.fields.iter().filter(|field| field.after.is_set()) {
            let there = field.before.members().unwrap_or(&none);
            let wanted = field.after.members().unwrap_or(&none);
            // A member that the last apply left and that was removed since stays recorded until it
            // is back: drift must still report it.
            let recorded = field.recorded.as_ref().and_then(Value::members);
            let members = wanted
                .iter()
                .filter(|member| {
                    there.contains(*member) || recorded.is_some_and(|r| r.contains(*member))
                })
                .cloned()
                .collect();
            confirmed.insert(field.field.clone(), Value::Set { members });
            waiting.extend(wanted.difference(there).map(|member| {
                Seat {
                    field: field.field.clone(),
                    member: member.clone(),
                    leaves: change
                        .detaches
                        .iter()
                        .find(|detach| detach.member == *member)
                        .cloned(),
                    others: there.len(),
                }
            }));
        }
        // Members that leave another group come last: if this one is full by then, none has left.
        waiting.sort_by_key(|seat| seat.leaves.is_some());
        let is_own = |field: &FieldChange| !field.after.is_set() && !field.local;
        let unneeded = change.action == Action::Update && !change.fields.iter().any(is_own);
        let parted = !waiting.is_empty();
        Self {
            change,
            id: change.id.clone(),
            own: if unneeded && parted {
                Own::Unneeded
            } else {
                Own::Waiting
            },
            waiting: waiting.into(),
            parted,
            confirmed,
            under_way: None,
            ending: None,
            joins: Joins::default(),
            steps: 0,
            stopped: None,
            span: Span::none(),
        }
    }

    /// Takes the next step, if there is one, and counts it as under way.
    pub(super) fn next(&mut self) -> Option<Step> {
        if self.stopped.is_some() {
            return None;
        }
        if self.steps == 0 {
            self.span = spans::write(self.change);
        }
        self.steps += 1;
        if matches!(self.own, Own::Waiting) {
            self.under_way = Some(Part::Own);
            self.own = Own::Sent;
            return Some(Step::Own(Write {
                address: self.change.address.clone(),
                action: self.change.action,
                id: self.change.id.clone(),
                key: self.change.key.clone(),
                tried: None,
                fields: own(&self.change.wanted()),
                wanted: self.change.after.clone().unwrap_or_default(),
                before: self.change.before.clone(),
            }));
        }
        let seat = self.waiting.pop_front()?;
        self.under_way = Some(Part::Member(seat.member.clone()));
        let join = Join {
            group: self.id.clone().unwrap_or_default().into(),
            name: self.name(),
            field: seat.field.clone(),
            member: seat.member.clone(),
            leaves: seat.leaves.clone(),
        };
        Some(Step::Join(seat, join))
    }

    /// Its span in a trace; disabled until its first step.
    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    /// True while its first step is under way.
    pub(super) fn is_fresh(&self) -> bool {
        self.steps == 1
    }

    /// True if no step is under way and none will begin.
    pub(super) fn is_over(&self) -> bool {
        let more = matches!(self.own, Own::Waiting) || !self.waiting.is_empty();
        let idle = self.under_way.is_none() && self.ending.is_none();
        idle && (self.stopped.is_some() || !more)
    }

    /// Takes back a step that was not sent, and stops.
    pub(super) fn unsent(&mut self, step: Step, why: &str) {
        self.under_way = None;
        match step {
            Step::Own(_) | Step::Await(..) => self.own = Own::Waiting,
            Step::Join(seat, _) => self.waiting.push_front(seat),
        }
        self.stop(why);
    }

    /// Begins no more steps.
    pub(super) fn stop(&mut self, why: &str) {
        self.stopped.get_or_insert_with(|| why.to_owned());
        if self.parted && !self.waiting.is_empty() {
            self.joins.because.get_or_insert_with(|| why.to_owned());
            let members = self.waiting.drain(..).map(|seat| seat.member);
            self.joins.not_tried.extend(members);
        }
    }

    /// The step under way ended without an answer.
    pub(super) fn break_off(&mut self) {
        let why = "it ended without an answer; the next plan will detect it";
        match self.under_way.take() {
            Some(Part::Own) => self.own = Own::Unsettled(why.to_owned()),
            Some(Part::Member(member)) => self.unsettle(member, why.to_owned()),
            None => {}
        }
        self.stop(why);
    }

    fn unsettle(&mut self, member: String, error: String) {
        self.joins.unsettled.push(Unjoined {
            member,
            error,
            code: None,
            request_id: None,
            left: false,
            lasting: false,
        });
    }

    /// The outcome, the object's identifier and the results of the joins.
    pub(super) fn outcome(self) -> (Outcome, Option<Text>, Joins) {
        let done = matches!(self.own, Own::Done | Own::Partly(_)) || !self.joins.joined.is_empty();
        let tried = done || matches!(self.own, Own::Failed(_)) || !self.joins.refused.is_empty();
        let unsettled = self.joins.unsettled.first().map(|one| one.error.clone());
        let outcome = match (self.own, unsettled, self.joins.summary()) {
            (Own::Unsettled(why), ..) | (_, Some(why), _) => Outcome::Unsettled(why),
            (Own::Failed(why), ..) => Outcome::Failed(why),
            (Own::Partly(why), ..) => Outcome::Partly(why),
            (_, _, Some(why)) if done => Outcome::Partly(why),
            (_, _, Some(why)) if tried => Outcome::Failed(why),
            (Own::Done | Own::Unneeded, None, None) => Outcome::Done,
            _ => Outcome::NotTried(self.stopped.unwrap_or_default()),
        };
        (outcome, self.id, self.joins)
    }

    /// The object's name in messages.
    fn name(&self) -> String {
        let key = self.change.key.clone();
        key.or_else(|| self.id.clone()).unwrap_or_default().into()
    }

    fn resource(&self) -> Resource {
        resource(self.change, self.id.clone(), self.confirmed.clone())
    }

    /// The part of the change that the object's own write makes.
    fn own_part(&self) -> (Action, Option<Fields>, Option<Fields>) {
        let part = |fields: &Option<Fields>| {
            let fields = fields.as_ref()?;
            Some(if self.parted {
                own(fields)
            } else {
                fields.clone()
            })
        };
        let Change {
            action,
            before,
            after,
            ..
        } = self.change;
        (*action, part(before), part(after))
    }
}
