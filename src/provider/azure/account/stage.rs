//! How far a write has come, as the text by which the registry remembers it. Pure.

use crate::provider::Operation;

/// The part of a write that Azure is carrying out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// The system topic is being created.
    Topic {
        /// The URL that says how far it is; `None` if Azure named none.
        url: Option<String>,
    },
    /// The event subscription with this id is being created or changed.
    Subscription {
        /// Its id.
        id: String,
        /// The URL that says how far it is; `None` if Azure named none.
        url: Option<String>,
    },
}

const TOPIC: &str = "topic";
const SUBSCRIPTION: &str = "subscription";
/// In place of a URL that Azure did not name.
const NO_URL: &str = "-";

impl Stage {
    /// The text of the stage.
    pub(super) fn operation(&self) -> Operation {
        let shown = |url: &Option<String>| url.clone().unwrap_or_else(|| NO_URL.to_owned());
        Operation::new(match self {
            Self::Topic { url } => format!("{TOPIC} {}", shown(url)),
            Self::Subscription { id, url } => format!("{SUBSCRIPTION} {id} {}", shown(url)),
        })
    }

    /// The stage of a text; `None` if the text is none of ours.
    pub(super) fn parse(operation: &Operation) -> Option<Self> {
        let mut parts = operation.as_str().split(' ');
        let url = |part: &str| (part != NO_URL).then(|| part.to_owned());
        let stage = match parts.next()? {
            TOPIC => Self::Topic {
                url: url(parts.next()?),
            },
            SUBSCRIPTION => Self::Subscription {
                id: parts.next()?.to_owned(),
                url: url(parts.next()?),
            },
            _ => return None,
        };
        parts.next().is_none().then_some(stage)
    }
}

#[cfg(test)]
mod tests {
    use super::Stage;
    use crate::provider::Operation;

    #[test]
    fn a_stage_is_read_back() {
        let url = Some("https://management.azure.com/x?api-version=1".to_owned());
        let id = "/subscriptions/a/b".to_owned();
        for stage in [
            Stage::Topic { url: url.clone() },
            Stage::Topic { url: None },
            Stage::Subscription {
                id: id.clone(),
                url,
            },
            Stage::Subscription { id, url: None },
        ] {
            assert_eq!(Stage::parse(&stage.operation()), Some(stage));
        }
        for text in ["", "topic", "subscription /a", "topic a b", "number x"] {
            assert_eq!(Stage::parse(&Operation::new(text)), None, "{text}");
        }
    }
}
