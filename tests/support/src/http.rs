//! Plain HTTP to the sandbox on loopback: one request, one answer, no library in between that
//! could share a mistake with the client under test.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

/// Sends a request with `Connection: close` and reads the answer to its end.
pub fn send(
    base: &str,
    method: &str,
    path: &str,
    login: Option<(&str, &str)>,
    content: Option<(&str, &str)>,
) -> Answer {
    send_with(base, method, path, login, content, &[])
}

/// The same with more headers.
pub fn send_with(
    base: &str,
    method: &str,
    path: &str,
    login: Option<(&str, &str)>,
    content: Option<(&str, &str)>,
    headers: &[(&str, &str)],
) -> Answer {
    let host = base.strip_prefix("http://").unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    if let Some((user, password)) = login {
        let pair = base64(format!("{user}:{password}").as_bytes());
        request = format!("{request}Authorization: Basic {pair}\r\n");
    }
    for (name, value) in headers {
        request = format!("{request}{name}: {value}\r\n");
    }
    let (kind, body) = content.unwrap_or(("text/plain", ""));
    let length = body.len();
    let request =
        format!("{request}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}");
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let body = serde_json::from_str(body).unwrap_or_default();
    Answer { status, body }
}

/// Fields as the body of a form.
pub fn form(fields: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// Bytes as Base64, with padding.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut bits = 0u32;
        for at in 0..3 {
            bits = (bits << 8) | u32::from(chunk.get(at).copied().unwrap_or(0));
        }
        for at in 0..4 {
            if at <= chunk.len() {
                let letter = LETTERS[((bits >> (18 - 6 * at)) & 63) as usize];
                text.push(char::from(letter));
            } else {
                text.push('=');
            }
        }
    }
    text
}
