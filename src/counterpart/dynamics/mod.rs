//! Dynamics 365 Customer Insights - Journeys: the SMS providers, phone numbers and keywords of an
//! environment, read through the Dataverse Web API (docs/dynamics.md).
//!
//! | Module | Subject |
//! |---|---|
//! | `declaration`, `environment_url`, `options` | the YAML block, and what follows from it |
//! | `block` | a declaration as YAML |
//! | `open`, `connection` | credentials and hosts; the environment as the engine sees it |
//! | `client` | requests, pages, errors, the creation of keywords; the only module that sends |
//! | `read`, `lists` | one reading: which requests, and what a failure of each means |
//! | `tables`, `wire` | the tables and columns that are read; the rows as they are sent |
//! | `sought`, `joined`, `rows` | a list that may have been read; the lists joined by id; what was read, as values |
//! | `trouble`, `problems` | why a request failed; what could not be read, each cause once |
//! | `compare` | the rows compared with our side; pure |

mod block;
mod client;
mod compare;
mod connection;
mod declaration;
mod environment_url;
mod joined;
mod lists;
mod open;
mod options;
mod problems;
mod read;
mod rows;
mod sought;
mod tables;
mod trouble;
mod wire;

use std::sync::Arc;

pub use declaration::{Declaration, FriendlyNames, Keywords};
pub use environment_url::EnvironmentUrl;

use crate::counterpart::{Connection, Declared, Written};
use crate::model::{Counterpart, CounterpartCode, Invalid};
use crate::provider::entra::{ClientIdRef, TenantRef};
use crate::provider::{Ignored, Misdeclared, Settings, Vault, entra};
use crate::yaml::Part;

impl Declared for Declaration {
    fn system(&self) -> Counterpart {
        Counterpart::DYNAMICS
    }

    fn check(&self) -> Vec<Misdeclared> {
        let mut found = Vec::new();
        if self.access_token.is_some() && self.client_secret.is_some() {
            found.push(Misdeclared::new(
                CounterpartCode::TwoProofs,
                "access_token",
                "access_token and client_secret are both declared",
                "keep one of them: access_token replaces the application",
            ));
        }
        if self.access_token.is_none() && self.authority.is_none() && self.url.authority().is_none()
        {
            found.push(open::no_authority(self));
        }
        found
    }

    fn ignored(&self) -> &[Ignored] {
        &self.ignore
    }

    fn compares_keywords(&self) -> bool {
        self.keywords == Keywords::Compare
    }

    fn is_checked_on_apply(&self) -> bool {
        self.check_on_apply
    }

    fn written(&self) -> Written {
        let scope = self.url.scope();
        let tenant = match &self.tenant_id {
            Some(TenantRef::Literal(tenant)) => Some(tenant.as_str().to_owned()),
            Some(TenantRef::Variable(_)) | None => None,
        };
        let application = match &self.client_id {
            Some(ClientIdRef::Literal(client)) => Some(client.as_str().to_owned()),
            Some(ClientIdRef::Variable(_)) | None => None,
        };
        Written {
            resource: scope.trim_end_matches("/.default").to_owned(),
            tenant,
            application,
        }
    }

    fn block(&self) -> Part {
        block::block(self)
    }

    fn open(
        &self,
        vault: &dyn Vault,
        settings: &Settings,
    ) -> Result<Arc<dyn Connection>, Vec<Misdeclared>> {
        let opened = open::open(self, vault, settings)?;
        Ok(opened)
    }
}

/// Checks a text in a format that the schema of the block names; `None` for a valid text and for an
/// unknown format.
pub fn check_format(format: &str, text: &str) -> Option<Invalid> {
    match format {
        EnvironmentUrl::FORMAT => EnvironmentUrl::parse(text).err(),
        _ => entra::check_format(format, text),
    }
}
