//! Dynamics 365 Customer Insights - Journeys: the SMS providers, phone numbers and keywords of an
//! environment, read through the Dataverse Web API.
//!
//! | Module | Subject |
//! |---|---|
//! | `rows` | what was read, as values |

mod rows;
