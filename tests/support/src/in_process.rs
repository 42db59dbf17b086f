//! The program called in this process, in a thread with a working directory of its own.
//!
//! Only Linux can give a thread a working directory. Elsewhere the binary is run instead.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;

use switchboard::cli::Invocation;
use tokio_util::sync::CancellationToken;

use crate::world::Ended;

/// Whether commands can be called in this process.
pub const POSSIBLE: bool = cfg!(target_os = "linux");

/// The output of a command so far.
#[derive(Clone, Default)]
pub struct Output(Arc<(Mutex<Vec<u8>>, Condvar)>);

impl Output {
    fn text(&self) -> String {
        String::from_utf8(self.0.0.lock().unwrap().clone()).unwrap()
    }

    /// Waits for the first line; empty if the command ends without one.
    pub fn first_line(&self, command: &Command) -> String {
        let (written, changed) = &*self.0;
        let mut written = written.lock().unwrap();
        while !written.contains(&b'\n') && !command.thread.is_finished() {
            let short = std::time::Duration::from_millis(20);
            written = changed.wait_timeout(written, short).unwrap().0;
        }
        let text = String::from_utf8_lossy(&written);
        text.lines().next().unwrap_or_default().to_owned()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (written, changed) = &*self.0;
        written.lock().unwrap().extend_from_slice(bytes);
        changed.notify_all();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A command that runs in a thread.
pub struct Command {
    thread: JoinHandle<u8>,
    stop: CancellationToken,
    pub stdout: Output,
    stderr: Output,
}

impl Command {
    /// Starts a command in a folder, with these environment variables and no others.
    pub fn start(folder: &Path, environment: BTreeMap<String, String>, arguments: &[&str]) -> Self {
        let (stdout, stderr) = (Output::default(), Output::default());
        let stop = CancellationToken::new();
        let invocation = Invocation {
            arguments: arguments.iter().map(OsString::from).collect(),
            environment,
            stdout: Box::new(stdout.clone()),
            stderr: Box::new(stderr.clone()),
            stop: stop.clone(),
        };
        let folder = folder.to_owned();
        let run = move || {
            enter(&folder);
            switchboard::cli::run(invocation)
        };
        Self {
            thread: std::thread::spawn(run),
            stop,
            stdout,
            stderr,
        }
    }

    /// Waits for its end.
    pub fn wait(self) -> Ended {
        let code = self.thread.join();
        let stderr = self.stderr.text();
        Ended {
            code: code
                .unwrap_or_else(|_| panic!("the command panicked\n{stderr}"))
                .into(),
            stdout: self.stdout.text(),
            stderr,
        }
    }

    /// Ends the command as SIGTERM would.
    pub fn stop(self) {
        self.stop.cancel();
        let _ = self.thread.join();
    }
}

/// Makes a folder the working directory of this thread, and of those that it starts.
#[cfg(target_os = "linux")]
fn enter(folder: &Path) {
    nix::sched::unshare(nix::sched::CloneFlags::CLONE_FS).unwrap();
    std::env::set_current_dir(folder).unwrap();
}

#[cfg(not(target_os = "linux"))]
fn enter(_: &Path) {
    unreachable!("only Linux gives a thread a working directory");
}
