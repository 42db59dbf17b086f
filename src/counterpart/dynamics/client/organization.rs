//! Who is asking, and where: `WhoAmI` and `RetrieveCurrentOrganization`.

use serde::Deserialize;

use super::Run;
use super::attempt::{Call, Sort};
use crate::counterpart::dynamics::trouble::Trouble;
use crate::counterpart::dynamics::wire::Guid;

/// Who is asking.
pub(in super::super) struct Caller {
    /// The organisation.
    pub organization: Guid,
    /// The application user.
    pub user: Guid,
}

/// What names an environment.
#[derive(Default)]
pub(in super::super) struct Names {
    pub environment_id: Option<Guid>,
    pub name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WhoAmI {
    organization_id: Guid,
    user_id: Guid,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Current {
    detail: Detail,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Detail {
    organization_id: Option<String>,
    environment_id: Option<String>,
    friendly_name: Option<String>,
}

impl Run<'_> {
    /// Asks who is asking. This is the first request: it proves that the token, the network and
    /// the application user are right.
    pub(in super::super) async fn who_am_i(&self) -> Result<Caller, Trouble> {
        let url = self.client.at("WhoAmI", None);
        let call = Call::reads(Sort::Function, &url, "asking who is signed in");
        let answer: WhoAmI = self.send(&call).await?;
        Ok(Caller {
            organization: answer.organization_id,
            user: answer.user_id,
        })
    }

    /// Asks for the names of the environment. They are for people, so a failure costs only them.
    pub(in super::super) async fn names(&self, caller: &Caller) -> Names {
        let path = "RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')";
        let url = self.client.at(path, None);
        let call = Call::reads(Sort::Function, &url, "asking for the environment's names");
        let Ok(Current { detail }) = self.send(&call).await else {
            return Names::default();
        };
        let id = |text: Option<String>| text.as_deref().and_then(Guid::parse);
        // Names of another organisation would be worse than none.
        if id(detail.organization_id).is_some_and(|id| id != caller.organization) {
            return Names::default();
        }
        Names {
            environment_id: id(detail.environment_id),
            name: detail.friendly_name.filter(|name| !name.is_empty()),
        }
    }
}
