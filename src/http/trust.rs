//! The authorities that are trusted in addition to the system's, as `SSL_CERT_FILE` names them, and
//! whether a request failed because a certificate was not trusted. Verification cannot be turned off.

use std::error::Error;

use reqwest::Certificate;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, RootCertStore};

/// The authorities in PEM, as a client takes them. The error says why there are none.
pub fn authorities(pem: &[u8]) -> Result<Vec<Certificate>, String> {
    let certificates = certificates(pem)?;
    let made = certificates.iter().map(|der| Certificate::from_der(der));
    made.collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

/// The certificates in PEM that can be an authority's. The error says why there are none.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut store = RootCertStore::empty();
    let mut found = Vec::new();
    for der in CertificateDer::pem_slice_iter(pem) {
        let der = der.map_err(|error| format!("the authorities are not in PEM: {error}"))?;
        // Bundles hold old ones that have expired; the others count.
        if store.add(der.clone()).is_ok() {
            found.push(der);
        }
    }
    if found.is_empty() {
        return Err("the authorities' file holds no certificate in PEM".to_owned());
    }
    Ok(found)
}

/// What is wrong with the other side's certificate, where an error says that.
pub fn distrust<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a CertificateError> {
    causes(error).find_map(|cause| match tls(cause) {
        Some(rustls::Error::InvalidCertificate(why)) => Some(why),
        _ => None,
    })
}

/// Whether that is that no trusted authority vouches for it. `Other` is what the library says of
/// a certificate that signed itself and is an authority's.
pub fn is_unknown(why: &CertificateError) -> bool {
    matches!(
        why,
        CertificateError::UnknownIssuer | CertificateError::Other(_)
    )
}

/// Whether that is that a server's certificate is marked as an authority's, as a program makes one
/// that signs itself unless it is asked not to.
pub fn is_an_authoritys(why: &CertificateError) -> bool {
    matches!(why, CertificateError::Other(_))
}

/// What the TLS library says, however often it is wrapped in errors of I/O, which do not count
/// what they wrap among their causes.
pub fn tls<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = cause;
    while let Some(io) = cause.downcast_ref::<std::io::Error>() {
        cause = io.get_ref()?;
    }
    cause.downcast_ref()
}

/// What is behind an error, from the outside in.
pub fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause| {
        let cause: &'a (dyn Error + 'static) = *cause;
        cause.source()
    })
}
