//! Reading what may never come to an end: a pipe, or what a program prints. Reading is bounded in
//! time and size, and a signal ends the wait at once.
//!
//! The reading itself is a thread's: opening a pipe waits too, and nothing can interrupt either.
//! A thread that is left waits until the process ends or the other side of its pipe does.

use std::io::{self, ErrorKind, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

/// How often is looked whether the wait is over.
pub const TICK: Duration = Duration::from_millis(10);

/// How long and for how much is waited.
pub struct Limits {
    /// When it takes too long.
    pub deadline: Instant,
    /// How many bytes are too many.
    pub longest: usize,
    /// Cancelled when nobody wants to wait any longer.
    pub cancel: CancellationToken,
}

impl Limits {
    /// Why to wait no longer, where that is so.
    pub fn check(&self, read: &Reading) -> Result<(), &'static str> {
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

/// Something that is being read.
pub struct Reading {
    chunks: Receiver<io::Result<Vec<u8>>>,
    /// What came so far.
    pub bytes: Vec<u8>,
}

/// How far it has come.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// There was something.
    More,
    /// There was nothing in that time.
    Nothing,
    /// It is over.
    Ended,
}

impl Reading {
    /// Begins to read. Opening is part of it.
    pub fn start<R: Read>(
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
                // Nobody waits for the rest any more.
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

    /// Takes in what comes next, if anything comes in this time.
    pub fn next(&mut self, within: Duration) -> io::Result<Progress> {
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
    pub fn finish(mut self, limits: &Limits) -> Result<Vec<u8>, String> {
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
