//! Twilio's API: the handlers of each resource, from a request and the state to an answer. Nothing here knows of
//! connections or files.

pub(crate) mod accounts;
pub(crate) mod addresses;
pub(crate) mod alerts;
pub(crate) mod alpha_senders;
pub(crate) mod applications;
pub(crate) mod available_numbers;
pub(crate) mod campaigns;
pub(crate) mod event_log;
pub(crate) mod events;
pub(crate) mod number_pattern;
pub(crate) mod number_settings;
pub(crate) mod number_view;
pub(crate) mod numbers;
pub(crate) mod paging;
pub(crate) mod parameters;
pub(crate) mod prices;
pub(crate) mod purchases;
pub(crate) mod refusal;
pub(crate) mod replay;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod route;
pub(crate) mod routes;
pub(crate) mod senders;
pub(crate) mod services;
pub(crate) mod short_code_senders;
pub(crate) mod short_codes;
pub(crate) mod verifications;
