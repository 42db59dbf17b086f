//! The functions that say who is asking, and where.

use sandbox_server::{Answer, Request};
use serde_json::json;

use crate::api::error::{error, no_segment};
use crate::store::identity::App;
use crate::store::state::State;
use crate::web::path::{Path, arguments};
use crate::{api::error::answer, web::options::bad};

/// `WhoAmI`, with or without parentheses.
pub(crate) fn who_am_i(state: &State, request: &Request, app: &App, path: &Path) -> Answer {
    if path.key.as_deref().is_some_and(|key| !key.is_empty()) || path.rest.is_some() {
        return Err(no_segment(&path.name));
    }
    let context = context(request, path, "Microsoft.Dynamics.CRM.WhoAmIResponse");
    let body = json!({
        "@odata.context": context,
        "BusinessUnitId": app.unit_id,
        "UserId": app.user_id,
        "OrganizationId": state.organization.id,
    });
    Ok(answer(200, &body))
}

/// `RetrieveCurrentOrganization(AccessType=…)`.
pub(crate) fn current(state: &State, request: &Request, path: &Path) -> Answer {
    if !state.session.settings.organization_function {
        return Err(error(
            403,
            "0x80040220",
            "The sandbox refuses this function.",
        ));
    }
    let arguments = arguments(request, path.key.as_deref().unwrap_or_default());
    let access = arguments.iter().find(|(name, _)| name == "AccessType");
    let wanted = "Microsoft.Dynamics.CRM.EndpointAccessType'Default'";
    if access.is_none_or(|(_, value)| value != wanted) {
        return Err(bad(format!("The parameter AccessType is not {wanted}")));
    }
    let organization = &state.organization;
    let context = context(
        request,
        path,
        "Microsoft.Dynamics.CRM.RetrieveCurrentOrganizationResponse",
    );
    let body = json!({
        "@odata.context": context,
        "Detail": {
            "OrganizationId": organization.id,
            "EnvironmentId": organization.environment_id,
            "FriendlyName": organization.friendly_name,
            "UniqueName": organization.unique_name,
            "UrlName": organization.url_name,
            "OrganizationVersion": organization.version,
            "Geo": organization.geo,
            "TenantId": state.tenant_id,
            "Endpoints": {"Count": 0, "IsReadOnly": false, "Keys": [], "Values": []},
        },
    });
    Ok(answer(200, &body))
}

/// `@odata.context` of a function's answer.
pub(crate) fn context(request: &Request, path: &Path, kind: &str) -> String {
    format!("{}{}$metadata#{kind}", request.base(), path.root)
}
