//! Examples, exit codes and variables of `import`.

use crate::cli::help::{Page, exits, variables};

/// The end of the help.
pub(super) const PAGE: Page = Page {
    examples: &[
        (
            "Print YAML for the account of the environment's credentials",
            &["switchboard import"],
        ),
        (
            "Write a configuration, and see that it changes nothing",
            &[
                "switchboard import --out imported.yaml",
                "switchboard plan -f imported.yaml",
            ],
        ),
        (
            "Import an account and its subaccounts, each into a file of its own",
            &["switchboard import --all-accounts --out accounts"],
        ),
        (
            "Import the resource at Azure whose id is in a variable",
            &["switchboard import --resource-id \"$RESOURCE_ID\" --out azure.yaml"],
        ),
        (
            "Import only some numbers, under a provider name of your choice",
            &["switchboard import --match 'Store*' --provider stores"],
        ),
        (
            "Take names and keywords from Dynamics 365, too",
            &[
                "switchboard import --from-dynamics=https://contoso.crm4.dynamics.com --out sms.yaml",
            ],
        ),
    ],
    exits: &[
        ("0", "the YAML was written"),
        (
            "1",
            "nothing was written: credentials, an account not read whole, a file that exists",
        ),
        (
            "3",
            "an account or a part of Dynamics 365 was not read; with --strict, a setting not written",
        ),
        exits::SIGNALS,
    ],
    variables: variables::ALL,
};
