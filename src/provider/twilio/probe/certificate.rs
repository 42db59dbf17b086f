//! The certificate that a callback presents: when it expires, and, in Twilio's terms, why it is not
//! trusted (docs/twilio.md: Webhooks). Pure: the time is an argument.

use jiff::{SignedDuration, Timestamp};
use rustls::CertificateError;
use rustls::pki_types::UnixTime;
use x509_cert::Certificate;
use x509_cert::der::Decode;

use super::judge::title;
use crate::http::trust;
use crate::model::{FindingCode, Verdict};
use crate::provider::{Callback, Probed};

/// A certificate that expires within this many days is reported.
const SOON: i64 = 14;

fn probed(callback: &Callback) -> Probed {
    Probed {
        id: "callback-certificate",
        title: title("Certificate for", callback),
        outcome: Verdict::Passed,
        code: None,
        detail: String::new(),
        advice: String::new(),
    }
}

/// The result without a certificate.
pub(super) fn nothing(callback: &Callback) -> Probed {
    probed(callback).skipped("not checked: the callback did not answer")
}

/// Judges an accepted certificate, in DER. `privately`: authorities in addition to the system's
/// were trusted.
pub(super) fn shown(callback: &Callback, der: &[u8], now: Timestamp, privately: bool) -> Probed {
    let probed = probed(callback);
    let Some(until) = not_after(der) else {
        return probed.skipped("trusted, but its expiry date cannot be read");
    };
    let days = until.duration_since(now).as_hours().div_euclid(24);
    let date = date(until);
    let left = match days {
        ..=0 => format!("expires within a day, on {date}"),
        1 => format!("valid for 1 more day, until {date}"),
        days => format!("valid for {days} more days, until {date}"),
    };
    let detail = if privately {
        format!(
            "{left}; trusted because of SSL_CERT_FILE, and Twilio trusts public authorities only"
        )
    } else {
        left
    };
    if days < SOON {
        return Probed {
            outcome: Verdict::Warning,
            code: Some(FindingCode::CertificateExpires.into()),
            detail,
            advice: "renew the certificate, and find out why it was not renewed automatically: once it has expired, no text arrives (Twilio: 11236)".to_owned(),
            ..probed
        };
    }
    Probed { detail, ..probed }
}

/// Judges a refused certificate that `host` presented.
pub(super) fn refused(callback: &Callback, host: &str, why: &CertificateError) -> Probed {
    let (detail, advice) = match why {
        CertificateError::NotValidForName => (
            format!("it is not for {host} (Twilio: 11235)"),
            another_name(host),
        ),
        CertificateError::NotValidForNameContext { presented, .. } => (
            format!("{} (Twilio: 11235)", names(host, presented)),
            another_name(host),
        ),
        CertificateError::Expired => ("it has expired (Twilio: 11236)".to_owned(), renew()),
        CertificateError::ExpiredContext { not_after, .. } => (
            format!("it expired on {} (Twilio: 11236)", day(*not_after)),
            renew(),
        ),
        CertificateError::NotValidYet => ("it is not valid yet (Twilio: 11220)".to_owned(), wait()),
        CertificateError::NotValidYetContext { not_before, .. } => (
            format!("it is not valid before {} (Twilio: 11220)", day(*not_before)),
            wait(),
        ),
        unknown if trust::is_unknown(unknown) => (
            "no chain leads from it to a trusted authority (Twilio: 11237)".to_owned(),
            "serve a certificate from a public authority, and its intermediate certificates with it; a private authority, which Twilio does not trust, is trusted here when SSL_CERT_FILE names a file with its certificate".to_owned(),
        ),
        CertificateError::Revoked => (
            "it was revoked (Twilio: 11220)".to_owned(),
            "have a new certificate issued".to_owned(),
        ),
        other => (
            format!("it is not accepted: {other} (Twilio: 11220)"),
            "have a new certificate issued, and ask its authority why".to_owned(),
        ),
    };
    probed(callback).failed(detail, advice)
}

fn renew() -> String {
    "renew the certificate: until then no text arrives".to_owned()
}

fn wait() -> String {
    "check the clock here, and serve a certificate that is valid already".to_owned()
}

fn another_name(host: &str) -> String {
    format!("serve a certificate for {host}, or declare a host that this certificate is for")
}

/// The names that a certificate is valid for, from names as the library shows them:
/// `DnsName("example.com")`.
fn names(host: &str, presented: &[String]) -> String {
    let shown: Vec<&str> = presented
        .iter()
        .map(|name| name.split('"').nth(1).unwrap_or(name))
        .collect();
    match shown.as_slice() {
        [] => format!("it names no host, so it is not for {host}"),
        [first, second, third, _, ..] => {
            let more = shown.len() - 3;
            format!("it is for {first}, {second}, {third} and {more} more, not for {host}")
        }
        few => format!("it is for {}, not for {host}", few.join(", ")),
    }
}

/// When a certificate in DER expires.
fn not_after(der: &[u8]) -> Option<Timestamp> {
    let certificate = Certificate::from_der(der).ok()?;
    let until = certificate.tbs_certificate.validity.not_after;
    let since_1970 = SignedDuration::try_from(until.to_unix_duration()).ok()?;
    Timestamp::from_duration(since_1970).ok()
}

fn date(time: Timestamp) -> String {
    time.strftime("%F").to_string()
}

fn day(time: UnixTime) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).map_or_else(|_| "a distant day".to_owned(), date)
}
