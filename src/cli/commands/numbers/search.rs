//! `numbers search`: which numbers an account could buy, and what they cost. Reads only.

use clap::{Args, ValueEnum};
use serde_json::json;

use crate::cli::commands::numbers::{NumbersContext, provider_name};
use crate::cli::exit_code::Exit;
use crate::cli::failure::{fail, fail_with_help};
use crate::cli::help::{Page, exits, variables};
use crate::cli::output::terminal;
use crate::engine::RunErrorKind;
use crate::model::{MonthlyPrice, Name};
use crate::provider::{NumberType, Wanted};
use crate::report::available_numbers;

/// The end of the help.
const PAGE: Page = Page {
    examples: &[
        (
            "Search for toll-free numbers that begin with 888",
            &["switchboard numbers search --country US --type toll-free --contains '888*'"],
        ),
        (
            "Search in an area code, for the account of one provider",
            &[
                "switchboard numbers search --provider marketing-us --country US --type local --area-code 501",
            ],
        ),
    ],
    exits: &[exits::DONE, exits::ERROR, exits::UNREAD, exits::SIGNALS],
    variables: variables::ALL,
};

/// Search for numbers to buy that can receive texts; buys nothing
#[derive(Debug, Args)]
#[command(after_long_help = PAGE.text())]
pub(super) struct Search {
    /// The provider whose account would buy; required if several are declared
    #[arg(long, value_name = "NAME", value_parser = provider_name)]
    provider: Option<Name>,

    /// Two-letter country code, such as US
    #[arg(long, value_name = "CODE", value_parser = country)]
    country: String,

    /// Type of number
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    number_type: Type,

    /// Only in this area code (US and Canada)
    #[arg(long, value_name = "DIGITS")]
    area_code: Option<String>,

    /// Only numbers that contain these digits or letters; `*` matches any one of them
    #[arg(long, value_name = "PATTERN")]
    contains: Option<String>,

    /// Maximum number of results
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,

    /// Format of the report
    #[arg(long, value_enum, default_value_t = Listing::Human, value_name = "FORMAT")]
    format: Listing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Type {
    /// The called party pays
    TollFree,
    /// Belongs to a town or an area
    Local,
    /// Belongs to a mobile network; some countries only
    Mobile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listing {
    /// For people
    Human,
    /// For programs
    Json,
}

/// A country's two letters. The country becomes part of a path, so nothing else is accepted.
fn country(text: &str) -> Result<String, String> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err("write the two letters of ISO 3166, such as US or GB".to_owned())
    }
}

impl Search {
    pub(super) async fn run(&self, context: &NumbersContext<'_>) -> anyhow::Result<Exit> {
        let names = context.inputs.configuration.providers.keys();
        if self.provider.is_none() && names.len() > 1 {
            let names: Vec<&str> = names.map(Name::as_str).collect();
            return fail_with_help(
                RunErrorKind::Options,
                format!("several providers are declared: {}", names.join(", ")),
                "choose the account that would buy with --provider",
            );
        }
        let Some(opened) = context.open(self.provider.as_ref())? else {
            return Ok(Exit::ERROR);
        };
        let Some((provider, account)) = opened.first() else {
            return fail(
                RunErrorKind::Address,
                "the configuration declares no provider",
            );
        };
        let wanted = Wanted {
            country: self.country.clone(),
            number_type: match self.number_type {
                Type::TollFree => NumberType::TollFree,
                Type::Local => NumberType::Local,
                Type::Mobile => NumberType::Mobile,
            },
            area_code: self.area_code.clone(),
            contains: self.contains.clone(),
            limit: self.limit,
        };
        let mut found = account.search(&wanted).await?;
        found.truncate(usize::from(self.limit));
        let price = if found.is_empty() {
            MonthlyPrice::Unknown("no number was found".to_owned())
        } else {
            account.price(&wanted).await
        };
        let text = match self.format {
            Listing::Human => available_numbers::human(&found, &price),
            Listing::Json => {
                let document = json!({
                    "format_version": "1.0", "kind": "available_numbers",
                    "provider": provider, "country": wanted.country,
                    "type": wanted.number_type.as_str(), "numbers": available_numbers::json(&found, &price),
                });
                format!("{}\n", serde_json::to_string_pretty(&document)?)
            }
        };
        terminal::print(&text)?;
        Ok(Exit::DONE)
    }
}
