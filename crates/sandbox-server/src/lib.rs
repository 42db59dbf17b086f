//! The server that every sandbox shares: HTTP on loopback, with faults, held requests and recorded calls.
//!
//! A sandbox implements [`StandIn`]: it answers requests and words errors as its service does. Everything that a test
//! or a person controls is here, under the paths `/_sandbox`. Nothing here knows any service.
//!
//! | Module | Subject | Imports |
//! |---|---|---|
//! | `reply` | an answer, independent of the HTTP library | |
//! | `faults` | what goes wrong, for which request, and which requests wait | |
//! | `calls` | the requests received | |
//! | `stand_in` | the interface to a sandbox | `reply`, `faults`, `calls` |
//! | `host` | a stand-in with its faults, calls and counters | those above |
//! | `exchange` | one request, from its first byte to its last | all of them |
//! | `wire` | connections that can break | |
//! | `admin` | the paths under `/_sandbox` | `host` |
//! | `server` | starting and stopping | all of them |
//! | `loopback` | requests that never leave this machine | |
//! | `file` | replacing a file as a whole | |

mod admin;
mod calls;
mod exchange;
mod faults;
mod file;
mod host;
mod http_response;
mod loopback;
mod reply;
mod server;
mod spoil;
mod stand_in;
mod wire;

pub use calls::Call;
pub use faults::effect::{Code, Harm, Then};
pub use faults::fault::Fault;
pub use file::replace;
pub use loopback::{client, is_loopback};
pub use reply::Reply;
pub use server::Running;
pub use stand_in::{Arrival, Received, StandIn};
