//! The host names that requests may ask for.
//!
//! A web page in a browser could make its own host name lead to this machine and then read what is
//! served here (DNS rebinding). It cannot pretend to have asked for another name, so names that are
//! not ours are refused. An address is not a name that a page could own, so addresses are always
//! allowed.

use std::net::IpAddr;

use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};

/// The host names that requests may ask for.
#[derive(Debug, Clone)]
pub(super) enum Names {
    /// Any name.
    Any,
    /// These names, `localhost` and addresses.
    Only(Vec<String>),
}

/// Checks that the requested host name is one of ours.
pub(super) fn named(names: &Names, headers: &HeaderMap) -> Result<(), (StatusCode, &'static str)> {
    let Names::Only(ours) = names else {
        return Ok(());
    };
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err((
            StatusCode::BAD_REQUEST,
            "the request must have exactly one Host header",
        ));
    };
    let name = host.to_str().map(without_port).unwrap_or_default();
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let allowed = bare.parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || ours.iter().any(|own| name.eq_ignore_ascii_case(own));
    if allowed {
        Ok(())
    } else {
        Err((
            StatusCode::MISDIRECTED_REQUEST,
            "requests for this host name are refused; --host allows another name",
        ))
    }
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        // An IPv6 address has colons of its own, within brackets.
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::{Names, named};
    use axum::http::HeaderMap;
    use axum::http::header::HOST;

    #[test]
    fn only_our_own_names_are_answered() {
        let ours = Names::Only(vec!["drift.internal".to_owned()]);
        let asked = |names: &Names, hosts: &[&str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(HOST, host.parse().unwrap());
            }
            named(names, &headers).map_err(|(status, _)| status.as_u16())
        };
        for host in [
            "localhost",
            "LOCALHOST:9464",
            "127.0.0.1:9464",
            "[::1]:9464",
            "[::1]",
            "10.1.2.3",
            "drift.internal:80",
            "Drift.Internal",
        ] {
            assert_eq!(asked(&ours, &[host]), Ok(()), "{host}");
        }
        for host in [
            "rebind.example",
            "127.0.0.1.rebind.example",
            "localhost.rebind.example:9464",
            "",
            "localhost:80:80",
            "drift.internal.",
        ] {
            assert_eq!(asked(&ours, &[host]), Err(421), "{host}");
        }
        assert_eq!(asked(&ours, &[]), Err(400));
        assert_eq!(asked(&ours, &["localhost", "localhost"]), Err(400));
        assert_eq!(asked(&Names::Any, &["anything"]), Ok(()));
    }
}
