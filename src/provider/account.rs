//! The account half of a kind of provider: the calls to one account.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{
    AccountStatus, AlertLog, AlertQuery, AuditLog, AuditQuery, Callback, Contact, Directory, Gate,
    Gated, Join, Managed, Operation, Pending, Priced, Probed, ProviderError, Reading, Sender,
    TakersAsked, Write, Written,
};
use crate::model::{Fields, Keys, Kind, Level, MonthlyPrice};

/// The account half: the calls.
pub trait Account: Directory {
    /// The account's identifier, such as its SID.
    fn id(&self) -> &str;

    /// The YAML keys of this kind of provider.
    fn keys(&self) -> &'static Keys;

    /// Reads everything of the given levels, in bulk, except lists in which nothing is managed.
    fn read<'a>(&'a self, levels: &'a [Level], managed: &'a Managed) -> Pending<'a, Reading>;

    /// Writes one object: the given fields and nothing else. Members are not part of it.
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Result<Written, ProviderError>>;

    /// Waits for the operation that an answer to the write named, and completes the write. May return
    /// a further operation. The wait is bounded, and ends when [`Settings::cancel`](super::Settings::cancel) is cancelled;
    /// nothing more is sent then. [`Failure::Pending`](super::Failure::Pending) means that the operation still runs.
    fn resume<'a>(
        &'a self,
        write: &'a Write,
        operation: &'a Operation,
    ) -> Pending<'a, Result<Written, ProviderError>> {
        let doing = format!("waiting for {}", write.address);
        Box::pin(async move { Err(operation.unknown(doing)) })
    }

    /// Waits for an operation of an earlier run, with the same bounds, and writes nothing. `Ok` means
    /// that it has ended, however it ended, or that the provider no longer knows it;
    /// [`Failure::Pending`](super::Failure::Pending) that it still runs.
    fn follow<'a>(&'a self, operation: &'a Operation) -> Pending<'a, Result<(), ProviderError>> {
        let doing = "waiting for an operation of an earlier run".to_owned();
        Box::pin(async move { Err(operation.unknown(doing)) })
    }

    /// How many of the account's writes may be under way at once. If it is one, a write without a
    /// clear end keeps the rest of the run's writes from being sent.
    fn writes_at_once(&self) -> usize {
        usize::MAX
    }

    /// Adds one member to a group, after leaving another if requested. One that is in it has joined.
    fn join<'a>(&'a self, join: &'a Join) -> Pending<'a, Result<(), ProviderError>>;

    /// Returns those of `names` that more than one object of this kind has, with their identifiers.
    fn namesakes<'a>(
        &'a self,
        kind: Kind,
        names: &'a [String],
    ) -> Pending<'a, Result<BTreeMap<String, Vec<String>>, ProviderError>>;

    /// Whether the account may be used. Credentials that open everything in an account may still
    /// not show the account itself: that is [`Failure::Unauthorised`](super::Failure::Unauthorised) and does not indicate a
    /// problem. The second value is how many HTTP requests were made.
    fn status(&self) -> Pending<'_, (Result<AccountStatus, ProviderError>, u64)>;

    /// Whether the provider's server answers, what time it has, and whether it accepts the
    /// credentials. A few short requests; an error means that no answer came.
    fn contact(&self) -> Pending<'_, Result<Contact, ProviderError>>;

    /// The closed gate of a number, if one is known without a request.
    fn foreseen(&self, _sender: &Sender) -> Option<Gate> {
        None
    }

    /// Which of these numbers carriers allow to send. Asked in bulk, never number by number.
    /// Numbers that no carrier checks have no gate.
    fn gates<'a>(&'a self, _senders: &'a [Sender]) -> Pending<'a, Gated> {
        Box::pin(async { Gated::default() })
    }

    /// What may take texts before the handler that a number's settings name. Asked in bulk.
    fn takers(&self) -> Pending<'_, TakersAsked> {
        Box::pin(async { TakersAsked::default() })
    }

    /// How long the account's audit log keeps an event.
    fn events_kept(&self) -> SignedDuration {
        SignedDuration::ZERO
    }

    /// The account's audit log: who did what in it. Requested once, without retries.
    fn events<'a>(&'a self, _query: &'a AuditQuery) -> Pending<'a, AuditLog> {
        Box::pin(async { AuditLog::default() })
    }

    /// The provider's own alerts about calls to handlers that failed; `None` if this kind of provider
    /// has none. Asked in bulk, with retries.
    fn alerts<'a>(&'a self, _query: &'a AlertQuery) -> Option<Pending<'a, AlertLog>> {
        None
    }

    /// What these numbers, in E.164, cost per month if they are bought, in their order. Reads price
    /// lists, never number by number.
    fn prices<'a>(&'a self, numbers: &'a [String]) -> Pending<'a, Priced> {
        let why = "this kind of provider has no price list";
        let unknown = numbers
            .iter()
            .map(|_| MonthlyPrice::Unknown(why.to_owned()));
        let priced = Priced {
            prices: unknown.collect(),
            ..Priced::default()
        };
        Box::pin(async move { priced })
    }

    /// The URL that a declared group of this kind calls by itself, so that it can be probed although
    /// no number's route has it.
    fn own_callback<'a>(&self, _kind: Kind, _fields: &'a Fields) -> Option<&'a str> {
        None
    }

    /// Calls a callback as the provider would, marked as a probe; or says why it cannot.
    fn probe<'a>(&'a self, _callback: &'a Callback) -> Pending<'a, Result<Vec<Probed>, String>> {
        Box::pin(async { Err("this kind of provider cannot call it".to_owned()) })
    }
}
