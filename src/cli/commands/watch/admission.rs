//! Limits the open connections, in all and per address, and chooses the one to close for a new
//! caller. It handles addresses and times only; the sockets are in `connection`.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// How many connections there may be at once.
const AT_ONCE: usize = 64;
/// How many of these connections may come from one address.
const FROM_ONE: usize = 32;

/// All slots.
pub(super) struct Admission {
    /// The time for which a caller that has sent its request cannot be displaced.
    patience: Duration,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    next: u64,
    /// The callers, in the order in which they came.
    callers: Vec<Caller>,
}

struct Caller {
    id: u64,
    from: IpAddr,
    begun: Instant,
    /// Whether the request has come.
    asked: bool,
    close: CancellationToken,
}

/// A slot that is taken. Dropping it gives it back.
pub(super) struct Slot {
    admission: Arc<Admission>,
    id: u64,
    close: CancellationToken,
}

/// The answer to a new caller.
pub(super) enum Admitted {
    /// A slot.
    Free(Slot),
    /// The slot of another caller, whose connection is being closed.
    InPlaceOfAnother(Slot),
    /// No slot.
    No,
}

impl Admission {
    /// Slots, all of them free.
    pub(super) fn new(patience: Duration) -> Self {
        Self {
            patience,
            taken: Mutex::default(),
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds a slot for a caller. If an address has all the slots that it may have, one of its own
    /// callers makes room.
    pub(super) fn admit(admission: &Arc<Self>, from: IpAddr, now: Instant) -> Admitted {
        let from = network(from);
        let mut taken = admission.taken();
        let ours = |caller: &Caller| caller.from == from;
        let crowded = taken.callers.iter().filter(|caller| ours(caller)).count() >= FROM_ONE;
        let full = crowded || taken.callers.len() >= AT_ONCE;
        if full {
            let room = |caller: &Caller| {
                (!crowded || ours(caller))
                    && (!caller.asked || now.duration_since(caller.begun) > admission.patience)
            };
            let silent = taken.callers.iter().position(|one| room(one) && !one.asked);
            let Some(at) = silent.or_else(|| taken.callers.iter().position(room)) else {
                return Admitted::No;
            };
            taken.callers.remove(at).close.cancel();
        }
        let id = taken.next;
        taken.next += 1;
        let close = CancellationToken::new();
        taken.callers.push(Caller {
            id,
            from,
            begun: now,
            asked: false,
            close: close.clone(),
        });
        let slot = Slot {
            admission: Arc::clone(admission),
            id,
            close,
        };
        if full {
            Admitted::InPlaceOfAnother(slot)
        } else {
            Admitted::Free(slot)
        }
    }
}

impl Slot {
    /// Records that the request has come.
    pub(super) fn has_asked(&self) {
        let mut taken = self.admission.taken();
        let mut callers = taken.callers.iter_mut();
        if let Some(caller) = callers.find(|caller| caller.id == self.id) {
            caller.asked = true;
        }
    }

    /// Completes when another caller needs the slot.
    pub(super) fn closed(&self) -> WaitForCancellationFutureOwned {
        self.close.clone().cancelled_owned()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.admission
            .taken()
            .callers
            .retain(|caller| caller.id != self.id);
    }
}

/// The address or network that counts as one address. In IPv6 a host usually has a whole network of
/// 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let bits = address.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(bits))
        }
        four @ IpAddr::V4(_) => four,
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{AT_ONCE, Admission, Admitted, FROM_ONE, Slot};

    const PATIENCE: Duration = Duration::from_secs(3);

    fn address(last: usize) -> IpAddr {
        format!("10.0.0.{last}").parse().unwrap()
    }

    fn take(admission: &Arc<Admission>, from: IpAddr, now: Instant) -> Option<Slot> {
        match Admission::admit(admission, from, now) {
            Admitted::Free(slot) | Admitted::InPlaceOfAnother(slot) => Some(slot),
            Admitted::No => None,
        }
    }

    fn is_closed(slot: &Slot) -> bool {
        slot.close.is_cancelled()
    }

    /// The oldest caller that has not sent its request makes room for a new one.
    #[test]
    fn the_oldest_that_has_not_asked_makes_room() {
        let (admission, now) = (Arc::new(Admission::new(PATIENCE)), Instant::now());
        let all: Vec<Slot> = (0..AT_ONCE)
            .map(|at| take(&admission, address(at), now).unwrap())
            .collect();
        all[0].has_asked();
        let next = take(&admission, address(200), now).unwrap();
        let closed: Vec<usize> = (0..AT_ONCE).filter(|at| is_closed(&all[*at])).collect();
        assert_eq!(closed, [1]);
        all.iter().chain([&next]).for_each(Slot::has_asked);
        // Every caller is being answered: each has some time for it, and then makes room.
        assert!(take(&admission, address(201), now + PATIENCE).is_none());
        let later = now + PATIENCE + Duration::from_millis(1);
        assert!(take(&admission, address(201), later).is_some());
        assert!(is_closed(&all[0]));
        drop(all);
        assert!(matches!(
            Admission::admit(&admission, address(202), later),
            Admitted::Free(_)
        ));
    }

    /// An address has its own share, and takes no other address's.
    #[test]
    fn one_address_makes_room_among_its_own() {
        let (admission, now) = (Arc::new(Admission::new(PATIENCE)), Instant::now());
        let other = take(&admission, address(1), now).unwrap();
        let crowd: Vec<Slot> = (0..=FROM_ONE)
            .map(|_| take(&admission, address(2), now).unwrap())
            .collect();
        assert!(!is_closed(&other) && is_closed(&crowd[0]));
        // Neighbours in one IPv6 network are one, and IPv4 is the same however it is written.
        let six = |last: u8| format!("2001:db8::{last:x}").parse().unwrap();
        drop(crowd);
        let crowd: Vec<Slot> = (0..=FROM_ONE)
            .map(|at| take(&admission, six(u8::try_from(at).unwrap()), now).unwrap())
            .collect();
        assert!(!is_closed(&other) && is_closed(&crowd[0]));
        assert_eq!(
            super::network("::ffff:10.0.0.9".parse().unwrap()),
            address(9)
        );
    }
}
