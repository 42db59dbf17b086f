//! A tour of all that the sandbox serves, each stop compared with the documents.

use reqwest::Method;
use serde_json::{Value, json};

use super::documents::{Documents, unknown, validator};
use crate::client::{Answer, Client, URL, child, extension, seed, source, topic, webhook};

const SUBSCRIPTION: &str = "/subscriptions/{subscriptionId}";
const GROUP: &str = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers";

struct Tour {
    client: Client,
    documents: Documents,
    stops: usize,
    problems: Vec<String>,
}

impl Tour {
    /// Compares an answer, and the request that led to it, with the description of `template`.
    fn compare(
        &mut self,
        method: &Method,
        template: &str,
        path: &str,
        body: Option<&Value>,
        answer: &Answer,
    ) {
        self.stops += 1;
        let stop = format!("{method} {template} {}", answer.status);
        let operation = self.documents.operation(method.as_str(), template);
        let query = path.split_once('?').map_or("", |(_, query)| query);
        let names = query.split('&').filter(|part| !part.is_empty());
        let known = operation.parameters();
        for name in names.map(|part| part.split('=').next().unwrap()) {
            if name != "api-version" && !known.contains(&name.to_owned()) {
                self.problems
                    .push(format!("{stop}: the parameter {name} is not documented"));
            }
        }
        if let Some(body) = body {
            let schema = operation.body().unwrap();
            self.problems
                .extend(check(&format!("{stop} sent"), &schema, body));
        }
        match operation.answer(answer.status) {
            // The documents describe the number that the operation ends with. Their own example has the
            // operation's identifier, and so does the service.
            Some(_) if answer.status == 202 && template.ends_with("/capabilities") => {}
            Some(schema) => self.problems.extend(check(&stop, &schema, &answer.body)),
            None if answer.body.is_null() => {}
            // Event Grid's documents do not describe the bodies of errors.
            None if answer.status >= 400 => {}
            None => self
                .problems
                .push(format!("{stop} has a body: {}", answer.body)),
        }
    }

    async fn arm(
        &mut self,
        method: Method,
        template: &str,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let answer = self.client.arm(method.clone(), path, body.clone()).await;
        self.compare(&method, template, path, body.as_ref(), &answer);
        if answer.headers.contains_key("azure-asyncoperation") {
            self.client.finish(&answer).await;
        }
        answer
    }

    async fn data(&mut self, method: Method, template: &str, path: &str, body: &str) -> Answer {
        let path = format!(
            "{path}{}api-version=2022-12-01",
            if path.contains('?') { "&" } else { "?" }
        );
        let answer = self.client.signed(method.clone(), &path, body).await;
        let sent = serde_json::from_str(body).ok();
        self.compare(&method, template, &path, sent.as_ref(), &answer);
        answer
    }
}

fn check(stop: &str, schema: &Value, body: &Value) -> Vec<String> {
    let validator = validator(schema);
    let errors = validator.iter_errors(body);
    let mut found: Vec<String> = errors
        .map(|error| format!("{stop}: {} at {}", error, error.instance_path()))
        .collect();
    let names = unknown(schema, body, "");
    found.extend(
        names
            .iter()
            .map(|name| format!("{stop}: {name} is not in the document")),
    );
    found
}

#[tokio::test]
async fn every_answer_is_as_the_documents_say() {
    let Some(documents) = Documents::find() else {
        return;
    };
    let more = "    subscriptions:\n      - {name: queue, under: source, properties: {destination: {endpointType: StorageQueue, properties: {resourceId: /x, queueName: q}}}}\n";
    let client = Client::of(&seed(more)).await;
    let mut tour = Tour {
        client,
        documents,
        stops: 0,
        problems: Vec::new(),
    };
    tour.numbers().await;
    tour.topics().await;
    tour.subscriptions().await;
    tour.events().await;
    assert!(tour.problems.is_empty(), "{}", tour.problems.join("\n"));
    assert!(tour.stops > 30, "{} stops", tour.stops);
}

/// The checks above can fail: each of these changes is found.
#[tokio::test]
async fn an_answer_that_differs_from_the_documents_is_found() {
    let Some(documents) = Documents::find() else {
        return;
    };
    let client = Client::with_topic().await;
    client.create(&child("incoming"), webhook(URL)).await;
    let good = client.get(&child("incoming")).await.body;
    let template =
        "/{scope}/providers/Microsoft.EventGrid/eventSubscriptions/{eventSubscriptionName}";
    let schema = documents.operation("GET", template).answer(200).unwrap();
    assert_eq!(check("good", &schema, &good), Vec::<String>::new());
    for (pointer, value) in [
        ("/properties/labels", json!("one")),
        ("/properties/retryPolicy/maxDeliveryAttempts", json!("30")),
        ("/properties/destination/endpointType", json!("Pigeon")),
        (
            "/properties/destination/properties",
            json!({"url": "https://a.example"}),
        ),
        ("/properties/filter", json!({"subject": "x"})),
        ("/properties", json!({"state": "Succeeded"})),
    ] {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        assert!(!check("changed", &schema, &changed).is_empty(), "{pointer}");
    }
}

impl Tour {
    async fn numbers(&mut self) {
        let one = "/phoneNumbers/{phoneNumber}";
        let operation = "/phoneNumbers/operations/{operationId}";
        self.data(
            Method::GET,
            "/phoneNumbers",
            "/phoneNumbers?skip=0&top=1",
            "",
        )
        .await;
        self.data(Method::GET, one, "/phoneNumbers/%2B18885550123", "")
            .await;
        self.data(Method::GET, one, "/phoneNumbers/%2B1", "").await;
        let path = "/phoneNumbers/%2B18885550123/capabilities";
        let changed = self
            .data(
                Method::PATCH,
                "/phoneNumbers/{phoneNumber}/capabilities",
                path,
                r#"{"sms":"outbound"}"#,
            )
            .await;
        let id = changed.header("operation-id").to_owned();
        let path = format!("/phoneNumbers/operations/{id}");
        self.data(Method::GET, operation, &path, "").await;
        self.data(Method::GET, operation, &path, "").await;
        self.data(Method::DELETE, operation, &path, "").await;
        self.data(Method::DELETE, one, "/phoneNumbers/%2B15017122661", "")
            .await;
    }

    async fn topics(&mut self) {
        let one = &format!("{GROUP}/Microsoft.EventGrid/systemTopics/{{systemTopicName}}");
        let resource = &format!(
            "{GROUP}/Microsoft.Communication/communicationServices/{{communicationServiceName}}"
        );
        let path = format!("{}?api-version=2023-04-01", source());
        self.arm(Method::GET, resource, &path, None).await;
        let missing = path.replace("contoso-sms", "none");
        self.arm(Method::GET, resource, &missing, None).await;
        let body = json!({"location": "global", "tags": {"a": "b"}, "properties": {
            "source": source(), "topicType": "Microsoft.Communication.CommunicationServices",
        }});
        self.arm(Method::PUT, one, &topic(), Some(body.clone()))
            .await;
        self.arm(Method::PUT, one, &topic(), Some(body.clone()))
            .await;
        let second = topic().replace("contoso-sms-events", "second");
        self.arm(Method::PUT, one, &second, Some(body)).await;
        self.arm(
            Method::PATCH,
            one,
            &topic(),
            Some(json!({"tags": {"c": "d"}})),
        )
        .await;
        self.arm(Method::GET, one, &topic(), None).await;
        self.arm(Method::GET, one, &second, None).await;
        let all = "/providers/Microsoft.EventGrid/systemTopics";
        let path = format!(
            "/subscriptions/00000000-0000-4000-8000-000000000001{all}?$top=1&$filter=name eq 'x'"
        );
        self.arm(Method::GET, &format!("{SUBSCRIPTION}{all}"), &path, None)
            .await;
        let path = topic().replace("/contoso-sms-events", "?$top=1");
        let group = format!("{GROUP}/Microsoft.EventGrid/systemTopics");
        self.arm(Method::GET, &group, &path, None).await;
    }

    async fn subscriptions(&mut self) {
        let below = format!(
            "{GROUP}/Microsoft.EventGrid/systemTopics/{{systemTopicName}}/eventSubscriptions/{{eventSubscriptionName}}"
        );
        let aside =
            "/{scope}/providers/Microsoft.EventGrid/eventSubscriptions/{eventSubscriptionName}";
        for (template, id) in [
            (below.as_str(), child("incoming")),
            (aside, extension("incoming")),
        ] {
            let mut body = webhook(&format!("{URL}?code=1"));
            let properties = &mut body["properties"];
            properties["labels"] = json!(["switchboard"]);
            properties["expirationTimeUtc"] = json!("2099-01-01T00:00:00Z");
            properties["filter"]["advancedFilters"] = json!([
                {"operatorType": "StringEndsWith", "key": "subject", "values": ["phonenumber/18885550123"]},
                {"operatorType": "IsNotNull", "key": "data.from"},
            ]);
            properties["destination"]["properties"]["deliveryAttributeMappings"] = json!([
                {"name": "x-key", "type": "Static", "properties": {"value": "s3cret", "isSecret": true}},
                {"name": "x-from", "type": "Dynamic", "properties": {"sourceField": "data.from"}},
            ]);
            properties["deadLetterDestination"] = json!({"endpointType": "StorageBlob", "properties": {
                "resourceId": "/subscriptions/x", "blobContainerName": "dead",
            }});
            self.arm(Method::PUT, template, &id, Some(body)).await;
            let update = webhook(URL)["properties"].clone();
            self.arm(Method::PATCH, template, &id, Some(update)).await;
            self.arm(Method::GET, template, &id, None).await;
            for action in ["getFullUrl", "getDeliveryAttributes"] {
                let path = format!("{id}/{action}");
                self.arm(Method::POST, &format!("{template}/{action}"), &path, None)
                    .await;
            }
            let missing = id.replace("/incoming", "/missing");
            self.arm(Method::GET, template, &missing, None).await;
            let list = id.replace("/incoming", "?$top=1");
            let lists = if template == aside {
                "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/{providerNamespace}/{resourceTypeName}/{resourceName}/providers/Microsoft.EventGrid/eventSubscriptions"
            } else {
                template.trim_end_matches("/{eventSubscriptionName}")
            };
            self.arm(Method::GET, lists, &list, None).await;
            self.client.set(json!({"endpoint": "refuse"})).await;
            self.arm(Method::PUT, template, &id, Some(webhook(URL)))
                .await;
            self.arm(Method::GET, template, &id, None).await;
            self.client.set(json!({"endpoint": "echo"})).await;
            self.arm(Method::DELETE, template, &id, None).await;
            self.arm(Method::DELETE, template, &id, None).await;
        }
        let all = "/providers/Microsoft.EventGrid/locations/{location}/topicTypes/{topicTypeName}/eventSubscriptions";
        let path = "/subscriptions/00000000-0000-4000-8000-000000000001/providers/Microsoft.EventGrid/locations/global/topicTypes/Microsoft.Communication.CommunicationServices/eventSubscriptions?$top=100";
        self.arm(Method::GET, &format!("{SUBSCRIPTION}{all}"), path, None)
            .await;
    }

    async fn events(&mut self) {
        let text = self.client.text("+18885550123").await;
        let schema = self.documents.event("AcsSmsReceivedEventData");
        let problems = check("a text", &schema, &lowered(&text["event"]["data"]));
        self.problems.extend(problems);
        let body = json!({"from": "+18885550123", "to": "+15555550100", "tag": "spring"});
        let report = self
            .client
            .admin(Method::POST, "delivery-report", body)
            .await;
        let schema = self
            .documents
            .event("AcsSmsDeliveryReportReceivedEventData");
        let problems = check("a report", &schema, &lowered(&report.body["event"]["data"]));
        self.problems.extend(problems);
    }
}

/// The number of segments is newer than the documents.
fn lowered(data: &Value) -> Value {
    let mut data = data.clone();
    data.as_object_mut().unwrap().remove("segmentCount");
    data
}
