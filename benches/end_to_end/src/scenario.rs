//! What is measured: accounts with numbers, as YAML and by the identifiers that Twilio gives them.
//! Everything follows from the position of a number, so that the stand-in and the YAML agree
//! without a file between them.

use std::io::{self, Write};

use clap::Args;

/// The variable that holds every account's token, and the token.
pub(crate) const TOKEN: (&str, &str) = ("TOKEN", "0123456789abcdef0123456789abcdef");

/// Numbers of one page, the most that Twilio allows.
pub(crate) const PAGE: usize = 1_000;

/// Different URLs among the numbers.
const URLS: usize = 100;

/// Accounts with as many numbers each.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Scenario {
    #[arg(long)]
    pub(crate) accounts: usize,
    #[arg(long)]
    pub(crate) numbers: usize,
}

/// A number by its position.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number {
    pub(crate) account: usize,
    /// The position among all numbers of all accounts.
    pub(crate) at: usize,
}

impl Scenario {
    /// One account.
    pub(crate) fn one(numbers: usize) -> Self {
        Self {
            accounts: 1,
            numbers,
        }
    }

    pub(crate) fn all_numbers(self) -> usize {
        self.accounts * self.numbers
    }

    /// The pages of numbers of all accounts.
    pub(crate) fn pages(self) -> usize {
        self.accounts * self.numbers.div_ceil(PAGE).max(1)
    }

    pub(crate) fn numbers_of(self, account: usize) -> impl Iterator<Item = Number> {
        let from = account * self.numbers;
        (from..from + self.numbers).map(move |at| Number { account, at })
    }

    pub(crate) fn args(self) -> Vec<String> {
        let (accounts, numbers) = (self.accounts.to_string(), self.numbers.to_string());
        vec![
            "--accounts".to_owned(),
            accounts,
            "--numbers".to_owned(),
            numbers,
        ]
    }

    /// Writes the configuration, at 158 bytes per number. The first `changed` numbers have another
    /// URL than the account.
    pub(crate) fn write_yaml(self, to: &mut impl Write, changed: usize) -> io::Result<()> {
        writeln!(to, "version: 1\nproject: bench\nproviders:")?;
        for account in 0..self.accounts {
            writeln!(to, "  sub-{account:04}:")?;
            writeln!(to, "    type: twilio")?;
            writeln!(to, "    account_sid: {}", account_sid(account))?;
            writeln!(to, "    auth_token: {{ env: {} }}", TOKEN.0)?;
            writeln!(to, "    callback_url: https://sms.example.com/incoming")?;
            writeln!(to, "    numbers:")?;
            for number in self.numbers_of(account) {
                let at = number.at;
                let url = number.url(usize::from(at < changed));
                writeln!(to, "      line-{at:06}:")?;
                writeln!(to, "        phone_number: \"{}\"", number.phone())?;
                writeln!(to, "        friendly_name: {}", number.label())?;
                writeln!(to, "        incoming: {{ url: \"{url}\" }}")?;
            }
        }
        Ok(())
    }
}

impl Number {
    pub(crate) fn phone(self) -> String {
        format!("+1501{:07}", self.at)
    }

    pub(crate) fn label(self) -> String {
        format!("Line {:06}, store", self.at)
    }

    /// The URL for texts; another one for each generation.
    pub(crate) fn url(self, generation: usize) -> String {
        format!(
            "https://sms.example.com/in/{:03}",
            self.at % URLS + URLS * (generation + 1)
        )
    }

    /// The identifier. Twilio's say nothing about the order in which numbers are declared, so these
    /// do not either.
    pub(crate) fn sid(self) -> String {
        let mixed = mix(self.at as u64);
        format!("PN{mixed:016x}{:016x}", mix(mixed))
    }
}

pub(crate) fn account_sid(account: usize) -> String {
    format!("AC{:032x}", account + 1)
}

/// The finalizer of `SplitMix64`: one value for each input, in no visible order.
fn mix(input: u64) -> u64 {
    let mut z = input.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
