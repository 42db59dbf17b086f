//! What YAML says under `dynamics`: the shape, declared once. The doc comments are what users read
//! in editors and in the reference.

use schemars::JsonSchema;
use serde::Deserialize;

use super::environment_url::EnvironmentUrl;
use crate::model::SecretReference;
use crate::provider::Ignored;
use crate::provider::entra::{ClientIdRef, TenantRef};
use crate::provider::null_is_empty::null_is_empty;
use crate::provider::yes_or_no::yes_or_no;

/// The environment of Dynamics 365 Customer Insights - Journeys that sends through these providers. Its SMS providers, phone numbers and keywords are compared with the configuration and the accounts. Nothing there is changed, except that `--create-dynamics-keywords` creates keywords.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Dynamics")]
pub struct Declaration {
    /// The URL of the environment: scheme and host only.
    pub url: EnvironmentUrl,
    /// The tenant of the application that reads the environment, or the environment variable that holds it; `AZURE_TENANT_ID` if omitted.
    #[schemars(extend("x-variable" = "AZURE_TENANT_ID"))]
    pub tenant_id: Option<TenantRef>,
    /// The id of that application, or the environment variable that holds it; `AZURE_CLIENT_ID` if omitted.
    #[schemars(extend("x-variable" = "AZURE_CLIENT_ID"))]
    pub client_id: Option<ClientIdRef>,
    /// A reference to a secret of that application. If omitted, `AZURE_CLIENT_SECRET`, `AZURE_FEDERATED_TOKEN_FILE` or the id-token of a GitHub job is used, in this order.
    #[schemars(extend("x-variable" = "AZURE_CLIENT_SECRET", "x-example" = "client_secret: { env: DYNAMICS_CLIENT_SECRET }"))]
    pub client_secret: Option<SecretReference>,
    /// A reference to an access token for the environment, such as the output of a program that signs you in. It replaces the application.
    #[schemars(extend("x-example" = "access_token: { command: [az, account, get-access-token, --resource, \"https://contoso.crm4.dynamics.com\", --query, accessToken, -o, tsv] }"))]
    pub access_token: Option<SecretReference>,
    /// The authority that signs the application in. It follows from the host of `url`, and is needed for other hosts only.
    #[schemars(extend("x-example" = "authority: https://login.microsoftonline.us"))]
    pub authority: Option<EnvironmentUrl>,
    /// Whether the keywords are compared.
    #[serde(default)]
    #[schemars(extend("default" = "compare", "x-example" = "keywords: ignore"))]
    pub keywords: Keywords,
    /// Whether a number must have the same name in Dynamics as here.
    #[serde(default)]
    #[schemars(extend("default" = "free", "x-example" = "friendly_names: same"))]
    pub friendly_names: FriendlyNames,
    /// Whether each `apply` reads Dynamics, too, and records what agrees, so that `drift` reports it when it changes.
    #[serde(default, deserialize_with = "yes_or_no")]
    #[schemars(extend("x-example" = "check_on_apply: true"))]
    pub check_on_apply: bool,
    /// Findings about the environment as a whole to suppress, each with a reason.
    #[serde(default, deserialize_with = "null_is_empty")]
    #[schemars(with = "Option<Vec<Ignored>>", extend("x-example" = "ignore: [{ code: W0823, reason: reported to the administrator }]"))]
    pub ignore: Vec<Ignored>,
}

impl Declaration {
    /// The declaration of an environment of which only the URL is known.
    pub fn of_url(url: EnvironmentUrl) -> Self {
        Self {
            url,
            tenant_id: None,
            client_id: None,
            client_secret: None,
            access_token: None,
            authority: None,
            keywords: Keywords::default(),
            friendly_names: FriendlyNames::default(),
            check_on_apply: false,
            ignore: Vec::new(),
        }
    }
}

/// What happens with keywords.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "DynamicsKeywords")]
pub enum Keywords {
    /// They are compared.
    #[default]
    Compare,
    /// They are neither read nor compared.
    Ignore,
}

/// Whether the names of numbers must be the same on both sides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "DynamicsFriendlyNames")]
pub enum FriendlyNames {
    /// They may differ.
    #[default]
    Free,
    /// A difference is a warning.
    Same,
}
