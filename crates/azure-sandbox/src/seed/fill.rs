//! A seed as a state.

use anyhow::{Context as _, anyhow};
use serde_json::json;

use crate::grid::properties::accepted;
use crate::seed::check::check;
use crate::seed::defaults::{app_of, github_of, properties_of, resource_of, tenant_of};
use crate::seed::format::{Seed, SeedApp, SeedResource, SeedSubscription, SeedTopic, Under};
use crate::store::grid::{Provisioning, Subscription, Topic};
use crate::store::resource::Resource;
use crate::store::state::State;

impl State {
    /// The state of a fresh sandbox.
    ///
    /// # Errors
    /// If the seed contradicts itself, or Azure would not accept one of its subscriptions.
    pub fn from_seed(seed: &Seed) -> anyhow::Result<Self> {
        let mut state = Self::default();
        state.add_missing(seed)?;
        Ok(state)
    }

    /// Adds the identities and resources of the seed that the state does not have, and takes over the seed's settings,
    /// which are never saved.
    ///
    /// # Errors
    /// As [`State::from_seed`].
    pub fn add_missing(&mut self, seed: &Seed) -> anyhow::Result<()> {
        check(seed)?;
        self.session.settings = seed.settings.clone();
        self.session.faults.clone_from(&seed.faults);
        self.session.deliver.clone_from(&seed.deliver);
        if self.tenant_id.is_empty() {
            self.tenant_id = tenant_of(seed);
            self.github = github_of(&seed.github);
        }
        for audience in &seed.audiences {
            if !self.audiences.contains(audience) {
                self.audiences.push(audience.clone());
            }
        }
        let only = [SeedApp::default()];
        let apps = if seed.apps.is_empty() {
            &only[..]
        } else {
            &seed.apps
        };
        for app in apps.iter().map(|app| app_of(app, &self.github.subject)) {
            if self
                .apps
                .iter()
                .all(|known| known.registration.client_id != app.registration.client_id)
            {
                self.apps.push(app);
            }
        }
        for resource in &seed.resources {
            if !self
                .resources
                .contains_key(&resource.resource_id.to_lowercase())
            {
                self.add_resource(resource)?;
            }
        }
        Ok(())
    }

    fn add_resource(&mut self, seed: &SeedResource) -> anyhow::Result<()> {
        let resource = resource_of(seed);
        let key = resource.key();
        if let Some(topic) = &seed.topic {
            self.add_topic(&resource, topic);
        }
        self.resources.insert(key.clone(), resource);
        for subscription in &seed.subscriptions {
            self.add_subscription(&key, subscription)
                .with_context(|| format!("subscription {}", subscription.name))?;
        }
        Ok(())
    }

    fn add_topic(&mut self, resource: &Resource, seed: &SeedTopic) {
        let parts: Vec<&str> = resource.id.split('/').collect();
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        let group = seed.resource_group.as_deref().unwrap_or_else(|| part(4));
        let default = format!("{}-events", resource.name());
        let name = seed.name.as_deref().unwrap_or(&default);
        let id = format!(
            "/subscriptions/{}/resourceGroups/{group}/providers/Microsoft.EventGrid/systemTopics/{name}",
            part(2)
        );
        let topic = Topic {
            id: id.clone(),
            source: resource.key(),
            tags: json!(seed.tags),
            state: Provisioning::Succeeded,
            automatic: false,
        };
        self.topics.insert(id.to_lowercase(), topic);
    }

    /// Adds a subscription that exists already, and the topic that it needs.
    pub(crate) fn add_subscription(
        &mut self,
        source: &str,
        seed: &SeedSubscription,
    ) -> anyhow::Result<String> {
        let resource = self
            .resources
            .get(source)
            .context("there is no such resource")?
            .clone();
        if self.topic_of(source).is_none() {
            self.add_topic(&resource, &SeedTopic::default());
        }
        let topic = self.topic_of(source).map(|topic| topic.id.clone());
        let (id, topic) = match (seed.under, topic) {
            (Under::Topic, Some(topic)) => (
                format!("{topic}/eventSubscriptions/{}", seed.name),
                Some(topic.to_lowercase()),
            ),
            _ => (
                format!(
                    "{}/providers/Microsoft.EventGrid/eventSubscriptions/{}",
                    resource.id, seed.name
                ),
                None,
            ),
        };
        let sent = properties_of(seed);
        let spelling = self.session.settings.base_url;
        let properties = accepted(&sent, spelling).map_err(|message| anyhow!(message))?;
        let state = seed.state.unwrap_or(Provisioning::Succeeded);
        let is_active = matches!(state, Provisioning::Succeeded | Provisioning::Updating);
        let subscription = Subscription {
            id: id.clone(),
            source: source.to_owned(),
            topic,
            state,
            active: is_active.then(|| properties.clone()),
            properties,
            ever_succeeded: is_active,
        };
        self.subscriptions.insert(id.to_lowercase(), subscription);
        Ok(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_the_same_every_time() {
        let state = || serde_json::to_value(State::from_seed(&Seed::demo()).unwrap()).unwrap();
        assert_eq!(state(), state());
    }

    #[test]
    fn contradictions_are_refused() {
        let id = "/subscriptions/S/resourceGroups/G/providers/Microsoft.Communication/communicationServices/r";
        for (text, part) in [
            (
                "resources: [{resource_id: /subscriptions/S}]".to_owned(),
                "is not the id",
            ),
            (
                format!(
                    "resources: [{{resource_id: {id}}}, {{resource_id: {}}}]",
                    id.to_uppercase()
                ),
                "twice",
            ),
            (
                format!("resources: [{{resource_id: {id}, numbers: ['15017122661']}}]"),
                "not a number",
            ),
            (
                format!(
                    "resources: [{{resource_id: {id}, subscriptions: [{{name: a}}, {{name: A}}]}}]"
                ),
                "twice",
            ),
            (
                "deliver: {'https://a': 'http://example.com'}".to_owned(),
                "on this machine",
            ),
            ("nonsense: 1".to_owned(), "unknown field"),
            ("settings: {patch: sometimes}".to_owned(), "unknown variant"),
        ] {
            let error = format!("{:#}", Seed::from_yaml(&text).unwrap_err());
            assert!(error.contains(part), "{text}: {error}");
        }
        let bad = format!(
            "resources: [{{resource_id: {id}, subscriptions: [{{name: abc, endpoint_url: 'http://x'}}]}}]"
        );
        let error = State::from_seed(&Seed::from_yaml(&bad).unwrap()).unwrap_err();
        assert!(
            format!("{error:#}").contains("Supplied URL is invalid"),
            "{error:#}"
        );
    }
}
