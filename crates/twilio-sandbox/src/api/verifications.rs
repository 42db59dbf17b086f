//! Toll-free verifications (`/v1/Tollfree/Verifications`): the permission of a toll-free number to send. Read only: they
//! come from the seed, because Twilio takes days for one.

use sandbox_server::Reply;
use serde_json::{Value, json};

use crate::api::paging;
use crate::api::refusal::Refusal;
use crate::api::request::Request;
use crate::api::response::json_reply;
use crate::api::route::Route;
use crate::store::account::Account;
use crate::store::dates::iso8601;
use crate::store::state::State;
use crate::store::verification::{Verification, VerificationStatus};

/// The routes of this resource.
pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/v1/Tollfree/Verifications", list),
    Route::new("GET", "/v1/Tollfree/Verifications/{sid}", fetch),
];

fn list(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let number = request.query("TollfreePhoneNumberSid");
    let reference = request.query("ExternalReferenceId");
    let status = request.query("Status").map(parse_status).transpose()?;
    let page = paging::page(request, &account.verifications, |verification| {
        number.is_none_or(|sid| verification.number_sid == sid)
            && reference.is_none_or(|id| verification.external_reference_id.as_deref() == Some(id))
            && status.is_none_or(|status| verification.status == status)
    })?;
    paging::list_v1(request, "verifications", &page, |verification| {
        view(request, account, verification)
    })
}

fn fetch(state: &mut State, request: &Request) -> Result<Reply, Refusal> {
    let account = request.account_in(state)?;
    let verification = account.verifications.get(request.param("sid"));
    let verification = verification.ok_or_else(|| Refusal::not_found(&request.path))?;
    json_reply(200, &view(request, account, verification))
}

fn parse_status(text: &str) -> Result<VerificationStatus, Refusal> {
    serde_json::from_value(text.into())
        .map_err(|_| Refusal::parameter(format!("Status is not valid: {text}")))
}

/// Fields of a verification that are always null in the sandbox.
const NULL_FIELDS: [&str; 29] = [
    "additional_information",
    "age_gated_content",
    "business_city",
    "business_contact_email",
    "business_contact_first_name",
    "business_contact_last_name",
    "business_contact_phone",
    "business_country",
    "business_postal_code",
    "business_registration_authority",
    "business_registration_country",
    "business_registration_number",
    "business_registration_phone_number",
    "business_state_province_region",
    "business_street_address",
    "business_street_address2",
    "business_type",
    "customer_profile_sid",
    "doing_business_as",
    "help_message_sample",
    "opt_in_confirmation_message",
    "opt_in_keywords",
    "privacy_policy_url",
    "regulated_item_sid",
    "terms_and_conditions_url",
    "trust_product_sid",
    "vetting_id",
    "vetting_id_expiration",
    "vetting_provider",
];

fn view(request: &Request, account: &Account, verification: &Verification) -> Value {
    let number = account.numbers.get(&verification.number_sid);
    let url = format!(
        "{}/v1/Tollfree/Verifications/{}",
        request.base, verification.sid
    );
    let mut view = json!({
        "sid": verification.sid,
        "account_sid": request.account,
        "tollfree_phone_number_sid": verification.number_sid,
        "tollfree_phone_number": number.map(|number| &number.phone_number),
        "status": verification.status,
        "rejection_reason": verification.rejection_reason,
        "rejection_reasons": null,
        "error_code": verification.error_code,
        "edit_allowed": verification.edit_allowed,
        "edit_expiration": verification.edit_expiration,
        "external_reference_id": verification.external_reference_id,
        "business_name": account.friendly_name,
        "business_website": "https://www.example.com",
        "notification_email": "sandbox@example.com",
        "use_case_categories": ["CUSTOMER_CARE"],
        "use_case_summary": "A verification of the sandbox.",
        "production_message_sample": "This is the sandbox. Reply STOP to stop.",
        "opt_in_image_urls": [],
        "opt_in_type": "WEB_FORM",
        "message_volume": "1,000",
        "resource_links": {},
        "date_created": iso8601(verification.date_created),
        "date_updated": iso8601(verification.date_created),
        "url": url,
    });
    if let Some(view) = view.as_object_mut() {
        view.extend(NULL_FIELDS.map(|name| (name.to_owned(), Value::Null)));
    }
    view
}
