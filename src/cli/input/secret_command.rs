//! A program that prints a secret. It runs without a shell and is always ended. The secret is the
//! output until its exit. Processes that it leaves behind may keep its output open, and are ended
//! too.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::cli::input::bounded_read::{Limits, Progress, Reading, TICK};

/// After the exit, all earlier output has been read once nothing comes for this long.
const SETTLED: Duration = Duration::from_millis(50);

/// Runs a program and returns its output. Errors repeat nothing of the output.
pub(crate) fn run(argv: &[String], limits: &Limits) -> Result<Vec<u8>, String> {
    let (program, arguments) = argv.split_first().ok_or("the command names no program")?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    // The program gets a group of its own, so that it can be ended with everything it started.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let child = command
        .spawn()
        .map_err(|error| format!("the program {program} cannot be started: {error}"))?;
    let mut running = Running(child);
    let said = |why: &str| format!("the program {program} {why}");
    let output = running
        .0
        .stdout
        .take()
        .ok_or_else(|| said("has no output"))?;
    let mut reading = Reading::start(move || Ok(output))
        .map_err(|error| said(&format!("cannot be read: {error}")))?;
    let unread = |error: std::io::Error| said(&format!("gave output that cannot be read: {error}"));
    let status = loop {
        limits.check(&reading).map_err(said)?;
        let ended = running.0.try_wait();
        if let Some(status) = ended.map_err(|error| said(&format!("is lost: {error}")))? {
            break status;
        }
        if reading.next(TICK).map_err(unread)? == Progress::Ended {
            std::thread::sleep(TICK);
        }
    };
    while reading.next(SETTLED).map_err(unread)? == Progress::More {
        limits.check(&reading).map_err(said)?;
    }
    succeeded(status).map_err(|why| said(&why))?;
    Ok(reading.bytes)
}

fn succeeded(status: ExitStatus) -> Result<(), String> {
    if status.success() {
        Ok(())
    } else {
        Err(format!("ended with {status}"))
    }
}

/// A program that is ended when this is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        end_group(self.0.id());
        // A program that has exited already cannot be killed, which is fine.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Ends every process of a group. The system's program `kill` does that, because a call from here
/// would need code that the compiler cannot check. Without that program, only the child itself is
/// ended.
#[cfg(unix)]
fn end_group(id: u32) {
    let _ = Command::new("kill")
        .args(["-KILL", "--", &format!("-{id}")])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

#[cfg(not(unix))]
fn end_group(_: u32) {}

#[cfg(all(test, unix))]
mod tests {
    use std::time::{Duration, Instant};

    use tokio_util::sync::CancellationToken;

    use super::{Limits, run};

    fn limits(time: Duration) -> Limits {
        Limits {
            deadline: Instant::now() + time,
            longest: 1000,
            cancel: CancellationToken::new(),
        }
    }

    fn shell(line: &str) -> Vec<String> {
        ["sh", "-c", line].map(str::to_owned).to_vec()
    }

    /// Whether any running process has this word among its arguments.
    fn runs(word: &str) -> bool {
        let listed = std::process::Command::new("ps")
            .args(["-eo", "args"])
            .output()
            .unwrap();
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        listed.lines().any(|line| line.contains(word))
    }

    /// The limit holds for a program that never ends and for one that prints without end,
    /// and neither leaves anything behind.
    #[test]
    fn a_program_that_never_ends_is_ended_with_what_it_started() {
        let slow = run(
            &shell("sleep 98761 & echo TOKEN; sleep 98761"),
            &limits(Duration::from_millis(200)),
        );
        assert_eq!(slow, Err("the program sh took too long".to_owned()));
        assert!(!runs("sleep 98761"));
        let endless = run(&shell("yes"), &limits(Duration::from_secs(30)));
        let why = endless.unwrap_err();
        assert!(why.contains("far too long"), "{why}");
    }

    #[test]
    fn an_exit_that_is_no_success_gives_no_secret() {
        let failed = run(
            &shell("echo TOKEN; exit 3"),
            &limits(Duration::from_secs(30)),
        );
        assert!(failed.unwrap_err().contains("exit status: 3"));
    }
}
