//! Numbers that can be bought, as Twilio's search returns them (docs/twilio.md: Searching for
//! numbers). Pure: the request of a search, and the meaning of its answer.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::VendorCode;
use crate::model::{AvailableNumber, E164};
use crate::provider::{NumberType, ProviderError, Wanted};

/// The path below the account, and the query, of a search. The country must be checked already.
pub(super) fn question(wanted: &Wanted) -> (String, String) {
    let kind = match wanted.number_type {
        NumberType::TollFree => "TollFree",
        NumberType::Local => "Local",
        NumberType::Mobile => "Mobile",
    };
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("SmsEnabled", "true");
    if let Some(area) = &wanted.area_code {
        query.append_pair("AreaCode", area);
    }
    if let Some(pattern) = &wanted.contains {
        query.append_pair("Contains", pattern);
    }
    query.append_pair("PageSize", &wanted.limit.to_string());
    let path = format!("AvailablePhoneNumbers/{}/{kind}.json", wanted.country);
    (path, query.finish())
}

/// The answer to a search.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    available_phone_numbers: Vec<Wire>,
}

/// One hit. Coordinates and prices are not read: their types differ from the documented ones.
#[derive(Debug, Deserialize)]
struct Wire {
    phone_number: Option<String>,
    locality: Option<String>,
    region: Option<String>,
    iso_country: Option<String>,
    capabilities: Option<BTreeMap<String, Option<bool>>>,
}

impl Page {
    /// The hits that are phone numbers.
    pub(super) fn into_offers(self) -> Vec<AvailableNumber> {
        let offers = self.available_phone_numbers.into_iter();
        offers.filter_map(Wire::into_offer).collect()
    }
}

impl Wire {
    fn into_offer(self) -> Option<AvailableNumber> {
        let number = E164::parse(self.phone_number.as_deref()?).ok()?;
        let said = |text: Option<String>| text.filter(|text| !text.is_empty());
        // JSON has them in lower case, XML in capitals; both have been seen.
        let mut capabilities: Vec<String> = self
            .capabilities
            .unwrap_or_default()
            .into_iter()
            .filter(|(_, able)| *able == Some(true))
            .map(|(name, _)| name.to_ascii_lowercase())
            .collect();
        capabilities.sort();
        capabilities.dedup();
        Some(AvailableNumber {
            phone_number: number.into(),
            locality: said(self.locality),
            region: said(self.region),
            country: said(self.iso_country),
            capabilities,
        })
    }
}

/// The refusal of a search, with what to do about it.
pub(super) fn advised(error: ProviderError, wanted: &Wanted) -> ProviderError {
    let Wanted {
        country,
        number_type,
        area_code,
        ..
    } = wanted;
    let area = area_code.as_deref().unwrap_or("none");
    let message = match (&error.code, error.status) {
        (Some(VendorCode::Number(21451)), _) => format!(
            "{area} is not an area code (Twilio: {}); write its three digits, such as 501",
            error.message
        ),
        (Some(VendorCode::Number(21452)), _) => format!(
            "no number is available in the area code {area} (Twilio: {}); try another one",
            error.message
        ),
        (_, Some(404)) => format!(
            "Twilio has no {} numbers in {country}; try another --type, or check the country's code (the US and Canada have toll-free and local numbers only)",
            number_type.as_str()
        ),
        _ => return error,
    };
    ProviderError { message, ..error }
}

#[cfg(test)]
mod tests {
    use super::{Page, question};
    use crate::provider::{NumberType, Wanted};

    #[test]
    fn the_question_is_encoded() {
        let wanted = Wanted {
            country: "US".to_owned(),
            number_type: NumberType::TollFree,
            area_code: Some("888".to_owned()),
            contains: Some("+1%JOIN&x".to_owned()),
            limit: 5,
        };
        let (path, query) = question(&wanted);
        assert_eq!(path, "AvailablePhoneNumbers/US/TollFree.json");
        assert_eq!(
            query,
            "SmsEnabled=true&AreaCode=888&Contains=%2B1%25JOIN%26x&PageSize=5"
        );
    }

    #[test]
    fn capabilities_are_read_in_any_case_and_odd_entries_left_out() {
        let page: Page = serde_json::from_str(
            r#"{"available_phone_numbers":[
                {"phone_number":"+15015550100","locality":"","region":"AR","latitude":"34.7",
                 "capabilities":{"SMS":true,"voice":true,"MMS":false,"fax":null}},
                {"phone_number":"5015550100"}, {}]}"#,
        )
        .unwrap();
        let offers = page.into_offers();
        assert_eq!(offers.len(), 1);
        assert_eq!(offers[0].capabilities, ["sms", "voice"]);
        assert_eq!(offers[0].locality, None);
        assert_eq!(offers[0].region.as_deref(), Some("AR"));
    }
}
