//! Where credentials may be sent. Pure.

use url::{Host, Url};

/// Whether a URL's host is this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Checks that credentials may be sent to a URL: it is `https`, or `http` to this machine, and
/// holds no credentials itself. The error is a clause that follows the URL's name, such as
/// `points to example.com over plain http`. It names the host at most.
pub fn may_receive_credentials(url: &Url) -> Result<(), String> {
    let host = url.host_str().unwrap_or("nowhere");
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(url) => {}
        "http" => return Err(format!("points to {host} over plain http")),
        other => return Err(format!("has the scheme {other}")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a user name or a password".to_owned());
    }
    if url.fragment().is_some() {
        return Err("holds a fragment".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::may_receive_credentials;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for good in [
            "https://login.example.com/x?y=z",
            "http://127.0.0.1:9/x",
            "http://[::1]:9",
            "http://localhost:9",
        ] {
            let url = Url::parse(good).unwrap();
            assert_eq!(may_receive_credentials(&url), Ok(()), "{good}");
        }
        for (bad, why) in [
            (
                "http://example.com/x",
                "points to example.com over plain http",
            ),
            ("http://10.0.0.1", "points to 10.0.0.1 over plain http"),
            (
                "http://localhost.example.com",
                "points to localhost.example.com over plain http",
            ),
            ("ftp://127.0.0.1", "has the scheme ftp"),
            (
                "https://u:hunter2@example.com",
                "holds a user name or a password",
            ),
            ("https://u@example.com", "holds a user name or a password"),
            ("https://example.com/#x", "holds a fragment"),
        ] {
            let url = Url::parse(bad).unwrap();
            assert_eq!(may_receive_credentials(&url).unwrap_err(), why, "{bad}");
        }
    }
}
