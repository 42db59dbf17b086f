//! Exit codes, decided once: 1 (error) before 3 (incomplete) before 2 (differences) before 0.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exit {
    /// A usage, configuration, credential, API or guard error, or a declined prompt.
    pub error: bool,
    /// Something could not be read or changed; the rest was.
    pub incomplete: bool,
    /// Differences, where the command was asked to tell them by its exit code.
    pub differences: bool,
    /// The signal that ended it, by number.
    pub signal: Option<u8>,
}

impl Exit {
    /// Done, and nothing to tell.
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

    fn number(self) -> u8 {
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
            } => 2,
            _ => 0,
        }
    }

    /// The process's exit code.
    pub fn code(self) -> ExitCode {
        ExitCode::from(self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn precedence_is_one_three_two_zero() {
        let all = Exit {
            error: true,
            incomplete: true,
            differences: true,
            signal: None,
        };
        assert_eq!(all.number(), 1);
        assert_eq!(
            Exit {
                error: false,
                ..all
            }
            .number(),
            3
        );
        assert_eq!(
            Exit {
                error: false,
                incomplete: false,
                ..all
            }
            .number(),
            2
        );
        assert_eq!(Exit::DONE.number(), 0);
        assert_eq!(
            Exit {
                signal: Some(15),
                ..all
            }
            .number(),
            143
        );
    }
}
