//! The tokens that a sandbox has issued. They are not saved.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::request::Request;

/// An issued access token.
#[derive(Debug, Clone)]
pub struct Token {
    /// The resource that it is for.
    pub audience: String,
    /// The app that requested it.
    pub client_id: String,
    /// When it ends.
    pub expires: Timestamp,
    /// How many requests it is still good for, if that is limited.
    pub requests_left: Option<u64>,
}

/// Why a bearer token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unaccepted {
    /// There is none.
    Missing,
    /// It was not issued here, is revoked, or is used up.
    Unknown,
    /// Its time is over.
    Expired,
    /// It was issued for something else.
    Audience,
}

/// Issued tokens and assertions.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    valid: BTreeMap<String, Token>,
    issued: Vec<String>,
    counter: u64,
}

impl Tokens {
    /// Every token and assertion that was issued, in order.
    pub fn issued(&self) -> &[String] {
        &self.issued
    }

    /// Makes each token unknown.
    pub fn revoke(&mut self) {
        self.valid.clear();
    }

    /// The request's bearer token.
    ///
    /// # Errors
    /// If it is missing, unknown or expired.
    pub fn given(&self, request: &Request) -> Result<&Token, Unaccepted> {
        let given = request.bearer().ok_or(Unaccepted::Missing)?;
        let token = self.valid.get(given).ok_or(Unaccepted::Unknown)?;
        if token.expires <= request.now {
            return Err(Unaccepted::Expired);
        }
        Ok(token)
    }

    /// The app that the request's bearer token identifies, after one of the token's uses.
    ///
    /// # Errors
    /// As [`Tokens::given`]; a token that is used up is unknown.
    pub fn spend(&mut self, request: &Request) -> Result<String, Unaccepted> {
        self.given(request)?;
        let given = request.bearer().unwrap_or_default();
        let token = self.valid.get_mut(given).ok_or(Unaccepted::Unknown)?;
        if let Some(left) = &mut token.requests_left {
            *left = left.checked_sub(1).ok_or(Unaccepted::Unknown)?;
        }
        Ok(token.client_id.clone())
    }

    /// A number that is used once, so that each token is different.
    pub(crate) fn next(&mut self) -> String {
        self.counter += 1;
        self.counter.to_string()
    }

    /// Notes an assertion.
    pub(crate) fn add_assertion(&mut self, jwt: String) {
        self.issued.push(jwt);
    }

    /// Notes a token.
    pub(crate) fn add(&mut self, jwt: String, token: Token) {
        self.issued.push(jwt.clone());
        self.valid.insert(jwt, token);
    }
}
