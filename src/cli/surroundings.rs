//! The surroundings of a command: streams, environment variables and signals. They are the
//! process's own, unless [`lend`] gives a call others.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio_util::sync::CancellationToken;

/// Streams, environment variables and a signal that are lent to a command.
struct Lent {
    environment: BTreeMap<String, String>,
    stdout: Mutex<Box<dyn Write + Send>>,
    stderr: Mutex<Box<dyn Write + Send>>,
    stop: CancellationToken,
    /// The options that suggested commands repeat.
    given: RwLock<Vec<String>>,
}

thread_local! {
    /// The surroundings that this thread was lent.
    static LENT: RefCell<Option<Surroundings>> = const { RefCell::new(None) };
}

/// The options that suggested commands repeat, in a process that runs one command.
static GIVEN: RwLock<Vec<String>> = RwLock::new(Vec::new());

/// The surroundings that the threads of one call share; empty if they are the process's own.
#[derive(Clone)]
pub(super) struct Surroundings(Option<Arc<Lent>>);

/// A call of the program without a process of its own.
pub struct Invocation {
    /// The arguments after the program's name.
    pub arguments: Vec<OsString>,
    /// All environment variables.
    pub environment: BTreeMap<String, String>,
    /// Receives results.
    pub stdout: Box<dyn Write + Send>,
    /// Receives everything else.
    pub stderr: Box<dyn Write + Send>,
    /// Cancelled instead of a SIGTERM.
    pub stop: CancellationToken,
}

/// Does work with the surroundings of an invocation. It ignores the invocation's arguments.
pub(super) fn lend<T>(invocation: Invocation, work: impl FnOnce() -> T) -> T {
    let lent = Lent {
        environment: invocation.environment,
        stdout: Mutex::new(invocation.stdout),
        stderr: Mutex::new(invocation.stderr),
        stop: invocation.stop,
        given: RwLock::default(),
    };
    let before = Surroundings::current();
    Surroundings(Some(Arc::new(lent))).enter();
    let done = work();
    before.enter();
    done
}

impl Surroundings {
    /// The surroundings of this thread.
    pub(super) fn current() -> Self {
        LENT.with_borrow(Clone::clone).unwrap_or(Self(None))
    }

    /// Makes these the surroundings of this thread.
    pub(super) fn enter(&self) {
        LENT.set(Some(self.clone()));
    }

    /// False if these are the process's own.
    pub(super) fn are_lent(&self) -> bool {
        self.0.is_some()
    }

    /// Writes to stdout, and flushes it.
    pub(super) fn print(&self, bytes: &[u8]) -> io::Result<()> {
        match &self.0 {
            Some(lent) => write(&mut **lock(&lent.stdout), bytes),
            None => write(&mut io::stdout().lock(), bytes),
        }
    }

    /// Writes to stderr. An error has no place to be reported.
    pub(super) fn report(&self, bytes: &[u8]) {
        let _ = match &self.0 {
            Some(lent) => write(&mut **lock(&lent.stderr), bytes),
            None => write(&mut io::stderr().lock(), bytes),
        };
    }

    /// True if stdin is a terminal.
    pub(super) fn can_read_a_terminal(&self) -> bool {
        self.0.is_none() && io::stdin().is_terminal()
    }

    /// True if stdout is a terminal.
    pub(super) fn prints_to_a_terminal(&self) -> bool {
        self.0.is_none() && io::stdout().is_terminal()
    }

    /// True if stderr is a terminal.
    pub(super) fn reports_to_a_terminal(&self) -> bool {
        self.0.is_none() && io::stderr().is_terminal()
    }

    /// The value of an environment variable, with the errors of [`std::env::var`].
    pub(super) fn variable(&self, name: &str) -> Result<String, std::env::VarError> {
        match &self.0 {
            Some(lent) => {
                let value = lent.environment.get(name).cloned();
                value.ok_or(std::env::VarError::NotPresent)
            }
            None => std::env::var(name),
        }
    }

    /// All environment variables that are UTF-8.
    pub(super) fn variables(&self) -> BTreeMap<String, String> {
        match &self.0 {
            Some(lent) => lent.environment.clone(),
            None => std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.to_str()?.to_owned(), value.to_str()?.to_owned()))
                })
                .collect(),
        }
    }

    /// The token that is cancelled instead of a signal; `None` if the process's signals count.
    pub(super) fn stop(&self) -> Option<CancellationToken> {
        Some(self.0.as_ref()?.stop.clone())
    }

    /// The options that suggested commands repeat.
    pub(super) fn given(&self) -> &RwLock<Vec<String>> {
        self.0.as_ref().map_or(&GIVEN, |lent| &lent.given)
    }
}

fn write(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(bytes).and_then(|()| out.flush())
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
