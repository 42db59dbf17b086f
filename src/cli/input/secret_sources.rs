//! Sources of secrets: the environment, files, programs. Secrets stay in `Secret` from the moment
//! they are read.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use crate::cli::global_options::variable;
use crate::cli::input::bounded_read::{Limits, Reading};
use crate::cli::input::secret_command;
use crate::model::{Secret, SecretReference, hex};
use crate::provider::Vault;

/// How long reading a secret may take, from a program or from a file that is a pipe.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest secret that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// The process's own environment, files and, where allowed, programs.
pub(crate) struct ProcessVault {
    /// Whether `{ command: … }` references may run.
    pub allow_commands: bool,
    /// Cancelled when the secret is no longer wanted.
    pub cancel: CancellationToken,
}

impl ProcessVault {
    fn limits(&self) -> Limits {
        Limits {
            deadline: Instant::now() + PATIENCE,
            longest: LONGEST,
            cancel: self.cancel.clone(),
        }
    }
}

impl Vault for ProcessVault {
    fn variable(&self, name: &str) -> Option<Secret> {
        variable(name).map(Secret::new)
    }

    fn resolve(&self, reference: &SecretReference) -> Result<Secret, String> {
        let text = match reference {
            SecretReference::Env(name) => {
                return self
                    .variable(name)
                    .ok_or_else(|| format!("the environment variable {name} is not set or empty"));
            }
            SecretReference::File(path) => {
                let opened = path.clone();
                Reading::start(move || std::fs::File::open(opened))
                    .map_err(|error| format!("cannot be read: {error}"))
                    .and_then(|reading| reading.finish(&self.limits()))
                    .map_err(|why| format!("the file {path} {why}"))?
            }
            SecretReference::Command(_) if !self.allow_commands => {
                return Err(
                    "this secret comes from a command; pass --allow-command-secrets to run it"
                        .to_owned(),
                );
            }
            SecretReference::Command(argv) => secret_command::run(argv, &self.limits())?,
        };
        let text = String::from_utf8(text).map_err(|_| "it is not UTF-8 text".to_owned())?;
        // Editors and programs end their output with a line break; no credential does.
        let text = text.trim_end_matches(['\n', '\r']);
        if text.is_empty() {
            Err(format!("the {reference} gave nothing"))
        } else {
            Ok(Secret::new(text))
        }
    }
}

/// The sandbox's vault: its accounts' tokens, and an account for every variable that is not set.
pub(crate) struct SandboxVault {
    tokens: BTreeMap<String, Secret>,
}

impl SandboxVault {
    /// A vault that opens these accounts.
    pub(crate) fn new(tokens: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            tokens: tokens
                .into_iter()
                .map(|(account, token)| (account, Secret::new(token)))
                .collect(),
        }
    }
}

/// The account of a variable in the sandbox: the variable's own value if it has one, else an
/// account made up from its name, always the same.
pub(crate) fn sandbox_account(variable_name: &str) -> String {
    let own = variable(variable_name).map(|value| value.trim().to_owned());
    own.filter(|value| !value.is_empty()).unwrap_or_else(|| {
        let digest = hex(&Sha256::digest(variable_name.as_bytes()));
        format!("AC{}", &digest[..32])
    })
}

impl Vault for SandboxVault {
    fn variable(&self, name: &str) -> Option<Secret> {
        Some(Secret::new(sandbox_account(name)))
    }

    fn resolve(&self, _: &SecretReference) -> Result<Secret, String> {
        Ok(Secret::new("not needed in the sandbox"))
    }

    fn token_of(&self, account: &str) -> Option<Secret> {
        self.tokens.get(account).cloned()
    }
}
