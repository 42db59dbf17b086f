//! How patient a client is, and how much it takes in.

use std::time::Duration;

/// Limits of a client. The defaults are what users are promised.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For making a connection.
    pub connect: Duration,
    /// For one try of a request as a whole.
    pub request: Duration,
    /// How often a request is tried in all.
    pub tries: usize,
    /// The wait before the second try, lengthened by chance; each further wait is twice as long.
    /// Cut to 20 ms where the host is this machine.
    pub first_delay: Duration,
    /// The longest wait of our own choosing.
    pub longest_delay: Duration,
    /// The longest wait that Twilio may ask for.
    pub longest_wait: Duration,
    /// The largest answer, in bytes.
    pub body: usize,
    /// The most pages of one list.
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            request: Duration::from_secs(30),
            tries: 5,
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(8),
            longest_wait: Duration::from_secs(30),
            body: 32 * 1024 * 1024,
            pages: 1000,
        }
    }
}
