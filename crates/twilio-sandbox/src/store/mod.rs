//! The state of a sandbox: the records of Twilio's resources, and the file and journal that keep them. Nothing here knows
//! of requests.

pub(crate) mod account;
pub(crate) mod address_configuration;
pub(crate) mod alert;
pub(crate) mod alert_log;
pub(crate) mod application;
pub(crate) mod caller;
pub(crate) mod campaign;
pub(crate) mod dates;
pub(crate) mod event;
pub(crate) mod file;
pub(crate) mod handler;
pub(crate) mod journal;
pub(crate) mod method;
pub(crate) mod number;
pub(crate) mod phone;
pub(crate) mod pool;
pub(crate) mod price;
pub(crate) mod saver;
pub(crate) mod service;
pub(crate) mod short_code;
pub(crate) mod sid;
pub(crate) mod state;
pub(crate) mod traffic;
pub(crate) mod verification;
