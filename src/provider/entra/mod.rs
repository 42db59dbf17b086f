//! The application in Entra that a declaration or the environment names. No kind of provider is named
//! here.

mod identity;
mod names;

pub(crate) use identity::{AUTHORITY, Id, Identity, application, of_stand_in, source};
pub use names::{ClientId, ClientIdRef, Tenant, TenantRef, check_format};
