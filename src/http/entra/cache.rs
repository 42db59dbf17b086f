//! The token of one scope, and when an exchange is due. Pure: the time is an argument.
//!
//! A token is renewed five minutes before it expires. While a token is valid, an exchange is tried at
//! most every 30 seconds, whether it succeeds or not, as the official clients do. A failure that
//! leaves no valid token is remembered for the same time.

use std::time::{Duration, Instant};

use super::error::{SignInError, SignInFailure};
use crate::model::Secret;

/// How long before its expiry a token is renewed.
const EARLY: Duration = Duration::from_mins(5);
/// The time between two exchanges.
const BETWEEN: Duration = Duration::from_secs(30);
/// The longest lifetime that is believed.
const LONGEST: Duration = Duration::from_hours(24 * 30);

/// A token.
pub(super) struct Token {
    pub(super) secret: Secret,
    expires: Instant,
}

impl Token {
    /// A token that was issued now and is valid this long.
    pub(super) fn new(secret: Secret, lifetime: Duration, now: Instant) -> Self {
        Self {
            secret,
            expires: now + lifetime.min(LONGEST),
        }
    }
}

/// What is known of one scope.
#[derive(Default)]
pub(super) struct Held {
    token: Option<Token>,
    /// When the last exchange ended.
    tried: Option<Instant>,
    failed: Option<SignInError>,
}

/// What a request for a token leads to.
pub(super) enum Due {
    /// The token is good.
    Nothing(Secret),
    /// A new one is fetched.
    Exchange,
    /// The last exchange failed a moment ago.
    Failure(SignInError),
}

impl Held {
    /// Decides about a request for a token.
    pub(super) fn due(&self, now: Instant) -> Due {
        let rests = self.tried.is_some_and(|tried| now < tried + BETWEEN);
        match (self.valid(now), &self.failed) {
            (Some(token), _) if rests || token.expires > now + EARLY => {
                Due::Nothing(token.secret.clone())
            }
            (None, Some(error)) if rests => Due::Failure(error.clone()),
            _ => Due::Exchange,
        }
    }

    /// Records the end of an exchange. A renewal that failed leaves a valid token valid.
    pub(super) fn end(
        &mut self,
        exchanged: Result<Token, SignInError>,
        now: Instant,
    ) -> Result<Secret, SignInError> {
        match exchanged {
            Ok(token) => {
                let secret = token.secret.clone();
                *self = Self {
                    token: Some(token),
                    tried: Some(now),
                    failed: None,
                };
                Ok(secret)
            }
            Err(error) => {
                // A file can be read again at once.
                let asked = error.kind != SignInFailure::Unproven;
                self.tried = asked.then_some(now);
                self.failed = asked.then(|| error.clone());
                self.valid(now)
                    .map(|token| token.secret.clone())
                    .ok_or(error)
            }
        }
    }

    /// Forgets the token if it is this one.
    pub(super) fn refuse(&mut self, refused: &Secret) {
        let is_held = |token: &Token| token.secret.expose() == refused.expose();
        if self.token.as_ref().is_some_and(is_held) {
            *self = Self::default();
        }
    }

    fn valid(&self, now: Instant) -> Option<&Token> {
        self.token.as_ref().filter(|token| now < token.expires)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Due, Held, Token};
    use crate::http::entra::error::{SignInError, SignInFailure};
    use crate::model::Secret;

    /// `exchange`, `failure`, or the token.
    fn due(held: &Held, now: Instant) -> String {
        match held.due(now) {
            Due::Nothing(token) => token.expose().to_owned(),
            Due::Exchange => "exchange".to_owned(),
            Due::Failure(_) => "failure".to_owned(),
        }
    }

    fn token(text: &str, seconds: u64, now: Instant) -> Token {
        Token::new(Secret::new(text), Duration::from_secs(seconds), now)
    }

    fn failure(kind: SignInFailure) -> Result<Token, SignInError> {
        Err(SignInError::new(kind, "login.example.com", "no"))
    }

    fn shown(ended: Result<Secret, SignInError>) -> String {
        ended.map_or("failed".to_owned(), |token| token.expose().to_owned())
    }

    #[test]
    fn a_token_is_renewed_before_it_expires() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut held = Held::default();
        assert_eq!(due(&held, start), "exchange");
        assert_eq!(shown(held.end(Ok(token("one", 3600, start)), start)), "one");
        assert_eq!(due(&held, at(3299)), "one");
        assert_eq!(due(&held, at(3300)), "exchange");
        assert_eq!(
            shown(held.end(Ok(token("two", 3600, at(3300))), at(3300))),
            "two"
        );
        assert_eq!(due(&held, at(3600)), "two");
    }

    #[test]
    fn a_renewal_that_failed_is_not_repeated_at_once_and_the_old_token_stays() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        for kind in [
            SignInFailure::Refused,
            SignInFailure::Unreachable,
            SignInFailure::Unintelligible,
        ] {
            let mut held = Held::default();
            let _ = held.end(Ok(token("one", 3600, start)), start);
            assert_eq!(shown(held.end(failure(kind), at(3400))), "one");
            assert_eq!(due(&held, at(3429)), "one");
            assert_eq!(due(&held, at(3430)), "exchange");
            assert_eq!(shown(held.end(failure(kind), at(3590))), "one");
            assert_eq!(due(&held, at(3599)), "one");
            assert_eq!(due(&held, at(3600)), "failure");
            assert_eq!(shown(held.end(failure(kind), at(3620))), "failed");
            assert_eq!(due(&held, at(3649)), "failure");
            assert_eq!(due(&held, at(3650)), "exchange");
        }
    }

    #[test]
    fn a_file_is_read_again_at_once() {
        let start = Instant::now();
        let mut held = Held::default();
        assert_eq!(
            shown(held.end(failure(SignInFailure::Unproven), start)),
            "failed"
        );
        assert_eq!(due(&held, start), "exchange");
    }

    #[test]
    fn a_short_lived_token_is_not_renewed_at_each_use() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut held = Held::default();
        let _ = held.end(Ok(token("one", 60, start)), start);
        assert_eq!(due(&held, at(29)), "one");
        assert_eq!(due(&held, at(30)), "exchange");
        let _ = held.end(Ok(token("two", 0, start)), start);
        assert_eq!(due(&held, start), "exchange");
    }

    #[test]
    fn only_the_token_that_was_refused_is_forgotten() {
        let start = Instant::now();
        let mut held = Held::default();
        let _ = held.end(Ok(token("two", u64::MAX, start)), start);
        held.refuse(&Secret::new("one"));
        assert_eq!(due(&held, start), "two");
        held.refuse(&Secret::new("two"));
        assert_eq!(due(&held, start), "exchange");
    }
}
