//! The command line as users, scripts and pipelines see it: exit codes, streams, files, locks and
//! signals, with the real binary against the sandbox.

mod again;
mod approval;
mod by_binary;
mod causes;
mod completing;
mod doctor;
mod ended;
mod errored;
mod events;
mod files;
mod finding;
mod fixing;
mod gates;
mod hints;
mod hostile;
mod large;
mod lines;
mod locks;
mod narrow;
mod newcomer;
mod notes;
mod numbers;
mod outputs;
mod own_folder;
mod owners;
mod parts;
mod places;
#[cfg(unix)]
mod postgres;
mod probing;
mod profiles;
mod progress;
mod rates;
mod reports;
mod saved;
mod secrets;
mod selection;
mod signals;
mod stand_in;
mod streams;
mod surroundings;
mod takers;
mod testing;
mod undo;
mod untouched;
