//! The seed of a sandbox: `sandbox.yaml`, or the same built in code. `docs/sandbox.md` describes the format.

pub(crate) mod check;
pub(crate) mod defaults;
pub(crate) mod format;
pub(crate) mod messaging;

use anyhow::Context as _;

use crate::seed::format::{Seed, SeedAccount, SeedNumber};
use crate::store::state::State;

impl Seed {
    /// Reads `sandbox.yaml`.
    ///
    /// # Errors
    /// If the text is not such a file, with the position, or if it contradicts itself, with the names of both sides.
    pub fn from_yaml(text: &str) -> anyhow::Result<Self> {
        let seed: Self = serde_yaml::from_str(text).context("the sandbox's seed cannot be read")?;
        check::check(&seed)?;
        Ok(seed)
    }

    /// One account with two numbers, for a first try.
    pub fn demo() -> Self {
        let number = |phone_number: &str| SeedNumber {
            phone_number: phone_number.to_owned(),
            ..SeedNumber::default()
        };
        Self {
            accounts: vec![SeedAccount {
                sid: "AC00000000000000000000000000000001".to_owned(),
                numbers: vec![number("+15017122661"), number("+18885550123")],
                ..SeedAccount::default()
            }],
            ..Self::default()
        }
    }
}

impl State {
    /// A new state that holds what `seed` describes.
    pub fn from_seed(seed: &Seed) -> Self {
        let mut state = Self::default();
        state.add_missing(seed);
        state
    }

    /// Adds the accounts of `seed` that the state does not know. Known accounts stay unchanged. The seed's faults,
    /// limit, prices, `deliver`, handlers and traffic replace earlier ones.
    pub fn add_missing(&mut self, seed: &Seed) {
        for account in &seed.accounts {
            if !self.accounts.contains_key(&account.sid) {
                self.accounts.insert(account.sid.clone(), account.build());
            }
        }
        self.offered.extend(seed.available.iter().cloned());
        self.faults.clone_from(&seed.faults);
        self.concurrent_requests = seed.concurrent_requests;
        self.deliver.clone_from(&seed.deliver);
        self.handlers.clone_from(&seed.handlers);
        self.traffic = seed.traffic;
        self.prices.clone_from(&seed.prices);
    }
}
