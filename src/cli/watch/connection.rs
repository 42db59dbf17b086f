//! Connections that cost little, whoever makes them: few at once, each for a short time, and each
//! for one request of a modest size. What is more waits or is cut off.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep};

/// How many connections there may be at once.
const AT_ONCE: usize = 64;
/// How long one may last.
const LIFE: Duration = Duration::from_secs(20);
/// The most bytes that are read from one.
const REQUEST: usize = 16 * 1024;

/// A listener whose connections are [`Caller`]s.
pub(super) struct Gate {
    listener: TcpListener,
    places: Arc<Semaphore>,
}

impl Gate {
    /// The gate before a listener.
    pub(super) fn new(listener: TcpListener) -> Self {
        Self {
            listener,
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Listener for Gate {
    type Io = Caller;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Caller, SocketAddr) {
        // The semaphore is never closed, so there is always a place to wait for.
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        let (stream, address) = <TcpListener as Listener>::accept(&mut self.listener).await;
        let caller = Caller {
            stream,
            end: Box::pin(sleep(LIFE)),
            left: REQUEST,
            _place: place,
        };
        (caller, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One connection.
pub(super) struct Caller {
    stream: TcpStream,
    end: Pin<Box<Sleep>>,
    /// How many bytes may still be read.
    left: usize,
    _place: Option<OwnedSemaphorePermit>,
}

impl Caller {
    /// An error once the time is over.
    fn in_time(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
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
        let read = buffer.filled().len() - before;
        match caller.left.checked_sub(read) {
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
