//! What an apply leaves when it does not come to its end, and what several at once do to each
//! other: the real binary, a sandbox in a process of its own, signals, full disks.
//! `SWITCHBOARD_LONG_TESTS=1` tries every place to stop at; without it, a few are tried.
#![cfg(unix)]

mod declared;
mod interrupted;
mod killed;
mod slow;
mod together;
mod unwritable;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

/// Whether all cases run, rather than a few of each kind.
fn thorough() -> bool {
    std::env::var_os("SWITCHBOARD_LONG_TESTS").is_some_and(|value| value == "1")
}

/// Starts a command whose output is collected.
fn start(command: &mut Command) -> Child {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Sends a process a signal, such as `-TERM`.
fn signal(child: &Child, name: &str) {
    let mut kill = Command::new("kill");
    let sent = kill.args([name, &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

/// Reads stderr up to the line that says that a signal was taken.
pub fn wait_until_interrupted(stderr: &mut BufReader<ChildStderr>) {
    let mut line = String::new();
    while !line.contains("interrupted:") {
        line.clear();
        let read = stderr.read_line(&mut line).unwrap();
        assert!(read > 0, "it ended without a word about the signal");
    }
}

/// Reads the rest of a process's output, and waits for its end.
fn end(mut child: Child, mut stderr: BufReader<ChildStderr>) -> crate::support::world::Ended {
    let mut stdout = String::new();
    let mut rest = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut stdout)
        .unwrap();
    stderr.read_to_string(&mut rest).unwrap();
    let code = child.wait().unwrap().code().unwrap_or(-1);
    crate::support::world::Ended {
        code,
        stdout,
        stderr: rest,
    }
}
