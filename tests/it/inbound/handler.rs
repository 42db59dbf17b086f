//! A handler of texts on loopback: it remembers the requests and answers by path. It computes the
//! signature itself, including SHA-1, and so shares no code with the program.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A received request.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The form of a POST, or the query of a GET.
    pub params: Vec<(String, String)>,
}

/// A handler that listens until the process ends.
pub struct Handler {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Handler {
    /// The answer depends on the beginning of the path: `/500`, `/slow`, `/json`, `/empty`, `/plain`,
    /// `/away` (a redirect to another machine), `/moved` (a redirect to this one), `/password` (401
    /// at first), `/bad` (not XML); otherwise a reply that names the path.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(&stream.unwrap(), &shared));
            }
        });
        Self { url, received }
    }

    /// The requests since the last call of this function.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.received.lock().unwrap())
    }

    /// The only request since the last call.
    #[track_caller]
    pub fn one(&self) -> Received {
        let mut all = self.take();
        assert_eq!(all.len(), 1, "{all:#?}");
        all.pop().unwrap()
    }
}

impl Received {
    pub fn param(&self, name: &str) -> Option<&str> {
        let mut params = self.params.iter();
        params.find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Asserts that the request is signed for this URL, to which a GET's query was added.
    #[track_caller]
    pub fn is_signed_for(&self, url: &str, token: &str) {
        let mut message = url.to_owned();
        if self.method == "POST" {
            let mut params = self.params.clone();
            params.sort();
            for (name, value) in params {
                message = message + &name + &value;
            }
        } else {
            let query = self.path.split_once('?').unwrap().1;
            message = url.split('?').next().unwrap().to_owned() + "?" + query;
        }
        let expected = base64(&hmac(token.as_bytes(), message.as_bytes()));
        let signature = self.headers.get("x-twilio-signature");
        assert_eq!(signature, Some(&expected), "{self:#?}");
    }
}

fn serve(mut stream: &TcpStream, received: &Mutex<Vec<Received>>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut words = line.split(' ');
    let Some((method, path)) = words.next().zip(words.next()) else {
        return;
    };
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let Some((name, value)) = header.split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers
        .get("content-length")
        .map_or(0, |l| l.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    if method == "GET" {
        let query = path.split_once('?').map_or("", |(_, query)| query);
        body = query.as_bytes().to_vec();
    }
    let login = headers.contains_key("authorization");
    received.lock().unwrap().push(Received {
        method: method.to_owned(),
        path: path.to_owned(),
        headers,
        params: url::form_urlencoded::parse(&body).into_owned().collect(),
    });
    let bare = path.split('?').next().unwrap();
    let twiml = format!("<Response><Message>this is {bare}</Message></Response>");
    let first = bare.trim_start_matches('/').split('/').next().unwrap();
    let (status, header, body) = match first {
        "500" => ("500 Oops", "", ""),
        "slow" => {
            thread::sleep(Duration::from_secs(20));
            ("200 OK", "", "")
        }
        "json" => ("200 OK", "Content-Type: application/json\r\n", "{}"),
        "bad" => ("200 OK", "Content-Type: text/xml\r\n", "<Response>"),
        "plain" => ("200 OK", "Content-Type: text/plain\r\n", "plain text"),
        "empty" => ("204 No Content", "", ""),
        "away" => ("302 Found", "Location: https://elsewhere.example/\r\n", ""),
        "moved" => ("302 Found", "Location: /found\r\n", ""),
        "password" if !login => ("401 No", "WWW-Authenticate: Basic realm=\"x\"\r\n", ""),
        _ => ("200 OK", "Content-Type: text/xml\r\n", twiml.as_str()),
    };
    let length = body.len();
    // The sandbox may have given up by now.
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\n{header}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    assert!(key.len() <= 64);
    let pad = |byte: u8| -> Vec<u8> {
        (0..64)
            .map(|at| key.get(at).copied().unwrap_or(0) ^ byte)
            .collect()
    };
    let inner = sha1(&[pad(0x36), message.to_vec()].concat());
    sha1(&[pad(0x5c), inner].concat())
}

/// FIPS 180-4.
#[expect(clippy::many_single_char_names, reason = "the standard's own")]
fn sha1(message: &[u8]) -> Vec<u8> {
    let mut state: [u32; 5] = [
        0x6745_2301,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks(64) {
        let mut w: Vec<u32> = block
            .chunks(4)
            .map(|word| u32::from_be_bytes(word.try_into().unwrap()))
            .collect();
        for at in 16..80 {
            w.push((w[at - 3] ^ w[at - 8] ^ w[at - 14] ^ w[at - 16]).rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (at, word) in w.iter().enumerate() {
            let (f, k) = match at / 20 {
                0 => ((b & c) | (!b & d), 0x5a82_7999_u32),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6),
            };
            let next = [e, k, *word]
                .into_iter()
                .fold(a.rotate_left(5).wrapping_add(f), u32::wrapping_add);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (old, new) in state.iter_mut().zip([a, b, c, d, e]) {
            *old = old.wrapping_add(new);
        }
    }
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn base64(bytes: &[u8]) -> String {
    crate::support::http::base64(bytes)
}
