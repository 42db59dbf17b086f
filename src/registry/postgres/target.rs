//! The URL of a database: where it is, how the connection is protected, and how messages name it,
//! without its password. Does not connect.

use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::registry::error::RegistryError;

/// How long connecting to one host may take unless the URL has a `connect_timeout`.
const PATIENCE: Duration = Duration::from_secs(15);
/// The length of silence after which a connection is probed.
const QUIET: Duration = Duration::from_secs(30);

/// A database, and how to connect to it.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) config: Config,
    /// True if the connection is encrypted and the server must prove its identity.
    pub(super) tls: bool,
    /// How long connecting may take, over all hosts.
    pub(super) patience: Duration,
    /// The URL without its password.
    pub(super) place: String,
}

impl Target {
    /// Parses a URL. A password in it takes precedence over that of the environment.
    pub(super) fn parse(url: &str, password: Option<String>) -> Result<Self, RegistryError> {
        // A URL that cannot be parsed cannot be masked either, so only its scheme is shown.
        let scheme = url.split(':').next().unwrap_or_default();
        let refuse = |why: &str| RegistryError::Url {
            url: format!("{scheme}://…"),
            why: why.to_owned(),
        };
        let (rest, mode) = take_mode(url);
        let mut config: Config = match rest.split_once("://") {
            Some(_) => rest.parse().map_err(|error| refuse(&complaint(&error)))?,
            None => return Err(refuse("after the scheme comes `//`")),
        };
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(refuse("it names no host"));
        }
        let torn = |host: &Host| matches!(host, Host::Tcp(name) if name.contains(['@', '/', ' ']));
        if config.get_hosts().iter().any(torn) {
            return Err(refuse("an `@` in a user or password is written %40"));
        }
        let near = is_near(&config);
        let tls = match mode.as_deref() {
            None => !near,
            Some("require" | "verify-ca" | "verify-full") => true,
            Some("disable") if near => false,
            Some("disable") => {
                return Err(refuse(
                    "sslmode=disable would send everything in the clear; that is only possible on this machine",
                ));
            }
            Some("allow" | "prefer") => {
                return Err(refuse(
                    "sslmode=prefer and sslmode=allow would fall back to sending everything in the clear",
                ));
            }
            Some(_) => {
                return Err(refuse(
                    "its sslmode is not one of require, verify-full and disable",
                ));
            }
        };
        let ssl = if tls {
            SslMode::Require
        } else {
            SslMode::Disable
        };
        config.ssl_mode(ssl);
        if let (None, Some(password)) = (config.get_password(), password) {
            config.password(password);
        }
        if config.get_application_name().is_none() {
            config.application_name("switchboard");
        }
        let each = config.get_connect_timeout().copied().unwrap_or(PATIENCE);
        config.connect_timeout(each);
        let hosts = config.get_hosts().len().max(config.get_hostaddrs().len());
        let patience = each.saturating_mul(u32::try_from(hosts).unwrap_or(1));
        config
            .keepalives_idle(QUIET)
            .keepalives_interval(QUIET / 3)
            .keepalives_retries(3)
            .tcp_user_timeout(QUIET * 2);
        let place = shown(&config);
        Ok(Self {
            config,
            tls,
            patience,
            place,
        })
    }
}

/// The URL without its `sslmode`, and the mode. We define the modes ourselves: the usual `require`
/// checks no certificate.
fn take_mode(url: &str) -> (String, Option<String>) {
    let credentials = url.find('@').map_or(0, |at| at + 1);
    let Some(query) = url.get(credentials..).and_then(|rest| rest.find('?')) else {
        return (url.to_owned(), None);
    };
    let (before, query) = url.split_at(credentials + query);
    let (modes, others): (Vec<&str>, Vec<&str>) = query
        .trim_start_matches('?')
        .split('&')
        .filter(|pair| !pair.is_empty())
        .partition(|pair| pair.starts_with("sslmode="));
    let mode = modes.last().and_then(|pair| pair.split_once('='));
    let rest = if others.is_empty() {
        before.to_owned()
    } else {
        format!("{before}?{}", others.join("&"))
    };
    (rest, mode.map(|(_, mode)| mode.to_owned()))
}

/// True if the connection never leaves this machine.
fn is_near(config: &Config) -> bool {
    let near = |host: &Host| match host {
        #[cfg(unix)]
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name.eq_ignore_ascii_case("localhost")
                || name
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
    };
    // An address takes precedence over the name beside it: that is where the connection goes.
    let addresses = config.get_hostaddrs();
    addresses.iter().all(std::net::IpAddr::is_loopback) && config.get_hosts().iter().all(near)
}

/// What the URL's parser reports. It names parameters, never their values.
fn complaint(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error).map(ToString::to_string) {
        Some(why) if why.contains("sslrootcert") => {
            "for a certificate authority of your own, name its file in SSL_CERT_FILE instead of sslrootcert".to_owned()
        }
        Some(why) => why,
        None => error.to_string(),
    }
}

/// The URL with its password masked.
fn shown(config: &Config) -> String {
    let ports = config.get_ports();
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .enumerate()
        .map(|(at, host)| {
            let host = match host {
                Host::Tcp(name) if name.contains(':') => format!("[{name}]"),
                Host::Tcp(name) => name.clone(),
                #[cfg(unix)]
                Host::Unix(path) => path.display().to_string(),
            };
            match ports.get(at).or(ports.first()) {
                Some(port) if *port != 5432 => format!("{host}:{port}"),
                _ => host,
            }
        })
        .collect();
    let user = match (config.get_user(), config.get_password()) {
        (Some(user), Some(_)) => format!("{user}:***@"),
        (Some(user), None) => format!("{user}@"),
        (None, _) => String::new(),
    };
    let database = config
        .get_dbname()
        .or(config.get_user())
        .unwrap_or_default();
    format!("postgres://{user}{}/{database}", hosts.join(","))
}

#[cfg(test)]
mod tests {
    use super::Target;

    fn target(url: &str) -> Result<Target, String> {
        Target::parse(url, None).map_err(|error| error.to_string())
    }

    #[test]
    fn a_connection_that_leaves_the_machine_is_encrypted() {
        for (url, tls) in [
            ("postgres://u@db.example.com/d", true),
            ("postgres://u@10.0.0.7/d", true),
            ("postgres://u@db.example.com/d?sslmode=verify-full", true),
            ("postgres://u@localhost/d", false),
            ("postgres://u@127.0.0.1:5433/d?sslmode=disable", false),
            ("postgres://u@[::1]/d", false),
            ("postgres://u@localhost/d?sslmode=require", true),
            ("postgres://u@localhost/d?hostaddr=10.0.0.7", true),
            ("postgres://u@localhost,db.example.com/d", true),
            ("postgres:///d?host=/var/run/postgresql", false),
        ] {
            assert_eq!(target(url).map(|target| target.tls), Ok(tls), "{url}");
        }
        for mode in ["disable", "prefer", "allow"] {
            let refused = target(&format!("postgres://u@db.example.com/d?sslmode={mode}"));
            assert!(refused.err().unwrap().contains("in the clear"), "{mode}");
        }
    }

    #[test]
    fn a_place_is_named_without_its_password() {
        for (url, place) in [
            ("postgres://u:hunter2@h/d", "postgres://u:***@h/d"),
            (
                "postgres://u@h:6432/d?password=hunter2",
                "postgres://u:***@h:6432/d",
            ),
            (
                "postgres:///d?host=/run/pg&user=u",
                "postgres://u@/run/pg/d",
            ),
            (
                "postgresql://u:hunter2@[::1]:1/",
                "postgres://u:***@[::1]:1/u",
            ),
        ] {
            assert_eq!(target(url).unwrap().place, place, "{url}");
        }
        let given = Target::parse("postgres://u@h/d", Some("hunter2".to_owned())).unwrap();
        assert_eq!(given.place, "postgres://u:***@h/d");
        let both = Target::parse("postgres://u:mine@h/d", Some("hunter2".to_owned())).unwrap();
        assert_eq!(both.config.get_password(), Some(&b"mine"[..]));
    }
}
