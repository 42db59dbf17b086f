//! The app that signs in, and how it proves who it is.

use std::fmt;
use std::path::PathBuf;

use url::Url;

use crate::model::Secret;

/// An app registration.
#[derive(Debug, Clone)]
pub struct Application {
    /// The id of its tenant, or a domain of it.
    pub tenant: String,
    /// The app's id.
    pub client_id: String,
    /// How it proves who it is.
    pub proof: Proof,
}

/// How the app proves who it is.
#[derive(Clone)]
pub enum Proof {
    /// With its secret.
    Secret(Secret),
    /// With an assertion in a file, which is read again at each exchange: a cluster replaces it
    /// every few minutes.
    TokenFile(PathBuf),
    /// With an id-token of a GitHub Actions job. A fresh one is requested at each exchange.
    GitHub {
        /// `ACTIONS_ID_TOKEN_REQUEST_URL`.
        url: Url,
        /// `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
        token: Secret,
    },
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(_) => f.write_str("Secret(***)"),
            Self::TokenFile(path) => f.debug_tuple("TokenFile").field(path).finish(),
            Self::GitHub { url, .. } => {
                let host = url.host_str().unwrap_or("nowhere");
                f.debug_struct("GitHub")
                    .field("host", &host)
                    .finish_non_exhaustive()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Application, Proof};
    use crate::model::Secret;

    #[test]
    fn debug_shows_no_secret() {
        for proof in [
            Proof::Secret(Secret::new("hunter2")),
            Proof::GitHub {
                url: "https://u:hunter2@github.example/hunter2?x=hunter2"
                    .parse()
                    .unwrap(),
                token: Secret::new("hunter2"),
            },
        ] {
            let application = Application {
                tenant: "contoso.example".to_owned(),
                client_id: "app".to_owned(),
                proof,
            };
            let shown = format!("{application:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}
