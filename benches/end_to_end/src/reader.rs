//! The bare client: HTTP/1.1 over one kept connection, one request after another, and nothing is
//! done with the answers. Nothing that reads the same pages in turn can be faster by much.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use anyhow::{Context as _, ensure};

use crate::scenario::{Scenario, account_sid};

/// A connection to the stand-in.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    body: Vec<u8>,
}

impl Connection {
    /// Opens a connection to `HOST:PORT`.
    pub(crate) fn open(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).context("the stand-in")?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::with_capacity(64 * 1024, stream),
            host: address.to_owned(),
            body: Vec::new(),
        })
    }

    /// The body of the answer.
    pub(crate) fn get(&mut self, path: &str) -> anyhow::Result<&[u8]> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut length = None;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        ensure!(line.starts_with("HTTP/1.1 200 "), "{path}: {line}");
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = Some(value.trim().parse()?);
            }
        }
        self.body.resize(length.context("a length")?, 0);
        self.stream.read_exact(&mut self.body)?;
        Ok(&self.body)
    }
}

/// Reads all pages of numbers of all accounts, one after another.
pub(crate) fn read_all(address: &str, scenario: Scenario) -> anyhow::Result<()> {
    let mut connection = Connection::open(address)?;
    for account in 0..scenario.accounts {
        let sid = account_sid(account);
        let first = format!("/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json?PageSize=1000");
        let mut path = Some(first);
        while let Some(page) = path {
            path = next(connection.get(&page)?)?;
        }
    }
    Ok(())
}

/// The link to the next page, which is at the end of a page.
fn next(page: &[u8]) -> anyhow::Result<Option<String>> {
    let end = page.get(page.len().saturating_sub(400)..);
    let end = String::from_utf8_lossy(end.unwrap_or_default());
    let (_, link) = end
        .split_once("\"next_page_uri\":")
        .context("a page without a link to the next")?;
    let link = link.strip_prefix('"').and_then(|link| link.split_once('"'));
    Ok(link.map(|(link, _)| link.to_owned()))
}
