//! A wave as the drivers store it. Both write these columns and read them back in their order, so that
//! both store the same.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::codec::{self, Damaged, stored_time};
use super::row::{FromRow, Row};
use crate::model::{Address, Wave, WaveKind, WaveState, without_passwords};

/// The values of a wave's columns.
pub(super) struct WaveColumns {
    pub(super) kind: &'static str,
    pub(super) number: i64,
    /// How many forward waves the run has.
    pub(super) number_of: i64,
    /// A JSON array.
    pub(super) addresses: String,
    pub(super) numbers: i64,
    pub(super) reached: i64,
    pub(super) started_at: String,
    pub(super) ended_at: Option<String>,
    pub(super) alerts: Option<i64>,
    pub(super) state: &'static str,
    /// Without passwords, and without zero bytes, which a database's text cannot contain.
    pub(super) why: Option<String>,
}

impl WaveColumns {
    /// The values that are stored of a wave.
    pub(super) fn of(wave: &Wave) -> Result<Self, Damaged> {
        let addresses: Vec<String> = wave.addresses.iter().map(ToString::to_string).collect();
        let addresses = serde_json::to_string(&addresses).map_err(|error| {
            Damaged(format!(
                "the addresses of a wave cannot be written: {error}"
            ))
        })?;
        let why = wave.why.as_deref().map(without_passwords);
        Ok(Self {
            kind: wave.kind.as_str(),
            number: i64::from(wave.number),
            number_of: i64::from(wave.of),
            addresses,
            numbers: signed(wave.numbers)?,
            reached: signed(wave.reached)?,
            started_at: time(&wave.started_at)?,
            ended_at: wave.ended_at.as_deref().map(time).transpose()?,
            alerts: wave.alerts.map(signed).transpose()?,
            state: wave.state.as_str(),
            why: why.map(|why| why.replace('\0', "\u{fffd}")),
        })
    }
}

/// A wave of a run: run, then the columns in the order of [`WaveColumns`].
impl FromRow for (String, Wave) {
    fn from_row<R: Row>(row: &R) -> Result<Self, R::Error> {
        let alerts = row.optional_integer(9)?.map(unsigned).transpose()?;
        let wave = Wave {
            kind: row.word(1, WaveKind::parse)?,
            number: short(row.integer(2)?)?,
            of: short(row.integer(3)?)?,
            addresses: addresses(row.text(4)?)?,
            numbers: row.count(5)?,
            reached: row.count(6)?,
            started_at: row.string(7)?,
            ended_at: row.optional_string(8)?,
            alerts,
            state: row.word(10, WaveState::parse)?,
            why: row.optional_string(11)?,
        };
        Ok((row.string(0)?, wave))
    }
}

/// Waves by run, each list in the order of the rows.
pub(super) fn by_run(rows: Vec<(String, Wave)>) -> BTreeMap<String, Vec<Wave>> {
    let mut waves: BTreeMap<String, Vec<Wave>> = BTreeMap::new();
    for (run, wave) in rows {
        waves.entry(run).or_default().push(wave);
    }
    waves
}

fn addresses(text: &str) -> Result<BTreeSet<Address>, Damaged> {
    let texts: Vec<String> = serde_json::from_str(text).map_err(|error| {
        Damaged(format!(
            "the addresses of a wave are not as they were written: {error}"
        ))
    })?;
    texts.iter().map(|text| codec::address(text)).collect()
}

/// A time as it is stored, whatever its precision was.
fn time(text: &str) -> Result<String, Damaged> {
    let at: Timestamp = text
        .parse()
        .map_err(|error| Damaged(format!("`{text}` is not the time of a wave: {error}")))?;
    Ok(stored_time(at))
}

fn signed(count: u64) -> Result<i64, Damaged> {
    i64::try_from(count).map_err(|_| out_of_range(count))
}

fn unsigned(count: i64) -> Result<u64, Damaged> {
    u64::try_from(count).map_err(|_| out_of_range(count))
}

fn short(count: i64) -> Result<u32, Damaged> {
    u32::try_from(count).map_err(|_| out_of_range(count))
}

fn out_of_range(count: impl std::fmt::Display) -> Damaged {
    Damaged(format!("a number of a wave is {count}"))
}
