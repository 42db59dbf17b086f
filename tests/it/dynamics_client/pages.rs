//! Lists of several pages.

use serde_json::json;

use super::Dynamics;

const NUMBERS: &str = "msdyn_channelinstances?";

async fn with_numbers(count: usize) -> Dynamics {
    Dynamics::of(&format!(
        "url: https://contoso.crm4.dynamics.com\nproviders: [{{ name: Twilio US, more_numbers: {count} }}]\n"
    ))
    .await
}

#[tokio::test]
async fn five_thousand_and_one_numbers_are_two_pages() {
    let dynamics = with_numbers(5001).await;
    let seen = dynamics.twilio().await;
    seen.is_complete();
    assert_eq!(seen.rows("NumberRow"), 5001);
    assert_eq!(dynamics.calls(NUMBERS).len(), 2);
    assert_eq!(dynamics.calls("twiliochannelinstances?").len(), 2);
    assert_eq!(seen.reads(), 7 + 8);
}

#[tokio::test]
async fn a_row_that_is_on_two_pages_counts_once() {
    let dynamics = with_numbers(22).await;
    dynamics
        .set(json!({"page_size": 5, "repeat_rows": 2}))
        .await;
    let seen = dynamics.twilio().await;
    seen.is_complete();
    assert_eq!(seen.rows("NumberRow"), 22);
    assert!(dynamics.calls(NUMBERS).len() > 5);
}

#[tokio::test]
async fn a_link_to_another_host_is_not_followed_and_named() {
    let dynamics = with_numbers(22).await;
    dynamics
        .set(json!({"page_size": 20, "next_link": "https://contoso.api.crm4.dynamics.com"}))
        .await;
    let seen = dynamics.twilio().await;
    assert_eq!(seen.codes(), ["NotUnderstood"]);
    seen.has("put https://contoso.api.crm4.dynamics.com into `url`");
    assert_eq!(seen.extents(), ["Everything", "Unread", "Everything"]);
    assert_eq!(seen.rows("NumberRow"), 0);
}

#[tokio::test]
async fn a_list_that_leads_back_is_not_read_for_ever() {
    let dynamics = with_numbers(22).await;
    dynamics.set(json!({"page_size": 20})).await;
    let select = "msdyn_name,msdyn_contactpoint,_msdyn_channelinstanceaccountid_value,_msdyn_extendedentityid_value,_msdyn_consumingapplicationid_value,_owningbusinessunit_value,statecode,modifiedon";
    let first = format!(
        "{}/api/data/v9.2/{NUMBERS}$select={select}",
        dynamics.running.url()
    );
    dynamics.spoil(NUMBERS, json!({"next_page": first})).await;
    let seen = dynamics.twilio().await;
    assert_eq!(seen.codes(), ["NotUnderstood"]);
    seen.has("leads back to a page that was read before");
    assert_eq!(dynamics.calls(NUMBERS).len(), 1);
}

#[tokio::test]
async fn a_page_that_fails_leaves_no_half_of_a_list() {
    let dynamics = with_numbers(22).await;
    dynamics.set(json!({"page_size": 20})).await;
    dynamics.spoil("skiptoken", json!({"status": 503})).await;
    let seen = dynamics.twilio().await;
    assert_eq!(seen.codes(), ["Unreachable"]);
    assert_eq!(
        (seen.rows("NumberRow"), seen.extents()[1].as_str()),
        (0, "Unread")
    );
    seen.row("ProviderRow", "Twilio US");
}
