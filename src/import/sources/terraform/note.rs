//! What a reader of a state must know.

use std::fmt;

/// Something about a state that the user must know. Each names an address in Terraform.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// The next `terraform apply` destroys the object.
    Tainted {
        /// The object.
        address: String,
    },
    /// A leftover of a replacement that has not finished. It is not imported.
    Deposed {
        /// The object.
        address: String,
    },
    /// The object is stored as Terraform before 0.12 did. It is not imported.
    Legacy {
        /// The object.
        address: String,
    },
    /// The provider is not known, although the type looks like Twilio's. It is not imported.
    UnknownProvider {
        /// The object.
        address: String,
        /// The provider's address.
        provider: String,
    },
    /// A type that is known, but is nothing that Switchboard manages.
    NotImported {
        /// The object.
        address: String,
        /// The noun for it.
        what: &'static str,
    },
    /// The state has no valid SID for the object, so that it cannot be found in the account.
    NoSid {
        /// The object.
        address: String,
    },
    /// One object is managed at two addresses.
    Twice {
        /// The address that comes first.
        address: String,
        /// The other address.
        again: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tainted { address } => write!(
                f,
                "{address} is tainted: the next `terraform apply` destroys it, which releases a number for good; run `terraform untaint` or hand it over first"
            ),
            Self::Deposed { address } => write!(
                f,
                "{address} has a deposed object, the leftover of a replacement: it is not imported"
            ),
            Self::Legacy { address } => write!(
                f,
                "{address} is stored in the form of Terraform before 0.12: it is not imported; `terraform refresh` of a newer version rewrites it"
            ),
            Self::UnknownProvider { address, provider } => write!(
                f,
                "{address} is not imported: its provider `{provider}` is none of those whose states can be read (twilio/twilio, RJPearson94/twilio)"
            ),
            Self::NotImported { address, what } => {
                write!(
                    f,
                    "{address} is {what}, which Switchboard does not manage: it is not imported"
                )
            }
            Self::NoSid { address } => {
                write!(
                    f,
                    "{address} has no valid SID in the state: it is not imported"
                )
            }
            Self::Twice { address, again } => {
                write!(
                    f,
                    "{again} is the same object as {address}: Terraform manages it twice"
                )
            }
        }
    }
}
