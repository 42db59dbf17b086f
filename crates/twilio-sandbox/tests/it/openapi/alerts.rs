//! The stop of the tour at the alerts.

use super::stop::Tour;

impl Tour {
    /// The alerts of texts whose handlers fail.
    pub async fn alerts(&mut self) {
        if !self.documents.describe("/v1/Alerts") {
            return;
        }
        for to in ["+15017122661", "+447700900001", "+15017122661"] {
            let text = serde_json::json!({"to": to, "body": "Hello"});
            let url = format!("{}/_sandbox/text", self.client.running.url());
            let sent = self.client.http.post(url).json(&text).send().await;
            assert_eq!(sent.unwrap().status().as_u16(), 200);
        }
        let page = self
            .stop("GET", "/v1/Alerts", &[], &[("PageSize", "2")])
            .await;
        let first = page.each("alerts", "sid").remove(0);
        self.stop("GET", "/v1/Alerts/{Sid}", &[&first], &[]).await;
        let next = page.body["meta"]["next_page_url"].as_str().unwrap();
        let token = next.split("PageToken=").nth(1).unwrap().to_owned();
        let filters = [
            ("LogLevel", "error"),
            ("StartDate", "2026-01-01"),
            ("EndDate", "2126-01-01T00:00:00Z"),
        ];
        let found = self.stop("GET", "/v1/Alerts", &[], &filters).await;
        assert_eq!(found.each("alerts", "sid").len(), 3);
        let paging = [
            ("PageSize", "2"),
            ("Page", "1"),
            ("PageToken", token.as_str()),
        ];
        self.stop("GET", "/v1/Alerts", &[], &paging).await;
    }
}
