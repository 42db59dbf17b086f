//! Rows of a query's result, read into the product's values. The drivers select the same columns
//! in the same order; what a column means is written once, here.

use super::attempt::Trace;
use super::codec::{self, Damaged};
use super::error::RegistryError;
use super::holder::Holder;
use super::interface::OutcomeCount;
use super::operation::OpenOperation;
use super::prune::{Candidate, Prunable};
use crate::model::{
    Address, Fields, FirstSeen, GroupElsewhere, Outcome, Part, Resource, Run, RunStatus, Scope,
    Settled, Text,
};

/// A row of either database.
pub(super) trait Row {
    /// What reading a column can fail with.
    type Error: From<Damaged>;

    /// The text in a column, if it is not null.
    fn optional_text(&self, column: usize) -> Result<Option<&str>, Self::Error>;

    /// The text in a column.
    fn text(&self, column: usize) -> Result<&str, Self::Error>;

    /// The integer in a column.
    fn integer(&self, column: usize) -> Result<i64, Self::Error>;

    /// The integer in a column, if it is not null.
    fn optional_integer(&self, column: usize) -> Result<Option<i64>, Self::Error>;

    /// The text in a column, owned.
    fn string(&self, column: usize) -> Result<String, Self::Error> {
        self.text(column).map(str::to_owned)
    }

    /// The text in a column, owned, if it is not null.
    fn optional_string(&self, column: usize) -> Result<Option<String>, Self::Error> {
        Ok(self.optional_text(column)?.map(str::to_owned))
    }

    /// The serial in a column.
    fn serial(&self, column: usize) -> Result<u64, Self::Error> {
        let serial = self.integer(column)?;
        Ok(u64::try_from(serial).map_err(|_| Damaged(format!("a serial is {serial}")))?)
    }

    /// The number of rows in a column.
    fn count(&self, column: usize) -> Result<u64, Self::Error> {
        let count = self.integer(column)?;
        Ok(u64::try_from(count).map_err(|_| Damaged(format!("a number of rows is {count}")))?)
    }

    /// The scope in a column and the one after it.
    fn scope(&self, column: usize) -> Result<Scope, Self::Error> {
        Ok(Scope {
            project: self.string(column)?,
            environment: self.string(column + 1)?,
        })
    }

    /// The address in a column.
    fn address(&self, column: usize) -> Result<Address, Self::Error> {
        Ok(codec::address(self.text(column)?)?)
    }

    /// The fields in a column, if it is not null.
    fn fields(&self, column: usize) -> Result<Option<Fields>, Self::Error> {
        Ok(codec::fields(self.optional_text(column)?)?)
    }

    /// The value of the word in a column.
    fn word<T>(&self, column: usize, parse: fn(&str) -> Option<T>) -> Result<T, Self::Error> {
        Ok(codec::word(self.text(column)?, parse)?)
    }

    /// The process id in a column.
    fn pid(&self, column: usize) -> Result<u32, Self::Error> {
        let pid = self.integer(column)?;
        Ok(u32::try_from(pid).map_err(|_| Damaged(format!("a process id is {pid}")))?)
    }
}

/// A value that a row holds.
pub(super) trait FromRow: Sized {
    /// Reads the row.
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error>;
}

/// One text.
impl FromRow for String {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        row.string(0)
    }
}

/// A scope's base serial.
impl FromRow for u64 {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        row.serial(0)
    }
}

/// The serial of a part: part, serial.
impl FromRow for (Part, u64) {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok((row.word(0, Part::parse)?, row.serial(1)?))
    }
}

/// Project, environment.
impl FromRow for Scope {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        row.scope(0)
    }
}

/// The owner of an object: project, environment, address.
impl FromRow for (Scope, String) {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok((row.scope(0)?, row.string(2)?))
    }
}

/// A number that another scope owns: natural key, project, environment.
impl FromRow for (String, Scope) {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok((row.string(0)?, row.scope(1)?))
    }
}

/// A recorded resource: address, id, natural key, fields.
impl FromRow for (Address, Resource) {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        let resource = Resource {
            id: row.optional_text(1)?.map(Text::new),
            key: row.optional_text(2)?.map(Text::new),
            fields: row.fields(3)?.unwrap_or_default(),
            obtainable: false,
            on_purchase: Fields::new(),
        };
        Ok((row.address(0)?, resource))
    }
}

/// A group that another scope owns: project, environment, address, account, id, natural key.
impl FromRow for GroupElsewhere {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok(Self {
            owner: row.scope(0)?,
            address: row.address(2)?,
            account: row.optional_string(3)?,
            id: row.optional_text(4)?.map(Text::new),
            key: row.optional_text(5)?.map(Text::new),
        })
    }
}

/// A text about an address: address, text.
impl FromRow for (Address, Text) {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok((row.address(0)?, Text::new(row.text(1)?)))
    }
}

/// A difference: address, what differs, fingerprint, when it was first seen.
impl FromRow for ((Address, String), FirstSeen) {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        let seen = FirstSeen {
            fingerprint: row.string(2)?,
            at: codec::time(row.text(3)?)?,
        };
        Ok(((row.address(0)?, row.string(1)?), seen))
    }
}

/// A holder: run, user, host, pid, since. The driver finds out whether it lives.
impl FromRow for Holder {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok(Self {
            run_id: row.string(0)?,
            user: row.string(1)?,
            host: row.string(2)?,
            pid: row.pid(3)?,
            since: row.string(4)?,
            alive: false,
        })
    }
}

/// A run: id, user, host, pid, start, end, commit, plan, status, the run that it undid, shard.
impl FromRow for Run {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok(Self {
            id: row.string(0)?,
            user: row.string(1)?,
            host: row.string(2)?,
            pid: row.pid(3)?,
            started_at: row.string(4)?,
            ended_at: row.optional_string(5)?,
            git_commit: row.optional_string(6)?,
            plan_sha256: row.string(7)?,
            status: row.word(8, RunStatus::parse)?,
            undoes: row.optional_string(9)?,
            shard: match row.optional_text(10)? {
                Some(_) => Some(row.word(10, |text| text.parse().ok())?),
                None => None,
            },
        })
    }
}

/// A change of a run: address, action, before, after, outcome, error, when it was recorded.
impl FromRow for Settled {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok(Self {
            address: row.address(0)?,
            action: row.word(1, codec::action)?,
            before: row.fields(2)?,
            after: row.fields(3)?,
            outcome: row.word(4, Outcome::parse)?,
            error: row.optional_string(5)?,
            noted_at: row.string(6)?,
        })
    }
}

/// A count of changes: run, outcome, number.
impl FromRow for OutcomeCount {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok(Self {
            run_id: row.string(0)?,
            outcome: row.word(1, Outcome::parse)?,
            changes: row.count(2)?,
        })
    }
}

/// A run that may be removed: run, start, number of changes, end, status, whether something of it is
/// open, whether it was the last to write something.
impl FromRow for Candidate {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok(Self {
            run: Prunable {
                run_id: row.string(0)?,
                started_at: row.string(1)?,
                changes: row.count(2)?,
            },
            last: row.string(3)?,
            status: row.word(4, RunStatus::parse)?,
            open: row.integer(5)? != 0,
            wrote_last: row.integer(6)? != 0,
        })
    }
}

/// A change of an earlier run: run, address, action, outcome, error, after, when it was recorded,
/// when it was settled.
impl FromRow for Trace {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok(Self {
            run_id: row.string(0)?,
            address: row.address(1)?,
            action: row.word(2, codec::action)?,
            outcome: row.word(3, Outcome::parse)?,
            error: row.optional_string(4)?,
            after: row.fields(5)?,
            noted_at: row.string(6)?,
            settled_at: row.optional_string(7)?,
        })
    }
}

/// An operation whose end is not recorded: run, address, operation.
impl FromRow for OpenOperation {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        Ok(Self {
            run_id: row.string(0)?,
            address: row.address(1)?,
            operation: row.string(2)?,
        })
    }
}

/// The one identifier among those that begin with a prefix.
pub(super) fn only_id(mut ids: Vec<String>, prefix: &str) -> Result<Option<String>, RegistryError> {
    match ids.len() {
        0 | 1 => Ok(ids.pop()),
        count => Err(RegistryError::AmbiguousRun {
            prefix: prefix.to_owned(),
            count,
        }),
    }
}
