//! The connection, so that it can break: an HTTP library cannot express what a proxy, a crash or a bad line does to
//! bytes. Without a fault it passes everything through.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

/// What happens to the next response on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Script {
    /// It arrives whole.
    #[default]
    Pass,
    /// Nothing of it arrives; the connection closes.
    Cut,
    /// Its head and this many bytes of its body arrive; the connection closes.
    CutBodyAfter(usize),
    /// Its bytes arrive one by one, with this delay between two bytes.
    Trickle(Duration),
}

/// Sets what happens on one connection. The connection and its requests share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Handle(Arc<Mutex<Script>>);

impl Handle {
    /// Sets what happens from now on.
    pub(crate) fn set(&self, script: Script) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = script;
    }

    fn get(&self) -> Script {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connected<IncomingStream<'_, Loopback>> for Handle {
    fn connect_info(stream: IncomingStream<'_, Loopback>) -> Self {
        stream.remote_addr().clone()
    }
}

/// A listener whose connections are [`Wire`]s.
pub(crate) struct Loopback(pub(crate) TcpListener);

impl Listener for Loopback {
    type Io = Wire;
    type Addr = Handle;

    async fn accept(&mut self) -> (Wire, Handle) {
        let (stream, _) = <TcpListener as Listener>::accept(&mut self.0).await;
        // Small answers must not wait for each other. A stream without this option is only slower.
        let _ = stream.set_nodelay(true);
        let handle = Handle::default();
        let wire = Wire {
            stream,
            handle: handle.clone(),
            pause: None,
        };
        (wire, handle)
    }

    fn local_addr(&self) -> io::Result<Handle> {
        Ok(Handle::default())
    }
}

impl Loopback {
    /// The address it listens on.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// One connection.
pub(crate) struct Wire {
    stream: TcpStream,
    handle: Handle,
    /// The delay between two bytes of a trickle.
    pause: Option<Pin<Box<Sleep>>>,
}

impl Wire {
    /// Writes at most `limit` bytes.
    fn write_some(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &[u8],
        limit: usize,
    ) -> Poll<io::Result<usize>> {
        let bytes = bytes.get(..limit).unwrap_or(bytes);
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    /// Writes the head and `body` bytes after it. The HTTP library writes the whole head in one piece.
    fn write_part(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &[u8],
        body: usize,
    ) -> Poll<io::Result<usize>> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let head = end.map_or(0, |at| at + 4);
        if head == 0 && body == 0 {
            return Poll::Ready(Err(broken()));
        }
        let written = ready!(self.write_some(cx, bytes, head + body))?;
        self.handle.set(Script::CutBodyAfter(
            body.saturating_sub(written.saturating_sub(head)),
        ));
        Poll::Ready(Ok(written))
    }

    /// Writes one byte and then waits.
    fn write_slowly(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &[u8],
        time: Duration,
    ) -> Poll<io::Result<usize>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(cx));
        }
        self.pause = Some(Box::pin(sleep(time)));
        self.write_some(cx, bytes, 1)
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "a fault of the sandbox")
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        match wire.handle.get() {
            Script::Pass => wire.write_some(cx, bytes, usize::MAX),
            Script::Cut => Poll::Ready(Err(broken())),
            Script::CutBodyAfter(body) => wire.write_part(cx, bytes, body),
            Script::Trickle(time) => wire.write_slowly(cx, bytes, time),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buffer)
    }
}
