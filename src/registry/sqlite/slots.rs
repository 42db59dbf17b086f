//! Slots in files beside the registry, one for each account. A file holds the time of the last slot
//! that a process took, and is locked while it is read and written. The next slot is free one
//! interval later: the first process that finds it free takes it, at that moment, so no process can delay
//! others with a slot that it does not use.
//!
//! The time is the machine's wall clock, because processes have no other clock in common. A time in
//! the future is of a clock that was put back: it is replaced, and costs one interval. A file stays
//! where it is: removing it would give two processes a file each.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::connect;
use super::files::beside;
use crate::http::{Slot, Slots};
use crate::model::hex;
use crate::registry::folder::{self, make_folder};
use crate::registry::interface::Pending;
use crate::registry::slots::digest;

/// How soon to look again at a file that another process is reading. It does so for moments.
const LOOK_AGAIN: Duration = Duration::from_millis(1);
/// After so long with a locked file, its holder does not run.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most bytes that are read. The longest time has fewer digits.
const MOST: u64 = 64;

/// The slots beside a registry.
pub(super) struct FileSlots {
    registry: PathBuf,
    /// Whether files may be created although there is no registry yet.
    creates: bool,
    /// By account: since when its file was always locked.
    locked: Mutex<BTreeMap<String, Instant>>,
}

impl fmt::Debug for FileSlots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileSlots").finish_non_exhaustive()
    }
}

impl FileSlots {
    /// The slots of the registry at a path. Does not access it yet.
    pub(super) fn beside(registry: PathBuf, creates: bool) -> Self {
        Self {
            registry,
            creates,
            locked: Mutex::default(),
        }
    }

    fn take_now(&self, account: &str, interval: Duration) -> Slot {
        let locked = || self.locked.lock().unwrap_or_else(PoisonError::into_inner);
        match self.open(account).and_then(|file| take(file, interval)) {
            Ok(Some(slot)) => {
                locked().remove(account);
                slot
            }
            Ok(None) => {
                let mut locked = locked();
                let since = locked
                    .entry(account.to_owned())
                    .or_insert_with(Instant::now);
                if since.elapsed() > PATIENCE {
                    Slot::Unshared
                } else {
                    Slot::NotBefore(LOOK_AGAIN)
                }
            }
            Err(error) => {
                tracing::debug!(
                    target: "switchboard::registry",
                    %error,
                    "this process keeps the cap on requests per second for itself"
                );
                Slot::Unshared
            }
        }
    }

    /// Opens the account's file. Without a registry there is none, unless an apply has made one for
    /// the registry to come.
    fn open(&self, account: &str) -> io::Result<File> {
        let found = connect::find(&self.registry).ok().flatten();
        let name: String = hex(&digest(account)).chars().take(16).collect();
        let ending = format!(".rate-{name}.lock");
        let (path, creates) = match &found {
            Some(db) => (beside(db, &ending), true),
            None => (beside(&self.registry, &ending), self.creates),
        };
        match open(&path, creates) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && creates => {
                make_folder(folder::of(&path))?;
                open(&path, creates)
            }
            opened => opened,
        }
    }
}

impl Slots for FileSlots {
    fn take<'a>(&'a self, account: &'a str, interval: Duration) -> Pending<'a, Slot> {
        Box::pin(async move { self.take_now(account, interval) })
    }
}

fn open(path: &Path, creates: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(creates).truncate(false);
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes a slot in a file; `None` while another process holds its lock. The end of the process, or of
/// this call, releases the lock.
fn take(mut file: File, interval: Duration) -> io::Result<Option<Slot>> {
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let mut text = Vec::new();
    (&file).take(MOST).read_to_end(&mut text)?;
    // Read under the lock, so that it is later than the time in the file.
    let now = SystemTime::now();
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (slot, writes) = decide(Last::of(&text), now, interval);
    if writes {
        file.rewind()?;
        file.write_all(line(now).as_bytes())?;
        file.set_len(line(now).len() as u64)?;
    }
    Ok(Some(slot))
}

/// The content of a file: always of one length, so that a write replaces all of an earlier one.
fn line(at: Duration) -> String {
    format!("{:020}\n", at.as_micros())
}

/// The time of the last slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// The file is new.
    Never,
    /// The file holds something else.
    Unknown,
    /// Since the beginning of 1970.
    At(Duration),
}

impl Last {
    fn of(content: &[u8]) -> Self {
        if content.is_empty() {
            return Self::Never;
        }
        let text = std::str::from_utf8(content).ok();
        let micros = text.and_then(|text| text.strip_suffix('\n')?.parse().ok());
        micros.map_or(Self::Unknown, |micros| {
            Self::At(Duration::from_micros(micros))
        })
    }
}

/// Whether the slot is taken, and whether the file holds the present time from now on.
fn decide(last: Last, now: Duration, interval: Duration) -> (Slot, bool) {
    match last {
        Last::Never => (Slot::Taken, true),
        Last::At(last) if last <= now => match (last + interval).checked_sub(now) {
            Some(left) if !left.is_zero() => (Slot::NotBefore(left), false),
            _ => (Slot::Taken, true),
        },
        Last::At(_) | Last::Unknown => (Slot::NotBefore(interval), true),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{FileSlots, LOOK_AGAIN, Last, decide, line};
    use crate::http::Slot;

    const TENTH: Duration = Duration::from_millis(100);
    const LONG: Duration = Duration::from_hours(1);

    #[test]
    fn a_slot_is_free_one_interval_after_the_last() {
        let at = Duration::from_secs(1_000_000);
        let later = |millis| at + Duration::from_millis(millis);
        for (last, now, slot, writes) in [
            (Last::Never, at, Slot::Taken, true),
            (Last::At(at), at, Slot::NotBefore(TENTH), false),
            (
                Last::At(at),
                later(99),
                Slot::NotBefore(Duration::from_millis(1)),
                false,
            ),
            (Last::At(at), later(100), Slot::Taken, true),
            (Last::At(at), later(1_000_000), Slot::Taken, true),
            // A clock that was put back, and garbage.
            (Last::At(later(1)), at, Slot::NotBefore(TENTH), true),
            (
                Last::At(Duration::from_micros(u64::MAX)),
                at,
                Slot::NotBefore(TENTH),
                true,
            ),
            (Last::Unknown, at, Slot::NotBefore(TENTH), true),
        ] {
            assert_eq!(decide(last, now, TENTH), (slot, writes), "{last:?} {now:?}");
        }
    }

    #[test]
    fn only_what_was_written_is_read_as_a_time() {
        let at = Duration::from_micros(1_764_464_646_123_456);
        assert_eq!(Last::of(line(at).as_bytes()), Last::At(at));
        assert_eq!(Last::of(b""), Last::Never);
        for garbage in [
            &b"x"[..],
            b"12",
            b"-5\n",
            b"\xff\xfe\n",
            b"9999999999999999999999\n",
        ] {
            assert_eq!(Last::of(garbage), Last::Unknown, "{garbage:?}");
        }
    }

    /// Asks until the file is not locked: another test that starts a program holds the lock for a moment,
    /// because a new process has the open files of its parent until it runs its program.
    fn asked(slots: &FileSlots, account: &str, interval: Duration) -> Slot {
        loop {
            match slots.take_now(account, interval) {
                Slot::NotBefore(LOOK_AGAIN) => std::thread::yield_now(),
                answer => return answer,
            }
        }
    }

    #[test]
    fn two_processes_share_slots_whatever_the_file_holds() {
        let folder = tempfile::tempdir().unwrap();
        let registry = folder.path().join("registry.db");
        std::fs::write(&registry, "not empty").unwrap();
        let [one, two] = [false, false].map(|it| FileSlots::beside(registry.clone(), it));
        assert_eq!(asked(&one, "AC1", LONG), Slot::Taken);
        assert!(matches!(asked(&two, "AC1", LONG), Slot::NotBefore(left) if left <= LONG));
        // Another account has slots of its own.
        assert_eq!(asked(&two, "AC2", LONG), Slot::Taken);
        let entries = std::fs::read_dir(folder.path()).unwrap();
        let files: Vec<_> = entries.map(|one| one.unwrap().path()).collect();
        assert_eq!(files.len(), 3, "{files:?}");
        let slots = files.iter().filter(|path| **path != registry);
        for file in slots {
            assert!(!file.to_string_lossy().contains("AC1"));
            std::fs::write(file, "garbage that is far longer than a time\n".repeat(9)).unwrap();
        }
        assert_eq!(asked(&one, "AC1", LONG), Slot::NotBefore(LONG));
        assert!(matches!(asked(&two, "AC1", LONG), Slot::NotBefore(left) if left <= LONG));
        assert_eq!(asked(&two, "AC1", Duration::ZERO), Slot::Taken);
    }

    /// A holder of the lock that does not run makes nobody wait for ever; one that ends, not at all.
    #[test]
    fn a_locked_file_is_looked_at_again() {
        let folder = tempfile::tempdir().unwrap();
        let registry = folder.path().join("registry.db");
        let slots = FileSlots::beside(registry, true);
        let held = slots.open("AC1").unwrap();
        held.lock().unwrap();
        assert_eq!(
            slots.take_now("AC1", LONG),
            Slot::NotBefore(super::LOOK_AGAIN)
        );
        let long_ago = std::time::Instant::now().checked_sub(super::PATIENCE * 2);
        slots
            .locked
            .lock()
            .unwrap()
            .insert("AC1".to_owned(), long_ago.unwrap());
        assert_eq!(slots.take_now("AC1", LONG), Slot::Unshared);
        drop(held);
        assert_eq!(slots.take_now("AC1", LONG), Slot::Taken);
    }

    #[test]
    fn only_an_apply_creates_a_file_before_there_is_a_registry() {
        let folder = tempfile::tempdir().unwrap();
        let registry = folder.path().join("new").join("registry.db");
        let [reads, writes] = [false, true].map(|it| FileSlots::beside(registry.clone(), it));
        assert_eq!(reads.take_now("AC1", LONG), Slot::Unshared);
        assert!(!folder.path().join("new").exists());
        assert_eq!(writes.take_now("AC1", LONG), Slot::Taken);
        // From then on, all share it.
        assert!(matches!(reads.take_now("AC1", LONG), Slot::NotBefore(_)));
        assert_eq!(reads.take_now("AC2", LONG), Slot::Unshared);
        assert!(!registry.exists());
    }
}
