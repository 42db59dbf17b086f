//! Exit codes, decided once: 1 (error) before 3 (incomplete) before 2 (differences) before 0.

/// The exit code of differences.
pub(super) const DIFFERENCES: u8 = 2;

/// The end of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exit {
    /// A usage, configuration, credential, API or guard error, or a declined prompt.
    pub error: bool,
    /// Something could not be read or changed, or a plan has an error at something declared; the
    /// rest was read or changed.
    pub incomplete: bool,
    /// Differences, if the command was asked to report them by its exit code.
    pub differences: bool,
    /// The number of the signal that ended the command.
    pub signal: Option<u8>,
}

impl Exit {
    /// Done, and nothing to report.
    pub const DONE: Self = Self {
        error: false,
        incomplete: false,
        differences: false,
        signal: None,
    };
    /// An error.
    pub const ERROR: Self = Self {
        error: true,
        ..Self::DONE
    };

    /// An error if there is one.
    pub fn error_if(error: bool) -> Self {
        Self {
            error,
            ..Self::DONE
        }
    }

    /// The combined end of two parts of one command.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            error: self.error || other.error,
            incomplete: self.incomplete || other.incomplete,
            differences: self.differences || other.differences,
            signal: self.signal.or(other.signal),
        }
    }

    /// The exit code. `differences` is the exit code for differences.
    pub fn number(self, differences: u8) -> u8 {
        match self {
            Self {
                signal: Some(signal),
                ..
            } => 128 + signal,
            Self { error: true, .. } => 1,
            Self {
                incomplete: true, ..
            } => 3,
            Self {
                differences: true, ..
            } => differences,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DIFFERENCES, Exit};

    #[test]
    fn precedence_is_one_three_two_zero() {
        let all = Exit {
            error: true,
            incomplete: true,
            differences: true,
            signal: None,
        };
        assert_eq!(all.number(DIFFERENCES), 1);
        assert_eq!(
            Exit {
                error: false,
                ..all
            }
            .number(DIFFERENCES),
            3
        );
        assert_eq!(
            Exit {
                error: false,
                incomplete: false,
                ..all
            }
            .number(DIFFERENCES),
            2
        );
        assert_eq!(Exit::DONE.number(DIFFERENCES), 0);
        let drift = Exit {
            differences: true,
            ..Exit::DONE
        };
        assert_eq!((drift.number(7), Exit::DONE.number(7)), (7, 0));
        assert_eq!(drift.and(Exit::ERROR).number(7), 1);
        assert_eq!(
            Exit {
                signal: Some(15),
                ..all
            }
            .number(DIFFERENCES),
            143
        );
    }
}
