//! Bounded reading of sources that may never end: a pipe, or the output of a program. Reading is
//! bounded in time and size, and a signal ends the wait at once.
//!
//! A thread does the reading: opening a pipe waits too, and nothing can interrupt either. An
//! abandoned thread waits until the process ends or the other side of its pipe does.

use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

/// The interval between checks of the limits.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// Limits of a reading.
pub(crate) struct Limits {
    /// The time at which reading has taken too long.
    pub deadline: Instant,
    /// The largest number of bytes; more are too many.
    pub longest: usize,
    /// Cancelled when the result is no longer wanted.
    pub cancel: CancellationToken,
}

impl Limits {
    /// Returns the reason to stop waiting as an error, if there is one.
    pub(crate) fn check(&self, read: &Reading) -> Result<(), &'static str> {
        if self.cancel.is_cancelled() {
            Err("was interrupted")
        } else if read.bytes.len() > self.longest {
            Err("is far too long for a secret")
        } else if Instant::now() > self.deadline {
            Err("took too long")
        } else {
            Ok(())
        }
    }
}

/// A source that is being read.
pub(crate) struct Reading {
    chunks: Receiver<io::Result<Vec<u8>>>,
    /// The bytes read so far.
    pub bytes: Vec<u8>,
}

/// The progress within one wait.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// There were bytes.
    More,
    /// There were no bytes in that time.
    Nothing,
    /// The source has ended.
    Ended,
}

impl Reading {
    /// Begins to read. The thread opens the source, too.
    pub(crate) fn start<R: Read>(
        open: impl FnOnce() -> io::Result<R> + Send + 'static,
    ) -> io::Result<Self> {
        let (sender, chunks) = sync_channel(16);
        std::thread::Builder::new().spawn(move || {
            let mut source = match open() {
                Ok(source) => source,
                Err(error) => return drop(sender.send(Err(error))),
            };
            let mut buffer = [0; 4096];
            loop {
                let sent = match source.read(&mut buffer) {
                    Ok(0) => return,
                    Ok(read) => sender.send(Ok(buffer.get(..read).unwrap_or_default().to_vec())),
                    Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                    Err(error) => return drop(sender.send(Err(error))),
                };
                // The rest is no longer wanted.
                if sent.is_err() {
                    return;
                }
            }
        })?;
        Ok(Self {
            chunks,
            bytes: Vec::new(),
        })
    }

    /// Takes in the next bytes, if any come in this time.
    pub(crate) fn next(&mut self, within: Duration) -> io::Result<Progress> {
        match self.chunks.recv_timeout(within) {
            Ok(chunk) => {
                self.bytes.extend(chunk?);
                Ok(Progress::More)
            }
            Err(RecvTimeoutError::Timeout) => Ok(Progress::Nothing),
            Err(RecvTimeoutError::Disconnected) => Ok(Progress::Ended),
        }
    }

    /// Reads to the end. The error says why not, as the rest of a sentence about what is read.
    pub(crate) fn finish(mut self, limits: &Limits) -> Result<Vec<u8>, String> {
        loop {
            limits.check(&self)?;
            match self.next(TICK) {
                Ok(Progress::Ended) => break,
                Ok(_) => {}
                Err(error) => return Err(format!("cannot be read: {error}")),
            }
        }
        limits.check(&self)?;
        Ok(self.bytes)
    }
}
