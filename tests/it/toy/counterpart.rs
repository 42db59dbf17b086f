//! A toy counterpart: it has keywords, and creates those that a test lets it create.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use switchboard::counterpart::{Asked, Connection, CreatedKeyword, NotCreated, Pending, Records};
use switchboard::model::{Counterpart, Keyword};
use tokio_util::sync::CancellationToken;

use super::vendor::Door;

/// What becomes of the creation of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is refused, and nothing is created.
    Refused,
    /// It is created, and the answer is lost.
    Lost,
    /// It is created, and the run is cancelled before the answer.
    Interrupted,
}

/// The counterpart. Keywords are the same whatever their case.
#[derive(Debug, Default)]
pub struct Toy {
    /// The identifiers of its keywords, by the word in upper case.
    pub keywords: Mutex<BTreeMap<String, String>>,
    /// By the word in upper case: what becomes of its creation. All others are created.
    pub fates: Mutex<BTreeMap<String, Fate>>,
    /// The words and identifiers of the requests, in their order.
    pub asked: Mutex<Vec<(String, String)>>,
    /// Cancelled by a request that is [`Fate::Interrupted`].
    pub cancel: CancellationToken,
    /// Where a request waits once it is received.
    pub door: Option<Arc<Door>>,
}

impl Connection for Toy {
    fn system(&self) -> Counterpart {
        Counterpart::DYNAMICS
    }

    fn read<'a>(&'a self, _: &'a Asked) -> Pending<'a, Arc<dyn Records>> {
        panic!("nothing is read when keywords are created")
    }

    fn create_keyword<'a>(
        &'a self,
        keyword: &'a Keyword,
        id: &'a str,
    ) -> Pending<'a, Result<CreatedKeyword, NotCreated>> {
        Box::pin(async move {
            let word = keyword.as_str().to_ascii_uppercase();
            let request = (keyword.as_str().to_owned(), id.to_owned());
            self.asked.lock().unwrap().push(request);
            Door::pass(self.door.clone()).await;
            let fate = self.fates.lock().unwrap().get(&word).copied();
            if fate == Some(Fate::Refused) {
                let why = format!("creating {word}: no privilege");
                let unclear = false;
                return Err(NotCreated { why, unclear });
            }
            let mut keywords = self.keywords.lock().unwrap();
            let there = keywords.get(&word).cloned();
            let was_there = there.is_some();
            let id = there.unwrap_or_else(|| id.to_owned());
            keywords.insert(word.clone(), id.clone());
            match fate {
                Some(Fate::Lost) => Err(NotCreated {
                    why: format!("creating {word}: the connection was lost"),
                    unclear: true,
                }),
                Some(Fate::Interrupted) => {
                    self.cancel.cancel();
                    Ok(CreatedKeyword { id, was_there })
                }
                _ => Ok(CreatedKeyword { id, was_there }),
            }
        })
    }
}
