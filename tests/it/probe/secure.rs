//! Over TLS, with certificates made on the spot: a good one, and those that Twilio refuses.

use switchboard::model::{Code, Secret, Verdict};
use switchboard::provider::twilio::{Prober, probe};
use switchboard::provider::{Callback, Probed};

use super::tried::{ACCOUNT, NUMBER, TOKEN, verdicts};
use crate::support::callback::{Server, validating};
use crate::support::tls::{Authority, Identity, front, self_signed};

/// Probes `https://localhost`, which shows this certificate, and trusts this authority in addition
/// to the system's.
async fn secured(identity: Identity, authority: Option<&Authority>) -> Vec<Probed> {
    let server = Server::start(TOKEN, validating).await;
    let port = front(identity, server.address).port();
    let url = format!("https://localhost:{port}/sms");
    server.url.set(url.clone()).unwrap();
    let callback = Callback {
        url,
        method: "POST".to_owned(),
        number: NUMBER.into(),
    };
    let prober = Prober {
        authorities: authority.map(|authority| authority.pem.as_bytes().into()),
        ..Prober::new(ACCOUNT, &Secret::new(TOKEN))
    };
    let results = probe(&prober, &callback).await;
    let trusted = results[0].outcome != Verdict::Failed;
    // A server with an untrusted certificate receives no request.
    assert_eq!(server.requests().len(), if trusted { 2 } else { 0 });
    results
}

#[tokio::test]
async fn a_good_certificate_says_how_long_it_lasts() {
    let authority = Authority::new();
    let results = secured(authority.issue("localhost", 60), Some(&authority)).await;
    assert_eq!(verdicts(&results), [Verdict::Passed; 3], "{results:?}");
    assert_eq!(results[0].id, "callback-certificate");
    // It ends at midnight, so the last day is never whole.
    assert!(
        results[0]
            .detail
            .contains("valid for 59 more days, until 20"),
        "{results:?}"
    );
    assert!(results[0].detail.contains("SSL_CERT_FILE"), "{results:?}");
    let titles: std::collections::BTreeSet<&str> =
        results.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles.len(), 3, "{titles:?}");
    assert_eq!(results[0].advice, "");
}

#[tokio::test]
async fn the_last_fortnight_is_a_warning() {
    let authority = Authority::new();
    for (days, outcome, said) in [
        (15, Verdict::Passed, "valid for 14 more days"),
        (14, Verdict::Warning, "valid for 13 more days"),
        (2, Verdict::Warning, "valid for 1 more day,"),
        (1, Verdict::Warning, "expires within a day"),
    ] {
        let results = secured(authority.issue("localhost", days), Some(&authority)).await;
        assert_eq!(
            verdicts(&results),
            [outcome, Verdict::Passed, Verdict::Passed],
            "{days}: {results:?}"
        );
        assert!(results[0].detail.contains(said), "{days}: {results:?}");
        let code = (outcome == Verdict::Warning).then_some("W0754");
        assert_eq!(results[0].code.map(Code::as_str), code);
        assert_eq!(results[0].advice.is_empty(), code.is_none());
    }
}

#[tokio::test]
async fn bad_certificates_are_reported_with_twilios_codes() {
    let authority = Authority::new();
    let cases = [
        (
            authority.issue("other.example", 60),
            Some(&authority),
            "it is for other.example, not for localhost (Twilio: 11235)",
            "serve a certificate for localhost",
        ),
        (
            authority.issue("localhost", -3),
            Some(&authority),
            "(Twilio: 11236)",
            "renew",
        ),
        (
            authority.issue("localhost", 60),
            None,
            "(Twilio: 11237)",
            "intermediate",
        ),
        (
            self_signed("localhost"),
            None,
            "(Twilio: 11237)",
            "SSL_CERT_FILE",
        ),
        (
            authority.issue("localhost", 100),
            Some(&authority),
            "it is not valid before 20",
            "clock",
        ),
    ];
    for (identity, authority, why, advice) in cases {
        let results = secured(identity, authority).await;
        assert_eq!(
            verdicts(&results),
            [Verdict::Failed, Verdict::Skipped, Verdict::Skipped],
            "{results:?}"
        );
        assert!(results[0].detail.contains(why), "{why}: {results:?}");
        assert!(results[0].advice.contains(advice), "{advice}: {results:?}");
    }
}

/// A file that holds no certificate is not an authority, and nothing is sent without one.
#[tokio::test]
async fn a_file_without_certificates_is_an_error() {
    let callback = Callback {
        url: "https://localhost:1/sms".to_owned(),
        method: "POST".to_owned(),
        number: NUMBER.into(),
    };
    let prober = Prober {
        authorities: Some(b"not PEM".as_slice().into()),
        ..Prober::new(ACCOUNT, &Secret::new(TOKEN))
    };
    let results = probe(&prober, &callback).await;
    assert_eq!(verdicts(&results), [Verdict::Failed]);
    assert!(
        results[0].detail.contains("holds no certificate in PEM"),
        "{results:?}"
    );
}

/// A port that speaks plain HTTP has no certificate to judge.
#[tokio::test]
async fn a_port_without_tls_is_reported() {
    let server = Server::start(TOKEN, validating).await;
    let callback = Callback {
        url: format!("https://localhost:{}/sms", server.address.port()),
        method: "POST".to_owned(),
        number: NUMBER.into(),
    };
    let results = probe(&Prober::new(ACCOUNT, &Secret::new(TOKEN)), &callback).await;
    assert_eq!(
        verdicts(&results),
        [Verdict::Skipped, Verdict::Failed, Verdict::Skipped],
        "{results:?}"
    );
    assert!(results[1].detail.contains("Twilio: 11220"), "{results:?}");
}
