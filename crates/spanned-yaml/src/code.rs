//! The stable code of a diagnostic, its severity, and the macro that declares a table of codes.

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;

/// The severity of a diagnostic. An error stops the run; a warning and a note do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The configuration cannot be used.
    Error,
    /// The configuration can be used, but says something its author may not mean.
    Warning,
    /// Nothing is wrong, but the user should know about it.
    Note,
}

impl Severity {
    /// The severity's word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One row of a table of codes.
#[derive(Debug)]
#[doc(hidden)]
pub struct Row {
    pub text: &'static str,
    pub meaning: &'static str,
    pub severity: Severity,
}

/// The stable code of a diagnostic, `E0203` or `W0121`. Only [`codes!`](crate::yaml::codes!) makes
/// one, so each belongs to a table. Codes are compared and ordered by their text.
#[derive(Clone, Copy)]
pub struct Code(&'static Row);

impl Code {
    #[doc(hidden)]
    pub const fn of(row: &'static Row) -> Self {
        Self(row)
    }

    /// The text that reports show, such as `E0203`.
    pub const fn as_str(self) -> &'static str {
        self.0.text
    }

    /// What the code means, in one line without a full stop.
    pub const fn meaning(self) -> &'static str {
        self.0.meaning
    }

    /// Whether the code is one of these codes of one table.
    pub fn is_one_of(self, codes: &[impl Into<Code> + Copy]) -> bool {
        codes.iter().any(|code| self == (*code).into())
    }

    /// The usual severity of the code. A diagnostic may have another one.
    pub const fn severity(self) -> Severity {
        self.0.severity
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.text == other.0.text
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.text.cmp(other.0.text)
    }
}

impl std::hash::Hash for Code {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.text.hash(state);
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.text)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.text)
    }
}

/// The severity that the letter of a code means. Evaluated at compile time, so a code that is not a
/// letter and four digits does not compile.
#[doc(hidden)]
pub const fn severity_of(text: &str) -> Severity {
    match text.as_bytes() {
        [letter @ (b'E' | b'W'), digits @ ..] => {
            assert!(digits.len() == 4, "a code has four digits");
            let mut at = 0;
            while at < digits.len() {
                assert!(digits[at].is_ascii_digit(), "a code has four digits");
                at += 1;
            }
            if *letter == b'W' {
                Severity::Warning
            } else {
                Severity::Error
            }
        }
        _ => panic!("a code begins with E or W"),
    }
}

/// Declares a table of codes as an enum whose variants convert into [`Code`]: the variant, the
/// code and its meaning. `E` is an error and `W` a warning; `as Note` after the code makes it a
/// note.
#[macro_export]
macro_rules! codes {
    (
        $(#[$about:meta])*
        $visible:vis enum $name:ident {
            $($variant:ident = $text:literal $(as $severity:ident)?: $meaning:literal;)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visible enum $name {
            $(#[doc = concat!($text, ": ", $meaning)] $variant,)*
        }

        impl $name {
            /// All codes of the table, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as diagnostics carry it.
            pub const fn code(self) -> $crate::Code {
                match self {
                    $(Self::$variant => $crate::Code::of(
                        const {
                            &$crate::code::Row {
                                text: $text,
                                meaning: $meaning,
                                severity: [
                                    $($crate::Severity::$severity,)?
                                    $crate::code::severity_of($text),
                                ][0],
                            }
                        },
                    ),)*
                }
            }
        }

        impl From<$name> for $crate::Code {
            fn from(code: $name) -> Self {
                code.code()
            }
        }

        impl PartialEq<$name> for $crate::Code {
            fn eq(&self, other: &$name) -> bool {
                *self == other.code()
            }
        }
    };
}
