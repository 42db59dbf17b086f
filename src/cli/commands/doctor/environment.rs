//! What `doctor` says about the process's surroundings: version, proxy, trusted authorities.

use crate::cli::global_options::{CERTIFICATES, variable};
use crate::cli::input::authorities::authorities;
use crate::http::trust;
use crate::model::mask_userinfo;
use crate::report::doctor::{Examined, Outcome};
use crate::report::text::plural::plural;

/// The variables that name a proxy for HTTPS, in the order in which they count.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// This program and the platform it was made for.
pub(super) fn version() -> Examined {
    let detail = format!(
        "switchboard {} for {} on {}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    Examined::new("version", "Version", Outcome::Passed, detail)
}

/// The proxy for calls to providers, and its exceptions.
pub(super) fn proxy() -> Examined {
    let found = |outcome, detail: String| Examined::new("proxy", "Proxy", outcome, detail);
    let first = |names: &[&'static str]| {
        let mut set = names
            .iter()
            .filter_map(|name| Some((*name, variable(name)?)));
        set.next()
    };
    let Some((name, value)) = first(&PROXIES) else {
        return found(Outcome::Passed, "none is set".to_owned());
    };
    // A proxy may be written without a scheme.
    let value = if value.contains("://") {
        value
    } else {
        format!("http://{value}")
    };
    if !url::Url::parse(&value).is_ok_and(|url| url.has_host()) {
        return found(Outcome::Failed, format!("{name} is not the URL of a proxy"))
            .advise(format!("write {name}=http://HOST:PORT, or unset it"));
    }
    let shown = mask_userinfo(&value);
    let except = match first(&EXCEPTIONS) {
        Some((name, hosts)) => format!("; not for {hosts} ({name})"),
        None => String::new(),
    };
    found(
        Outcome::Passed,
        format!("calls over HTTPS go through {shown} ({name}){except}"),
    )
}

/// The authorities that certificates are checked against.
pub(super) fn trust() -> Examined {
    let found = |outcome, detail: String| Examined::new("trust", "Trust", outcome, detail);
    let read = match authorities() {
        Ok(None) => return found(Outcome::Passed, "the system's authorities".to_owned()),
        Ok(Some(pem)) => trust::certificates(&pem)
            .map(|all| all.len())
            .map_err(|why| format!("{CERTIFICATES}: {why}")),
        Err(error) => Err(crate::cli::output::terminal::causes(&error).join(": ")),
    };
    match read {
        Ok(count) => found(
            Outcome::Passed,
            format!("{} from {CERTIFICATES}", plural(count, "certificate")),
        ),
        Err(why) => found(Outcome::Failed, why).advise(format!(
            "let {CERTIFICATES} name a readable file with certificates in PEM, or unset it"
        )),
    }
}
