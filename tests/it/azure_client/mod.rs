//! The client for Azure against the stand-in, and against servers that misbehave: what is repeated,
//! what is refused, and that no credential is ever shown.

mod credentials;
mod failures;
mod lists;
mod operations;
mod secrets;
mod server;
mod writing;

use std::sync::Arc;

use serde_json::{Value, json};
use switchboard::http::entra::{Application, Proof, SignIn};
use switchboard::model::Secret;
use switchboard::provider::azure::client::{
    Access, Client, EVENT_GRID_VERSION, NUMBERS_VERSION, Plane,
};
use switchboard::provider::azure::connection_string::ConnectionString;
use switchboard::provider::azure::signature::AccessKey;
use switchboard::provider::{Limits, ProviderError, Settings};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::support::azure::{Azure, SOURCE, TOPIC, hasty, seed};

const HOOK: &str = "https://public-usa.mkt.dynamics.com/api/v1.1/orgs/3f2c/sms/incoming";

/// A sandbox with a system topic.
async fn with_topic() -> Azure {
    Azure::of(&seed("    topic: {}\n")).await
}

/// The sign-in of the sandbox's app with this secret.
fn sign_in(azure: &Azure, secret: &str, authority: Url) -> Arc<SignIn> {
    let application = Application {
        tenant: azure.access.tenant_id.clone(),
        client_id: azure.access.client_id.clone(),
        proof: Proof::Secret(Secret::new(secret)),
    };
    let cancel = CancellationToken::new();
    Arc::new(SignIn::new(authority, application, &hasty(), None, cancel).unwrap())
}

/// The access key of the sandbox's resource.
fn key(azure: &Azure) -> AccessKey {
    let text = Secret::new(azure.access.connection_string.clone());
    ConnectionString::parse(&text).unwrap().key
}

/// Everything that the sandbox's resource needs.
fn access(azure: &Azure) -> Access {
    Access {
        numbers: azure.url(),
        management: azure.url(),
        key: Some(key(azure)),
        sign_in: Some(sign_in(azure, &azure.access.client_secret, azure.url())),
    }
}

fn client_with(access: Access, limits: Limits) -> Client {
    let settings = Settings {
        limits,
        ..Settings::default()
    };
    Client::new(access, &settings).unwrap()
}

fn client(azure: &Azure) -> Client {
    client_with(access(azure), hasty())
}

fn numbers(client: &Client) -> Url {
    let query = [
        ("skip", "0"),
        ("top", "100"),
        ("api-version", NUMBERS_VERSION),
    ];
    client.url(Plane::Numbers, "/phoneNumbers", &query)
}

/// The URL of something at Event Grid.
fn grid(client: &Client, path: &str) -> Url {
    let query = [("api-version", EVENT_GRID_VERSION)];
    client.url(Plane::Management, path, &query)
}

fn topic(client: &Client) -> Url {
    grid(client, TOPIC)
}

/// An event subscription below the topic.
fn child(client: &Client, name: &str) -> Url {
    grid(client, &format!("{TOPIC}/eventSubscriptions/{name}"))
}

fn body(url: &str) -> Value {
    json!({"properties": {
        "destination": {"endpointType": "WebHook", "properties": {"endpointUrl": url}},
        "filter": {"includedEventTypes": ["Microsoft.Communication.SMSReceived"]},
    }})
}

/// Reads the topic.
async fn read(client: &Client) -> (Result<Value, ProviderError>, u64) {
    let mut tries = 0;
    let url = topic(client);
    let answer = client.get::<Value>(Plane::Management, &url, "reading the topic", &mut tries);
    let answer = answer.await;
    (answer.map(|answer| answer.value), tries)
}

/// Creates a subscription.
async fn put(client: &Client, name: &str) -> Result<Option<Url>, ProviderError> {
    let url = child(client, name);
    let made = client
        .put(&url, &body(HOOK), "creating incoming", &[])
        .await;
    made.map(|answer| answer.operation)
}

/// The path of the resource's own subscriptions.
fn source_list() -> String {
    format!("{SOURCE}/providers/Microsoft.EventGrid/eventSubscriptions")
}
