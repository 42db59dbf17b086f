//! A tour of all that the sandbox serves, each stop compared with the documents.

use crate::client::Client;

use super::documents::Documents;
use super::stop::Tour;

const SEED: &str = r#"
accounts:
  AC00000000000000000000000000000001:
    numbers:
      - phone_number: "+15017122661"
      - phone_number: "+447700900001"
        sms_application_sid: Legacy
      - phone_number: "+18885550123"
        verification: { status: TWILIO_REJECTED, rejection_reason: Because, error_code: 30445 }
      - phone_number: "+15017122662"
        capabilities: { sms: false, mms: false, voice: true, fax: true }
    applications: [{ friendly_name: Legacy, sms_url: https://legacy.example.com/sms }]
    messaging_services:
      - friendly_name: Campaigns
        numbers: ["+15017122661"]
        inbound_request_url: https://example.com/campaigns
        campaign: {}
        alpha_senders: [Contoso]
    short_codes: [{ short_code: "74454", friendly_name: Votes }]
    conversations_addresses:
      - { address: "+15017122661", friendly_name: Desk, auto_creation: { type: webhook, webhook_url: https://desk.example.com } }
      - { address: "+447700900001", auto_creation: { type: studio, studio_flow_sid: FW00000000000000000000000000000001 } }
      - { address: "+18885550123", auto_creation: { enabled: false } }
  AC00000000000000000000000000000002:
    owner_account_sid: AC00000000000000000000000000000001
handlers:
  - { url: "https://example.com/campaigns", status: 502 }
  - { url: "https://legacy.example.com", status: 404 }
"#;

const ACCOUNT: &str = "/2010-04-01/Accounts/{AccountSid}";

impl Tour {
    async fn accounts(&mut self) {
        let one = "/2010-04-01/Accounts/{Sid}.json";
        let all = "/2010-04-01/Accounts.json";
        self.stop(
            "GET",
            all,
            &[],
            &[
                ("FriendlyName", "Sandbox"),
                ("Status", "active"),
                ("PageSize", "1"),
            ],
        )
        .await;
        let made = self
            .stop("POST", all, &[], &[("FriendlyName", "New")])
            .await;
        let sid = made.body["sid"].as_str().unwrap();
        self.stop("GET", one, &[sid], &[]).await;
        self.stop(
            "POST",
            one,
            &[sid],
            &[("FriendlyName", "Newer"), ("Status", "suspended")],
        )
        .await;
        self.stop("GET", &format!("{ACCOUNT}/Balance.json"), &[], &[])
            .await;
    }

    async fn numbers(&mut self) {
        let all = &format!("{ACCOUNT}/IncomingPhoneNumbers.json");
        let one = &format!("{ACCOUNT}/IncomingPhoneNumbers/{{Sid}}.json");
        let filters = [
            ("Beta", "true"),
            ("Origin", "twilio"),
            ("PhoneNumber", "+1*"),
            ("PageSize", "2"),
        ];
        let page = self.stop("GET", all, &[], &filters).await;
        let token = page.body["next_page_uri"]
            .as_str()
            .unwrap()
            .split("PageToken=")
            .nth(1)
            .unwrap()
            .to_owned();
        self.stop(
            "GET",
            all,
            &[],
            &[("PageSize", "2"), ("Page", "1"), ("PageToken", &token)],
        )
        .await;
        for kind in ["Local", "Mobile", "TollFree"] {
            self.stop(
                "GET",
                &format!("{ACCOUNT}/IncomingPhoneNumbers/{kind}.json"),
                &[],
                &[],
            )
            .await;
        }
        let sid = page.each("incoming_phone_numbers", "sid").remove(0);
        self.stop("GET", one, &[&sid], &[]).await;
        let settings = [
            ("FriendlyName", "Shop"),
            ("SmsUrl", "https://example.com/sms"),
            ("SmsMethod", "GET"),
            ("SmsFallbackUrl", "https://example.com/fallback"),
            ("SmsFallbackMethod", "GET"),
            ("SmsApplicationSid", ""),
            ("VoiceUrl", "https://example.com/voice"),
            ("VoiceFallbackUrl", "https://example.com/voice-fallback"),
            ("VoiceMethod", "GET"),
            ("VoiceCallerIdLookup", "true"),
            ("StatusCallback", "https://example.com/status"),
            ("TrunkSid", "TK00000000000000000000000000000001"),
            ("AddressSid", "AD00000000000000000000000000000001"),
        ];
        self.stop("POST", one, &[&sid], &settings).await;
        self.stop(
            "POST",
            one,
            &[&sid],
            &[("AccountSid", "AC00000000000000000000000000000002")],
        )
        .await;
        let bought = self
            .stop(
                "POST",
                all,
                &[],
                &[("AreaCode", "501"), ("SmsUrl", "https://example.com/")],
            )
            .await;
        self.stop("DELETE", one, &[bought.body["sid"].as_str().unwrap()], &[])
            .await;
        for (kind, phone) in [
            ("Local", "+12015550100"),
            ("Mobile", "+447700900010"),
            ("TollFree", "+18335550100"),
        ] {
            let path = format!("{ACCOUNT}/IncomingPhoneNumbers/{kind}.json");
            self.stop("POST", &path, &[], &[("PhoneNumber", phone)])
                .await;
        }
    }

    async fn applications(&mut self) {
        let all = &format!("{ACCOUNT}/Applications.json");
        let one = &format!("{ACCOUNT}/Applications/{{Sid}}.json");
        self.stop(
            "GET",
            all,
            &[],
            &[("FriendlyName", "Legacy"), ("PageSize", "10")],
        )
        .await;
        let settings = [
            ("FriendlyName", "New"),
            ("SmsUrl", "https://example.com/sms"),
            ("SmsFallbackUrl", "https://example.com/fallback"),
            ("SmsStatusCallback", "https://example.com/status"),
            ("MessageStatusCallback", "https://example.com/status"),
            ("PublicApplicationConnectEnabled", "true"),
        ];
        let made = self.stop("POST", all, &[], &settings).await;
        let sid = made.body["sid"].as_str().unwrap();
        self.stop("GET", one, &[sid], &[]).await;
        self.stop(
            "POST",
            one,
            &[sid],
            &[("SmsMethod", "GET"), ("VoiceMethod", "GET")],
        )
        .await;
        self.stop("DELETE", one, &[sid], &[]).await;
    }

    async fn short_codes(&mut self) {
        let all = &format!("{ACCOUNT}/SMS/ShortCodes.json");
        let one = &format!("{ACCOUNT}/SMS/ShortCodes/{{Sid}}.json");
        let filters = [("ShortCode", "744"), ("FriendlyName", "Votes")];
        let listed = self.stop("GET", all, &[], &filters).await;
        let code = listed.each("short_codes", "sid").remove(0);
        self.stop("GET", one, &[&code], &[]).await;
        let settings = [
            ("FriendlyName", "Vote"),
            ("SmsUrl", "https://example.com/sms"),
            ("SmsMethod", "GET"),
            ("SmsFallbackUrl", "https://example.com/fallback"),
            ("SmsFallbackMethod", "GET"),
        ];
        self.stop("POST", one, &[&code], &settings).await;

        let form = [("FriendlyName", "Codes")];
        let made = self.client.post("/v1/Services", &form).await;
        let service = made.body["sid"].as_str().unwrap();
        let codes = "/v1/Services/{ServiceSid}/ShortCodes";
        let form = [("ShortCodeSid", code.as_str())];
        self.stop("POST", codes, &[service], &form).await;
        let alpha = "/v1/Services/{ServiceSid}/AlphaSenders";
        let form = [("AlphaSender", "Contoso")];
        let added = self.stop("POST", alpha, &[service], &form).await;
        let sender = added.body["sid"].as_str().unwrap();
        for (list, sid) in [(codes, code.as_str()), (alpha, sender)] {
            let (page, one) = ([("PageSize", "10")], format!("{list}/{{Sid}}"));
            self.stop("GET", list, &[service], &page).await;
            self.stop("GET", &one, &[service, sid], &[]).await;
            self.stop("DELETE", &one, &[service, sid], &[]).await;
        }
    }

    async fn search(&mut self) {
        let all = format!("{ACCOUNT}/AvailablePhoneNumbers");
        self.stop("GET", &format!("{all}.json"), &[], &[]).await;
        self.stop("GET", &format!("{all}/{{CountryCode}}.json"), &["GB"], &[])
            .await;
        let filters = [
            ("AreaCode", "501"),
            ("Contains", "555"),
            ("SmsEnabled", "true"),
            ("InRegion", "AR"),
            ("PageSize", "5"),
        ];
        self.stop(
            "GET",
            &format!("{all}/{{CountryCode}}/Local.json"),
            &["US"],
            &filters,
        )
        .await;
        self.stop(
            "GET",
            &format!("{all}/{{CountryCode}}/TollFree.json"),
            &["CA"],
            &[("MmsEnabled", "true")],
        )
        .await;
        self.stop(
            "GET",
            &format!("{all}/{{CountryCode}}/Mobile.json"),
            &["GB"],
            &[("FaxEnabled", "false")],
        )
        .await;
    }

    async fn prices(&mut self) {
        let all = "/v1/PhoneNumbers/Countries";
        if !self.documents.describe(all) {
            return;
        }
        self.stop("GET", all, &[], &[("PageSize", "2")]).await;
        self.stop("GET", &format!("{all}/{{IsoCountry}}"), &["US"], &[])
            .await;
    }

    async fn services(&mut self) {
        let (all, one) = ("/v1/Services", "/v1/Services/{Sid}");
        let listed = self.stop("GET", all, &[], &[("PageSize", "1")]).await;
        let seeded = listed.each("services", "sid").remove(0);
        let campaigns = "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p";
        let campaign = self
            .stop("GET", campaigns, &[&seeded], &[])
            .await
            .each("compliance", "sid")
            .remove(0);
        self.stop(
            "GET",
            &format!("{campaigns}/{{Sid}}"),
            &[&seeded, &campaign],
            &[],
        )
        .await;

        let settings = [
            ("FriendlyName", "New"),
            ("InboundRequestUrl", "https://example.com/sms"),
            ("InboundMethod", "GET"),
            ("FallbackUrl", "https://example.com/fallback"),
            ("FallbackMethod", "GET"),
            ("StatusCallback", "https://example.com/status"),
            ("UseInboundWebhookOnNumber", "true"),
            ("StickySender", "false"),
            ("ValidityPeriod", "600"),
            ("Usecase", "marketing"),
            ("ScanMessageContent", "disable"),
        ];
        let made = self.stop("POST", all, &[], &settings).await;
        let sid = made.body["sid"].as_str().unwrap();
        self.stop("GET", one, &[sid], &[]).await;
        self.stop(
            "POST",
            one,
            &[sid],
            &[("InboundRequestUrl", ""), ("SmartEncoding", "false")],
        )
        .await;

        let members = "/v1/Services/{ServiceSid}/PhoneNumbers";
        let free = self
            .client
            .get(
                &self
                    .client
                    .account("/IncomingPhoneNumbers.json?PhoneNumber=447700900001"),
            )
            .await;
        let number = free.each("incoming_phone_numbers", "sid").remove(0);
        self.stop("POST", members, &[sid], &[("PhoneNumberSid", &number)])
            .await;
        self.stop("GET", members, &[sid], &[("PageSize", "10")])
            .await;
        self.stop("GET", &format!("{members}/{{Sid}}"), &[sid, &number], &[])
            .await;
        self.stop(
            "DELETE",
            &format!("{members}/{{Sid}}"),
            &[sid, &number],
            &[],
        )
        .await;
        self.stop("DELETE", one, &[sid], &[]).await;
    }

    async fn verifications(&mut self) {
        let all = "/v1/Tollfree/Verifications";
        let listed = self
            .stop(
                "GET",
                all,
                &[],
                &[("Status", "TWILIO_REJECTED"), ("PageSize", "10")],
            )
            .await;
        let sid = listed.each("verifications", "sid").remove(0);
        self.stop("GET", &format!("{all}/{{Sid}}"), &[&sid], &[])
            .await;
    }
}

impl Tour {
    /// The addresses of Conversations.
    async fn addresses(&mut self) {
        let all = "/v1/Configuration/Addresses";
        if !self.documents.describe(all) {
            return;
        }
        let page = self
            .stop("GET", all, &[], &[("Type", "sms"), ("PageSize", "2")])
            .await;
        let token = page.body["meta"]["next_page_url"]
            .as_str()
            .unwrap()
            .split("PageToken=")
            .nth(1)
            .unwrap()
            .to_owned();
        self.stop("GET", all, &[], &[("PageSize", "2"), ("PageToken", &token)])
            .await;
        let sid = page.each("address_configurations", "sid").remove(0);
        self.stop("GET", &format!("{all}/{{Sid}}"), &[&sid], &[])
            .await;
    }

    /// The events of the tour so far.
    async fn events(&mut self) {
        if !self.documents.describe("/v1/Events") {
            return;
        }
        let page = self
            .stop("GET", "/v1/Events", &[], &[("PageSize", "2")])
            .await;
        let first = page.each("events", "sid").remove(0);
        self.stop("GET", "/v1/Events/{Sid}", &[&first], &[]).await;
        let next = page.body["meta"]["next_page_url"].as_str().unwrap();
        let token = next.split("PageToken=").nth(1).unwrap().to_owned();
        let filters = [
            (
                "ResourceSid",
                page.body["events"][0]["resource_sid"].as_str().unwrap(),
            ),
            (
                "ActorSid",
                page.body["events"][0]["actor_sid"].as_str().unwrap(),
            ),
            (
                "EventType",
                page.body["events"][0]["event_type"].as_str().unwrap(),
            ),
            ("SourceIpAddress", "127.0.0.1"),
            ("StartDate", "2026-01-01"),
            ("EndDate", "2126-01-01T00:00:00Z"),
        ];
        let found = self.stop("GET", "/v1/Events", &[], &filters).await;
        assert!(!found.each("events", "sid").is_empty());
        let paging = [
            ("PageSize", "2"),
            ("Page", "1"),
            ("PageToken", token.as_str()),
        ];
        self.stop("GET", "/v1/Events", &[], &paging).await;
    }
}

#[tokio::test]
async fn every_answer_is_as_twilio_documents_it() {
    let Some(documents) = Documents::find() else {
        return;
    };
    let client = Client::of(SEED).await;
    let mut tour = Tour {
        client,
        documents,
        differences: Vec::new(),
    };
    tour.alerts().await;
    tour.accounts().await;
    tour.services().await;
    tour.verifications().await;
    tour.addresses().await;
    tour.search().await;
    tour.short_codes().await;
    tour.applications().await;
    tour.numbers().await;
    tour.prices().await;
    tour.events().await;
    assert!(
        tour.differences.is_empty(),
        "{}",
        tour.differences.join("\n")
    );
}
