//! How patient a client is, and how much it takes in. Plain data; who obeys it is the client.

use std::time::Duration;

/// Limits of a client. The defaults are what users are promised.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For making a connection.
    pub connect: Duration,
    /// For one try of a request as a whole, the last byte of its answer included.
    pub request: Duration,
    /// How often a request is tried in all; from 1 to 5.
    pub tries: u32,
    /// The wait before the second try, lengthened by chance to up to twice as long; each further
    /// wait is twice the one before. Cut to 20 ms where the host is this machine.
    pub first_delay: Duration,
    /// The longest wait of our own choosing.
    pub longest_delay: Duration,
    /// The longest wait that Twilio may ask for.
    pub longest_wait: Duration,
    /// How long a client waits in all before it tries again. What is used up comes back bit by
    /// bit with every request that succeeds.
    pub budget: Duration,
    /// What one request that succeeds gives back to the budget.
    pub earned: Duration,
    /// How long something that was asked for and not answered may still come into being. It is
    /// looked for that long before it is asked for again.
    pub unclear: Duration,
    /// The same where the host is this machine: a stand-in is not as busy as a provider.
    pub unclear_here: Duration,
    /// How long a request that makes something and was not answered is looked for by the run that
    /// sent it.
    pub look: Duration,
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
            budget: Duration::from_mins(2),
            earned: Duration::from_millis(100),
            unclear: Duration::from_mins(2),
            unclear_here: Duration::from_secs(10),
            look: Duration::from_secs(15),
            body: 32 * 1024 * 1024,
            pages: 1000,
        }
    }
}
