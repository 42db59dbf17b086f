//! The ends of a change's steps: what is confirmed, and what to record.

use super::{Answer, Ending, Execution, Own, Seat, Step};
use crate::model::{Action, Full, Unjoined, Value};
use crate::provider::{Failure, ProviderError, Written};
use crate::reconcile::journal::{UNWATCHED, as_it_is, explain, explain_wait, unrecorded, verify};
use crate::registry::{Accepted, Record, Settlement, Unfinished};

/// What to record of a step that was answered.
pub(crate) enum Ended {
    /// Its end.
    Settled(Settlement),
    /// The operation that must end first. The step that waits for it begins once it is recorded.
    Accepted(Accepted, Step),
}

impl Execution<'_> {
    /// Ends the step under way, unless the provider completes it later. Returns what to record.
    pub(crate) fn end(&mut self, answer: Answer) -> Ended {
        let ((action, before, after), result) = match answer {
            Answer::Own(write, Ok(written)) | Answer::Awaited(write, Ok(written)) => {
                if let Some(operation) = written.operation {
                    let accepted = Accepted {
                        address: self.change.address.clone(),
                        operation: operation.as_str().to_owned(),
                    };
                    return Ended::Accepted(accepted, Step::Await(write, operation));
                }
                (self.own_part(), self.written(&written))
            }
            Answer::Own(_, Err(error)) => (self.own_part(), self.refused(explain(&error))),
            Answer::Awaited(_, Err(error)) => (self.own_part(), self.refused(explain_wait(&error))),
            Answer::Join(seat, result) => (seat.part(), self.joined(&seat, result)),
        };
        self.under_way = None;
        Ended::Settled(Settlement {
            address: self.change.address.clone(),
            action,
            before,
            after,
            result,
        })
    }

    /// The step that would wait does not begin, since the registry failed.
    pub(crate) fn leave(&mut self) {
        self.under_way = None;
        self.own = Own::Unsettled(UNWATCHED.to_owned());
        self.stop("its own settings are not known to be written");
    }

    fn refused(&mut self, why: String) -> Result<Record, Unfinished> {
        self.fail(Own::Failed(why.clone()));
        Err(why.into())
    }

    /// Stops: no member joins an object that is not as declared.
    fn fail(&mut self, own: Own) {
        self.ending = Some(Ending::Own(own));
        self.stop("its own settings could not be written");
    }

    /// What the answer to the object's own write confirms.
    fn written(&mut self, written: &Written) -> Result<Record, Unfinished> {
        self.id = Some(written.object.id.clone());
        if let Some(complaint) = &written.complaint {
            let why = explain(complaint);
            self.confirmed = as_it_is(self.change, &self.confirmed, &written.object.fields);
            for (name, value) in written.remember.iter() {
                self.confirmed.insert(name.clone(), value.clone());
            }
            self.fail(Own::Failed(why.clone()));
            let keep = Some(self.resource());
            return Err(Unfinished { why, keep });
        }
        let Err((why, wrong)) = verify(self.change, written) else {
            self.ending = Some(Ending::Own(Own::Done));
            return Ok(Record::Keep(self.resource()));
        };
        let made = self.change.action != Action::Update;
        let some = self
            .change
            .fields
            .iter()
            .any(|field| !field.after.is_set() && !wrong.contains(&field.field.as_ref()));
        if !(made || some) {
            self.fail(Own::Failed(why.clone()));
            return Err(why.into());
        }
        let recorded = |name: &str| {
            let field = self.change.fields.iter().find(|field| field.field == name);
            field.and_then(|field| field.recorded.clone())
        };
        self.confirmed = self
            .confirmed
            .iter()
            .filter_map(|(name, value)| {
                if wrong.contains(&name.as_ref()) {
                    Some((name.clone(), recorded(name)?))
                } else {
                    Some((name.clone(), value.clone()))
                }
            })
            .collect();
        self.fail(Own::Partly(why.clone()));
        let keep = Some(self.resource());
        Err(Unfinished { why, keep })
    }

    fn joined(
        &mut self,
        seat: &Seat,
        result: Result<(), ProviderError>,
    ) -> Result<Record, Unfinished> {
        let Err(error) = result else {
            let mut members = self.confirmed.get(&seat.field).members().cloned();
            members.get_or_insert_default().insert(seat.member.clone());
            let members = members.unwrap_or_default();
            self.confirmed
                .insert(seat.field.clone(), Value::Set { members });
            self.ending = Some(Ending::Joined(seat.member.clone()));
            return Ok(Record::Keep(self.resource()));
        };
        let why = explain(&error);
        if error.failure == Failure::Full {
            let group = self.name();
            self.stop(&format!("{group} is full"));
            self.joins.full = Some(Full {
                members: seat.others + self.joins.joined.len(),
                group,
            });
        }
        self.ending = Some(Ending::Refused(Unjoined {
            member: seat.member.clone(),
            error: why.clone(),
            code: error.code.clone(),
            request_id: error.request_id,
            left: error.left,
            lasting: matches!(
                error.failure,
                Failure::Refused | Failure::Full | Failure::NotFound
            ),
        }));
        // The group itself exists, and the rest of it is as declared.
        let keep = Some(self.resource());
        Err(Unfinished { why, keep })
    }

    /// The step's end was recorded.
    pub(crate) fn confirm(&mut self) {
        match self.ending.take() {
            Some(Ending::Own(own)) => self.own = own,
            Some(Ending::Joined(member)) => self.joins.joined.push(member),
            Some(Ending::Refused(unjoined)) => self.joins.refused.push(unjoined),
            None => {}
        }
    }

    /// The step's end could not be recorded.
    pub(crate) fn lose(&mut self) {
        match self.ending.take() {
            Some(Ending::Own(Own::Failed(why) | Own::Partly(why))) => {
                self.own = Own::Unsettled(unrecorded(Some(&why)));
            }
            Some(Ending::Own(_)) => self.own = Own::Unsettled(unrecorded(None)),
            Some(Ending::Joined(member)) => self.unsettle(member, unrecorded(None)),
            Some(Ending::Refused(unjoined)) => {
                let error = unrecorded(Some(&unjoined.error));
                self.joins.unsettled.push(Unjoined { error, ..unjoined });
            }
            None => {}
        }
    }
}
