//! Where secrets are found: the environment, files, programs. They stay in `Secret` from the
//! moment they are read.

use std::collections::BTreeMap;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::settings::variable;
use crate::model::{Secret, SecretReference, hex};
use crate::provider::Vault;

/// How long a program may take to print a secret.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest secret that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// The process's own environment, files and, where allowed, programs.
pub struct ProcessVault {
    /// Whether `{ command: … }` references may run.
    pub allow_commands: bool,
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
                let file = std::fs::File::open(path)
                    .map_err(|error| format!("the file {path} cannot be read: {error}"))?;
                text_of(file).map_err(|error| format!("the file {path} cannot be read: {error}"))?
            }
            SecretReference::Command(_) if !self.allow_commands => {
                return Err("it is to be had from a program, and programs are run only with --allow-command-secrets".to_owned());
            }
            SecretReference::Command(argv) => run(argv)?,
        };
        // Editors and programs end their output with a line break; no credential does.
        let text = text.trim_end_matches(['\n', '\r']);
        if text.is_empty() {
            Err(format!("the {reference} gave nothing"))
        } else {
            Ok(Secret::new(text))
        }
    }
}

fn text_of(source: impl Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    source
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LONGEST {
        return Err("it is far too long for a secret".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// Runs a program without a shell; its standard output is the secret. Nothing of what it prints
/// is repeated in an error.
fn run(argv: &[String]) -> Result<String, String> {
    let (program, arguments) = argv.split_first().ok_or("the command names no program")?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the program {program} cannot be started: {error}"))?;
    let output = child.stdout.take();
    let reader = std::thread::spawn(move || output.map_or_else(|| Ok(String::new()), text_of));
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break status,
            None if Instant::now() > deadline => {
                // It is being given up; whether it could be stopped changes nothing.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!(
                    "the program {program} took longer than {} seconds",
                    PATIENCE.as_secs()
                ));
            }
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    if !status.success() {
        return Err(format!("the program {program} ended with {status}"));
    }
    reader
        .join()
        .map_err(|_| format!("the output of {program} cannot be read"))?
}

/// The sandbox's vault: its accounts' tokens, and an account for every variable that is not set.
pub struct SandboxVault {
    tokens: BTreeMap<String, Secret>,
}

impl SandboxVault {
    /// A vault that opens these accounts.
    pub fn new(tokens: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            tokens: tokens
                .into_iter()
                .map(|(account, token)| (account, Secret::new(token)))
                .collect(),
        }
    }
}

/// The account that a variable stands for in the sandbox: its own value, where it has one, else
/// one made up from its name, always the same.
pub fn sandbox_account(variable_name: &str) -> String {
    variable(variable_name).unwrap_or_else(|| {
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

    fn stand_in_token(&self, account: &str) -> Option<Secret> {
        self.tokens.get(account).cloned()
    }
}
