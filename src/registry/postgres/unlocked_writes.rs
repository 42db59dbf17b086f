//! The writes that take no scope lock, since they belong to no run. They create no registry, and do
//! not migrate an older one.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::connect::{Line, within};
use super::error::Trouble;
use super::target::Target;
use super::{counterpart_records, differences, migrate, operations, routes};
use crate::model::{Address, LeftRoute, Resource, Scope, Serials, Sightings};
use crate::registry::error::RegistryError;
use crate::registry::operation::OpenOperation;

/// Records what changed between two lists of differences of a scope.
pub(super) async fn differences(
    target: &Target,
    scope: &Scope,
    before: &Sightings,
    now: &Sightings,
) -> Result<(), RegistryError> {
    let mut line = Line::open(target).await?;
    let written = within(async {
        if is_current(&line.client, target).await? {
            differences::note(&mut line.client, scope, before, now).await?;
        }
        Ok(())
    });
    written
        .await
        .map_err(|trouble| trouble.at("recording differences in", &target.place))
}

/// Records who answers for numbers, each unless its part has another serial.
pub(super) async fn routes(
    target: &Target,
    scope: &Scope,
    serials: &Serials,
    left: &BTreeMap<Address, LeftRoute>,
) -> Result<(), RegistryError> {
    let line = Line::open(target).await?;
    let written = within(async {
        if is_current(&line.client, target).await? {
            routes::note(&line.client, scope, serials, left).await?;
        }
        Ok(())
    });
    written
        .await
        .map_err(|trouble| trouble.at("recording who answers in", &target.place))
}

/// Records rows of a counterpart that agree, and drops the records of those that are gone.
pub(super) async fn counterpart(
    target: &Target,
    scope: &Scope,
    agreeing: &BTreeMap<Address, Resource>,
    gone: &[Address],
) -> Result<(), RegistryError> {
    let mut line = Line::open(target).await?;
    let written = within(async {
        if is_current(&line.client, target).await? {
            counterpart_records::note(&mut line.client, scope, agreeing, gone).await?;
        }
        Ok(())
    });
    written
        .await
        .map_err(|trouble| trouble.at("recording what agrees with a counterpart in", &target.place))
}

/// Records that these operations have ended.
pub(super) async fn operations(
    target: &Target,
    ended: &[OpenOperation],
) -> Result<(), RegistryError> {
    let line = Line::open(target).await?;
    let written = within(async {
        if is_current(&line.client, target).await? {
            operations::close(&line.client, ended).await?;
        }
        Ok(())
    });
    written
        .await
        .map_err(|trouble| trouble.at("recording the end of operations in", &target.place))
}

/// True if there is a registry of our version; an older one is refused.
async fn is_current(client: &Client, target: &Target) -> Result<bool, Trouble> {
    let place = &target.place;
    match migrate::version(client, place).await? {
        None => Ok(false),
        Some(found) if found < migrate::KNOWN => Err(RegistryError::Older {
            place: place.clone(),
            found,
            known: migrate::KNOWN,
        }
        .into()),
        Some(_) => Ok(true),
    }
}
