//! The comparison with Dynamics 365 from the command line, against stand-ins for Twilio and for
//! Dataverse on loopback.

mod agreement;
mod azure;
mod calls;
mod created;
mod declared;
mod differences;
mod drifted;
mod environment;
mod examined;
mod formats;
mod found;
mod incomplete;
mod kept;
mod killed;
mod lives;
mod parts;
mod silenced;
mod silent;
mod undone;
mod visible;
mod watched;

use declared::{
    ANOTHER, CONFIGURATION, FIRST, KEYWORDS, ORGANISATION, SECOND, SEED, TWILIO, checked,
};
use environment::Both;
use found::{codes, findings};
