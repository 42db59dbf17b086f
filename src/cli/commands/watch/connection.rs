//! Connections that cost little, no matter which client opens them: few at once, each for a short
//! time, and each for one request of a modest size. A slow caller never keeps another from being
//! answered. A new connection is always accepted; when all slots are taken, the oldest connection
//! that has not sent its request makes room.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::sync::WaitForCancellationFutureOwned;

use crate::cli::commands::watch::admission::{Admission, Admitted, Slot};

/// How long a request's head may take.
const HEAD: Duration = Duration::from_secs(3);
/// How long a connection may last.
const LIFE: Duration = Duration::from_secs(20);
/// The most bytes that are read from one connection.
const REQUEST: usize = 16 * 1024;

/// A listener whose connections are [`Caller`]s.
pub(super) struct Gate {
    listener: TcpListener,
    admission: Arc<Admission>,
}

impl Gate {
    /// The gate before a listener.
    pub(super) fn new(listener: TcpListener) -> Self {
        Self {
            listener,
            admission: Arc::new(Admission::new(HEAD)),
        }
    }
}

impl Listener for Gate {
    type Io = Caller;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Caller, SocketAddr) {
        loop {
            let (stream, address) = <TcpListener as Listener>::accept(&mut self.listener).await;
            let begun = Instant::now();
            let slot = match Admission::admit(&self.admission, address.ip(), begun) {
                Admitted::Free(slot) => slot,
                Admitted::InPlaceOfAnother(slot) => {
                    // Callers that have sent their request are answered before more are accepted.
                    tokio::task::yield_now().await;
                    slot
                }
                // Every caller is being answered right now: the new connection is dropped and so
                // closed.
                Admitted::No => continue,
            };
            let caller = Caller {
                stream,
                begun,
                end: Box::pin(sleep_until(begun + HEAD)),
                closed: Box::pin(slot.closed()),
                left: REQUEST,
                head: Head::default(),
                slot,
            };
            return (caller, address);
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// How much of a request's head has arrived. The head ends with an empty line.
#[derive(Debug, Default)]
struct Head {
    begun: bool,
    line_ends: u8,
    complete: bool,
}

impl Head {
    /// Takes in received bytes. Returns whether they complete the head.
    fn take(&mut self, bytes: &[u8]) -> bool {
        if self.complete {
            return false;
        }
        for byte in bytes {
            match byte {
                b'\n' if self.begun => self.line_ends += 1,
                // Empty lines before a request belong to no request.
                b'\n' | b'\r' => {}
                _ => (self.begun, self.line_ends) = (true, 0),
            }
            if self.line_ends == 2 {
                self.complete = true;
                return true;
            }
        }
        false
    }
}

/// One connection.
pub(super) struct Caller {
    stream: TcpStream,
    begun: Instant,
    end: Pin<Box<Sleep>>,
    closed: Pin<Box<WaitForCancellationFutureOwned>>,
    /// How many bytes may still be read.
    left: usize,
    head: Head,
    slot: Slot,
}

impl Caller {
    /// Returns an error once the time is over, or once another caller needs the slot.
    fn in_time(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if self.closed.as_mut().poll(cx).is_ready() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        match self.end.as_mut().poll(cx) {
            Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl AsyncRead for Caller {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let caller = self.get_mut();
        caller.in_time(cx)?;
        let before = buffer.filled().len();
        ready!(Pin::new(&mut caller.stream).poll_read(cx, buffer))?;
        let came = buffer.filled().get(before..).unwrap_or_default();
        if caller.head.take(came) {
            caller.slot.has_asked();
            caller.end.as_mut().reset(caller.begun + LIFE);
        }
        match caller.left.checked_sub(came.len()) {
            Some(left) => {
                caller.left = left;
                Poll::Ready(Ok(()))
            }
            None => Poll::Ready(Err(io::Error::other("the request is too long"))),
        }
    }
}

impl AsyncWrite for Caller {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let caller = self.get_mut();
        caller.in_time(cx)?;
        Pin::new(&mut caller.stream).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let caller = self.get_mut();
        caller.in_time(cx)?;
        Pin::new(&mut caller.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let caller = self.get_mut();
        caller.in_time(cx)?;
        Pin::new(&mut caller.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn a_head_ends_with_an_empty_line() {
        let complete = |parts: &[&str]| {
            let mut head = Head::default();
            let mut taken = parts.iter().map(|part| head.take(part.as_bytes()));
            taken.any(|complete| complete)
        };
        assert!(complete(&["GET / HTTP/1.1\r\nHost: a\r\n\r\n"]));
        assert!(complete(&["\r\n\r\nGET / HTTP/1.1\r\n", "\r", "\n"]));
        assert!(complete(&["GET / HTTP/1.1\n\n"]));
        assert!(!complete(&["GET / HTTP/1.1\r\nHost: a\r\n"]));
        assert!(!complete(&["\r\n\r\n\r\n", "GET /"]));
    }
}
