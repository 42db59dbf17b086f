//! The requests that create one keyword.
//!
//! A create-only PATCH to an id of our own can be repeated: it creates the row or fails with 412. A
//! POST creates another row each time, so it is sent only where the PATCH is refused, and the list is
//! read before and after it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::attempt::{Call, Sort};
use super::{Known, Run};
use crate::counterpart::dynamics::tables::{KEYWORD, KEYWORD_NAME};
use crate::counterpart::dynamics::trouble::Trouble;
use crate::counterpart::dynamics::wire::Guid;
use crate::counterpart::{CreatedKeyword, NotCreated};
use crate::model::{CounterpartCode, Keyword};

/// How often the PATCH is sent, and how often the list is read after a POST without an answer.
const TRIES: u32 = 3;

/// The creation of one keyword.
pub(super) struct Creation<'a> {
    run: &'a Run<'a>,
    table: &'a Known,
    word: &'a Keyword,
    id: Guid,
    body: Value,
    doing: String,
}

/// A keyword, as far as a creation needs it.
#[derive(Deserialize)]
struct Row {
    #[serde(rename = "msdynmkt_keywordid")]
    id: Guid,
    #[serde(rename = "msdynmkt_name")]
    name: Option<String>,
}

/// What a row with a certain id is.
enum Sight {
    /// The keyword.
    Ours,
    /// Something else.
    Other,
    /// There is none.
    Absent,
}

type Outcome = Result<CreatedKeyword, NotCreated>;

impl<'a> Creation<'a> {
    pub(super) fn new(run: &'a Run<'a>, table: &'a Known, word: &'a Keyword, id: Guid) -> Self {
        Self {
            run,
            table,
            word,
            id,
            body: json!({ KEYWORD_NAME: word.as_str() }),
            doing: format!("creating the keyword {word}"),
        }
    }

    /// Looks for the keyword, and creates it if there is none.
    pub(super) async fn create(&self) -> Outcome {
        if let Some(id) = self.find().await.map_err(|trouble| refused(&trouble))? {
            return Ok(there(id));
        }
        if self.table.conditional != Some(false)
            && let Some(outcome) = self.patch().await
        {
            return outcome;
        }
        self.post().await
    }

    /// Creates the row under our id. Returns `None` if the environment refuses such a request.
    async fn patch(&self) -> Option<Outcome> {
        let path = format!("{}({})", self.table.set, self.id.as_str());
        let url = self.run.client.at(&path, Some(&select()));
        let call = Call::creates(&self.body, true, &url, &self.doing);
        let mut sent_before = false;
        for nth in 1..=TRIES {
            let trouble = match self.run.send::<Option<Row>>(&call).await {
                Ok(Some(row)) if row.id == self.id && self.is_named(&row) => {
                    return Some(Ok(made(row.id)));
                }
                // The row is what counts, not what an answer leaves out.
                Ok(_) => return Some(self.settle(false, "the environment reports success").await),
                Err(trouble) => trouble,
            };
            match trouble.status {
                _ if trouble.unclear => match self.look().await {
                    Ok(Sight::Absent) if nth < TRIES => {
                        sent_before = true;
                        let wait = self.run.client.limits.first_delay * nth;
                        if !self.run.client.dispatcher.rest(wait).await {
                            return Some(Err(refused(&trouble)));
                        }
                    }
                    Ok(Sight::Absent) => return Some(Err(refused(&trouble))),
                    Ok(Sight::Ours) => return Some(Ok(made(self.id.clone()))),
                    Ok(Sight::Other) => return Some(Err(self.taken())),
                    Err(_) => return Some(Err(unclear(&trouble))),
                },
                Some(412) => return Some(self.settle(!sent_before, &trouble.message).await),
                // It accepts no id from a client, or no condition.
                Some(400 | 405 | 501) if trouble.code == CounterpartCode::Refused => return None,
                _ => return Some(Err(refused(&trouble))),
            }
        }
        None
    }

    /// The outcome of a PATCH after which the row with our id, or one with its name, should exist.
    async fn settle(&self, was_there: bool, why: &str) -> Outcome {
        match self.look().await {
            Ok(Sight::Ours) => Ok(CreatedKeyword {
                id: self.id.clone().into_text(),
                was_there,
            }),
            Ok(Sight::Other) => Err(self.taken()),
            // A rule against duplicates answers 412, too.
            Ok(Sight::Absent) => self.adopt(why).await,
            Err(trouble) => Err(unclear(&trouble)),
        }
    }

    /// Creates the row under an id of the environment's choice. It is sent once.
    async fn post(&self) -> Outcome {
        if let Some(id) = self.find().await.map_err(|trouble| refused(&trouble))? {
            return Ok(there(id));
        }
        let url = self.run.client.at(&self.table.set, Some(&select()));
        let call = Call::creates(&self.body, false, &url, &self.doing);
        let trouble = match self.run.send::<Option<Row>>(&call).await {
            Ok(row) => {
                let answered = row.filter(|row| self.is_named(row)).map(|row| row.id);
                let found = self.find().await;
                return match (answered, found) {
                    (Some(id), _) | (None, Ok(Some(id))) => Ok(made(id)),
                    (None, Ok(None)) => Err(NotCreated {
                        why: format!(
                            "{}: the environment reports success, and its list does not have the keyword",
                            self.doing
                        ),
                        unclear: true,
                    }),
                    (None, Err(trouble)) => Err(unclear(&trouble)),
                };
            }
            Err(trouble) => trouble,
        };
        if trouble.status == Some(412) {
            return self.adopt(&trouble.message).await;
        }
        if !trouble.unclear {
            return Err(refused(&trouble));
        }
        for nth in 1..=TRIES {
            match self.find().await {
                Ok(Some(id)) => return Ok(made(id)),
                Ok(None) => {}
                Err(_) => return Err(unclear(&trouble)),
            }
            let wait = self.run.client.limits.first_delay * nth;
            if nth < TRIES && !self.run.client.dispatcher.rest(wait).await {
                break;
            }
        }
        Err(refused(&trouble))
    }

    /// The keyword of that name that is the reason for a refusal.
    async fn adopt(&self, why: &str) -> Outcome {
        match self.find().await {
            Ok(Some(id)) => Ok(there(id)),
            Ok(None) => Err(NotCreated {
                why: format!(
                    "{}: {why}, and no keyword of that name is visible",
                    self.doing
                ),
                unclear: false,
            }),
            Err(trouble) => Err(unclear(&trouble)),
        }
    }

    /// The id of a keyword with the name: one that is spelled the same, if there is one.
    async fn find(&self) -> Result<Option<Guid>, Trouble> {
        let set = &self.table.set;
        let rows: Vec<Row> = self
            .run
            .list(set, &[KEYWORD_NAME], "reading the keywords")
            .await?;
        let mut named: Vec<Row> = rows.into_iter().filter(|row| self.is_named(row)).collect();
        named.sort_by(|one, other| one.id.cmp(&other.id));
        let exact = |row: &Row| row.name.as_deref() == Some(self.word.as_str());
        let chosen = named.iter().position(exact).unwrap_or_default();
        Ok(named.into_iter().nth(chosen).map(|row| row.id))
    }

    /// The row with our id.
    async fn look(&self) -> Result<Sight, Trouble> {
        let path = format!("{}({})", self.table.set, self.id.as_str());
        let url = self.run.client.at(&path, Some(&select()));
        let doing = format!("looking for the keyword {}", self.word);
        let call = Call::reads(Sort::Rows, &url, &doing);
        match self.run.send::<Row>(&call).await {
            Ok(row) if row.id == self.id && self.is_named(&row) => Ok(Sight::Ours),
            Ok(_) => Ok(Sight::Other),
            Err(trouble) if trouble.is_absence() && trouble.code != CounterpartCode::NoTable => {
                Ok(Sight::Absent)
            }
            Err(trouble) => Err(trouble),
        }
    }

    fn is_named(&self, row: &Row) -> bool {
        let name = row.name.as_deref().unwrap_or_default();
        name.trim().eq_ignore_ascii_case(self.word.as_str())
    }

    fn taken(&self) -> NotCreated {
        NotCreated {
            why: format!(
                "{}: the row {} of {} has another name",
                self.doing,
                self.id.as_str(),
                KEYWORD.logical
            ),
            unclear: false,
        }
    }
}

/// The columns of a keyword that are requested.
fn select() -> String {
    format!("$select={KEYWORD_NAME}")
}

fn made(id: Guid) -> CreatedKeyword {
    CreatedKeyword {
        id: id.into_text(),
        was_there: false,
    }
}

fn there(id: Guid) -> CreatedKeyword {
    CreatedKeyword {
        id: id.into_text(),
        was_there: true,
    }
}

fn refused(trouble: &Trouble) -> NotCreated {
    NotCreated {
        why: trouble.sentence(),
        unclear: false,
    }
}

fn unclear(trouble: &Trouble) -> NotCreated {
    NotCreated {
        why: trouble.sentence(),
        unclear: true,
    }
}
