//! Many clients that connect and send nothing: other requests are answered all the same.

use crate::support::fixture::SERVICE;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::watcher::{Watcher, until};

/// Clients that hold a given number of connections on which only part of a request was sent. They
/// reopen each connection that is closed.
struct Crowd {
    over: Arc<AtomicBool>,
    opened: Arc<AtomicUsize>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Crowd {
    fn of(connections: usize, address: &str) -> Self {
        const EACH: usize = 10;
        let (over, opened) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let threads = (0..connections.div_ceil(EACH)).map(|_| {
            let (over, opened, address) =
                (Arc::clone(&over), Arc::clone(&opened), address.to_owned());
            std::thread::spawn(move || {
                let mut held: Vec<TcpStream> = Vec::new();
                while !over.load(Ordering::SeqCst) {
                    held.retain_mut(|stream| {
                        let read = stream.read(&mut [0; 64]);
                        // What would block is still open.
                        read.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
                    });
                    while held.len() < EACH {
                        let Ok(mut stream) = TcpStream::connect(&address) else {
                            break;
                        };
                        let _ = stream.write_all(b"GET / HTTP/1.1\r\n");
                        stream.set_nonblocking(true).unwrap();
                        opened.fetch_add(1, Ordering::SeqCst);
                        held.push(stream);
                    }
                    std::thread::sleep(Duration::from_millis(10));
                }
            })
        });
        let threads = threads.collect();
        Self {
            over,
            opened,
            threads,
        }
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
    }
}

/// The result that a probe with a timeout sees.
fn alive(address: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else {
        return false;
    };
    let timeout = Some(Duration::from_secs(5));
    stream.set_read_timeout(timeout).unwrap();
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

/// What a liveness probe concludes: an orchestrator gives up after three failures in a row. On a busy
/// machine a single connection may be crowded out before its request is read.
fn found_alive(address: &str) -> bool {
    (0..3).any(|_| alive(address))
}

/// Probes are answered, however many connections slow clients hold.
#[test]
fn probes_are_answered_in_a_crowd() {
    let (world, _sandbox) = SERVICE.applied();
    let watcher = Watcher::start(&world, &[]);
    watcher.wait_ready();
    for connections in [64, 200, 500] {
        let crowd = Crowd::of(connections, &watcher.address);
        until("all of the crowd came", || {
            crowd.opened.load(Ordering::SeqCst) >= connections
        });
        let answered = (0..10).filter(|_| found_alive(&watcher.address)).count();
        assert_eq!(answered, 10, "of ten probes among {connections}");
    }
    assert!(watcher.metric("switchboard_watch_leader").is_some());
}

/// A client that sends no request is not waited for long, even where there is
/// room.
#[test]
fn a_slow_request_is_closed_after_a_few_seconds() {
    let (world, _sandbox) = SERVICE.applied();
    let watcher = Watcher::start(&world, &[]);
    let begun = Instant::now();
    let mut silent = TcpStream::connect(&watcher.address).unwrap();
    silent.write_all(b"GET /healthz HTTP/1.1\r\nX: ").unwrap();
    // A byte now and then is no request either.
    let mut slow = silent.try_clone().unwrap();
    let drip = std::thread::spawn(move || {
        while slow.write_all(b"x").is_ok() && begun.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let _ = silent.read_to_end(&mut Vec::new());
    let waited = begun.elapsed();
    assert!(waited < Duration::from_secs(12), "{waited:?}");
    drop(silent);
    drip.join().unwrap();
}
