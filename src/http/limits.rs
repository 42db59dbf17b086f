//! The limits of a client: how long it waits and how much it reads. Plain data.

use std::time::Duration;

/// Limits of a client. The defaults are documented for users.
#[derive(Debug, Clone)]
pub struct Limits {
    /// For establishing a connection.
    pub connect: Duration,
    /// For one attempt as a whole, to the last byte of its answer.
    pub request: Duration,
    /// The most attempts of one request; from 1 to 5.
    pub tries: u32,
    /// The shortest wait before the second attempt; it is lengthened at random to up to twice as
    /// long. Each further wait is twice the one before. At most 20 ms if the host is this machine.
    pub first_delay: Duration,
    /// The longest wait of our own choosing.
    pub longest_delay: Duration,
    /// The longest wait that an answer may ask for.
    pub longest_wait: Duration,
    /// How long a client waits in total between attempts. Each success adds a little to it again.
    pub budget: Duration,
    /// The time that each success adds to the budget.
    pub earned: Duration,
    /// How long an object may still appear after a create request without an answer. The client
    /// looks for it that long before it sends the request again.
    pub unclear: Duration,
    /// The same if the host is this machine: a sandbox is not as busy as a provider.
    pub unclear_here: Duration,
    /// How long the run that sent a create request without an answer looks for the object.
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
