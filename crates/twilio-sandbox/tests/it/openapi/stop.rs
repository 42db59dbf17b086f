//! One stop of the tour: a call, and its answer compared with the documents.

use crate::client::{Answer, Client};

use super::documents::{Documents, names, validator};

/// The traveller: a client, the documents, and the problems found.
pub struct Tour {
    pub client: Client,
    pub documents: Documents,
    pub differences: Vec<String>,
}

impl Tour {
    /// Goes to `template` with `parts` in the place of its braces, the account's SID first in the v2010 API.
    pub async fn stop(
        &mut self,
        method: &str,
        template: &str,
        parts: &[&str],
        sent: &[(&str, &str)],
    ) -> Answer {
        let place = format!("{method} {template}");
        let mut pieces = template.split(['{', '}']);
        let mut path = pieces.next().unwrap().to_owned();
        let mut parts = parts.iter();
        while let (Some(name), Some(literal)) = (pieces.next(), pieces.next()) {
            let account = (name == "AccountSid").then_some(self.client.user.as_str());
            path += account.unwrap_or_else(|| parts.next().unwrap());
            path += literal;
        }
        let answer = match method {
            "GET" => {
                let query: String = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(sent)
                    .finish();
                self.client.get(&format!("{path}?{query}")).await
            }
            "POST" => self.client.post(&path, sent).await,
            _ => self.client.delete(&path).await,
        };
        let operation = self.documents.operation(method, template);
        let known = operation.parameters();
        for (name, _) in sent {
            if !known.contains(*name) {
                self.differences.push(format!(
                    "{place}: the parameter {name} is not in the document"
                ));
            }
        }
        assert!(answer.status < 300, "{place}: {answer:?}");
        match operation.answer(answer.status) {
            None => assert!(
                answer.body.is_null(),
                "{place}: a body where none is documented"
            ),
            Some(schema) => {
                let errors: Vec<String> = validator(&schema)
                    .iter_errors(&answer.body)
                    .map(|error| format!("{place}: {} at {}", error, error.instance_path()))
                    .collect();
                self.differences.extend(errors);
                names(&schema, &answer.body, &place, &mut self.differences);
            }
        }
        answer
    }
}
