//! The writes that take no scope lock, since they belong to no run. They create no registry, and do
//! not migrate an older one.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::Trouble;
use super::writer::Writer;
use super::{connect, counterpart_records, differences, operations, routes};
use crate::model::{Address, LeftRoute, Resource, Scope, Serials, Sightings};
use crate::registry::error::RegistryError;
use crate::registry::operation::OpenOperation;

/// Records what changed between two lists of differences of a scope.
pub(super) fn differences(
    path: &Path,
    scope: &Scope,
    before: &Sightings,
    now: &Sightings,
) -> Result<(), RegistryError> {
    write(path, "recording differences in", |writer| {
        differences::note(writer, scope, before, now)
    })
}

/// Records who answers for numbers, each unless its part has another serial.
pub(super) fn routes(
    path: &Path,
    scope: &Scope,
    serials: &Serials,
    left: &BTreeMap<Address, LeftRoute>,
) -> Result<(), RegistryError> {
    write(path, "recording who answers in", |writer| {
        routes::note(writer, scope, serials, left)
    })
}

/// Records rows of a counterpart that agree, and drops the records of those that are gone.
pub(super) fn counterpart(
    path: &Path,
    scope: &Scope,
    agreeing: &BTreeMap<Address, Resource>,
    gone: &[Address],
) -> Result<(), RegistryError> {
    write(
        path,
        "recording what agrees with a counterpart in",
        |writer| counterpart_records::note(writer, scope, agreeing, gone),
    )
}

/// Records that these operations have ended.
pub(super) fn operations(path: &Path, ended: &[OpenOperation]) -> Result<(), RegistryError> {
    write(path, "recording the end of operations in", |writer| {
        operations::close(writer, ended)
    })
}

/// Writes to a registry of our version, if there is one; an older one is refused.
fn write(
    path: &Path,
    doing: &'static str,
    note: impl FnOnce(&mut Writer) -> Result<(), Trouble>,
) -> Result<(), RegistryError> {
    let Some(mut writer) = connect::open_as_it_is(path)? else {
        return Ok(());
    };
    note(&mut writer).map_err(|trouble| trouble.at(doing, path))
}
