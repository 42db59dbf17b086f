//! The assertion with which an app proves who it is: a JWT from a file, or one that GitHub issues
//! to a job.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use reqwest::header::{AUTHORIZATION, HeaderValue};

use super::answer::{IdToken, Speaker};
use super::endpoint::{Endpoint, Failed};
use crate::http::Limits;
use crate::model::{Secret, Unfit};

/// The largest token file that is read, in bytes.
const LARGEST: u64 = 64 * 1024;
/// What an id-token must be made for, so that Entra accepts it.
const AUDIENCE: &str = "api://AzureADTokenExchange";

/// Reads a token file. The error names the file and shows nothing of it.
pub(super) fn from_file(path: &Path) -> Result<Secret, String> {
    let file = path.display();
    let text = read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => format!("the token file {file} does not exist"),
        io::ErrorKind::InvalidData => format!("the token file {file} does not hold text"),
        _ => format!("the token file {file} cannot be read: {error}"),
    })?;
    let text =
        text.ok_or_else(|| format!("the token file {file} is larger than {LARGEST} bytes"))?;
    Secret::given(&text).map_err(|unfit| {
        let help = match unfit {
            Unfit::Empty => "it must hold the token",
            other => other.help(),
        };
        format!("the token file {file} {unfit}: {help}")
    })
}

/// The text of a file; `None` if it is too large.
fn read(path: &Path) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
        return Ok(None);
    }
    let text = String::from_utf8(bytes).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    Ok(Some(text))
}

/// GitHub's endpoint for a job's id-token.
pub(super) struct GitHub {
    pub(super) endpoint: Endpoint,
    authorization: HeaderValue,
    token: Secret,
}

impl GitHub {
    /// Prepares the requests. The error says why none can be made, without the token.
    pub(super) fn new(
        mut url: url::Url,
        token: &Secret,
        limits: &Limits,
        authorities: Option<&[u8]>,
    ) -> Result<Self, String> {
        url.query_pairs_mut().append_pair("audience", AUDIENCE);
        let header = format!("bearer {}", token.expose());
        let mut authorization = HeaderValue::try_from(header)
            .map_err(|_| "the request token cannot be sent in a header".to_owned())?;
        authorization.set_sensitive(true);
        let endpoint = Endpoint::new(url, Speaker::GitHub, limits, authorities)
            .map_err(|why| format!("the URL of GitHub's id-token {why}"))?;
        Ok(Self {
            endpoint,
            authorization,
            token: token.clone(),
        })
    }

    /// Requests an id-token.
    pub(super) async fn id_token(&self) -> Result<Secret, Failed> {
        let request = self.endpoint.http.get(self.endpoint.url.clone());
        let request = request.header(AUTHORIZATION, self.authorization.clone());
        let secrets = [self.token.clone()];
        let IdToken(token) = self.endpoint.send(request, &secrets).await?;
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::from_file;

    #[test]
    fn a_file_without_a_token_is_named_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let why = || from_file(&path).unwrap_err();
        assert!(why().ends_with("token does not exist"), "{}", why());
        for (content, expected) in [
            ("", "is empty: it must hold the token"),
            (" \n", "is empty: it must hold the token"),
            ("\"hunter2\"\n", "holds its value in quotes"),
            ("hunter2\nhunter2\n", "holds a line break"),
        ] {
            fs::write(&path, content).unwrap();
            let why = why();
            assert!(why.contains(expected) && why.contains("/token "), "{why}");
            assert!(!why.contains("hunter2"), "{why}");
        }
        fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(why().ends_with("does not hold text"), "{}", why());
        fs::write(&path, "x".repeat(65 * 1024)).unwrap();
        assert!(why().ends_with("is larger than 65536 bytes"), "{}", why());
        fs::write(&path, "e.y.z\n").unwrap();
        assert_eq!(from_file(&path).unwrap().expose(), "e.y.z");
        assert!(
            from_file(folder.path())
                .unwrap_err()
                .contains("cannot be read")
        );
    }
}
