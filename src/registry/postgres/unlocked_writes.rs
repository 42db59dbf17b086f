//! What is noted without a scope's lock: nobody's resource. It makes no registry, and leaves an older
//! one as it is.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::connect::{Line, within};
use super::{Postgres, differences, migrate, routes};
use crate::model::{Address, LeftRoute, Scope, Sightings};
use crate::registry::RegistryError;
use crate::registry::error::Trouble;

impl Postgres {
    pub(super) async fn write_differences(
        &self,
        scope: &Scope,
        sightings: &Sightings,
    ) -> Result<(), RegistryError> {
        let mut line = Line::open(&self.target).await?;
        let noted = within(async {
            if self.takes_notes(&line.client).await? {
                differences::note(&mut line.client, scope, sightings).await?;
            }
            Ok(())
        });
        noted.await.map_err(self.told("noting differences in"))
    }

    pub(super) async fn write_routes(
        &self,
        scope: &Scope,
        serial: u64,
        left: &BTreeMap<Address, LeftRoute>,
    ) -> Result<(), RegistryError> {
        let line = Line::open(&self.target).await?;
        let noted = within(async {
            if self.takes_notes(&line.client).await? {
                routes::note(&line.client, scope, serial, left).await?;
            }
            Ok(())
        });
        noted.await.map_err(self.told("noting who answers in"))
    }

    /// Whether there is a registry; an older one is refused.
    async fn takes_notes(&self, client: &Client) -> Result<bool, Trouble> {
        let place = &self.target.place;
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
}
