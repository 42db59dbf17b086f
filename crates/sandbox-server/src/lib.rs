//! The server that every sandbox shares: HTTP on loopback, with faults, held requests and recorded calls.
//!
//! A sandbox implements [`StandIn`]: it answers requests and words errors as its service does. Everything that a test
//! or a person controls is here, under the paths `/_sandbox`. Nothing here knows a service, except `entra`: the
//! token endpoint that every service of Microsoft shares.
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
//! | `given` | the JSON of a request under `/_sandbox` | |
//! | `admin` | the paths under `/_sandbox` | `given`, `host` |
//! | `server` | starting and stopping | all of them |
//! | `loopback` | requests that never leave this machine | |
//! | `file` | replacing a file as a whole | |
//!
//! A sandbox may use more parts, which the server itself does not need:
//!
//! | Module | Subject | Imports |
//! |---|---|---|
//! | `ids` | GUIDs and secrets that are the same on every machine | |
//! | `clock` | a time that can be advanced | |
//! | `request` | a request as handlers see it, and the rules that it breaks | `reply`, `stand_in` |
//! | `record` | a request without its credentials | `calls`, `stand_in` |
//! | `recent` | the latest violations | `request` |
//! | `stored` | a state and its file | `file` |
//! | `entra` | apps, tokens and assertions | `ids`, `reply`, `request` |
//! | `control` | more paths under `/_sandbox` | `given`, `entra`, `recent`, `stored` |

mod admin;
mod calls;
mod clock;
mod control;
pub mod entra;
mod exchange;
mod faults;
mod file;
mod given;
mod host;
mod http_response;
pub mod ids;
mod loopback;
mod recent;
mod record;
mod reply;
mod request;
mod server;
mod spoil;
mod stand_in;
mod stored;
mod wire;

pub use calls::Call;
pub use clock::Clock;
pub use control::{Controlled, control, patched, read, saved};
pub use faults::effect::{Code, Harm, Then};
pub use faults::fault::Fault;
pub use file::replace;
pub use given::{Given, refuse};
pub use loopback::{client, is_loopback, is_served, post_to};
pub use recent::{Recent, Violation};
pub use record::{HIDDEN, record};
pub use reply::Reply;
pub use request::{Answer, Names, Request};
pub use server::Running;
pub use stand_in::{Arrival, Received, StandIn};
pub use stored::{Stored, load};
