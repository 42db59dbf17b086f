//! The authorities that `SSL_CERT_FILE` adds to the system's, and whether a request failed because
//! a certificate was not trusted. Verification cannot be turned off.

use std::error::Error;

use reqwest::Certificate;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, RootCertStore};

/// Reads authorities in PEM for a client. The error says why there are none.
pub fn authorities(pem: &[u8]) -> Result<Vec<Certificate>, String> {
    let certificates = certificates(pem)?;
    let made = certificates.iter().map(|der| Certificate::from_der(der));
    made.collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

/// Reads the certificates in PEM that can be an authority's. The error says why there are none.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut store = RootCertStore::empty();
    let mut found = Vec::new();
    for der in CertificateDer::pem_slice_iter(pem) {
        let der = der.map_err(|error| format!("the authorities are not in PEM: {error}"))?;
        // Bundles also hold certificates that cannot be used, such as old ones; they are skipped.
        if store.add(der.clone()).is_ok() {
            found.push(der);
        }
    }
    if found.is_empty() {
        return Err("the authorities' file holds no certificate in PEM".to_owned());
    }
    Ok(found)
}

/// Returns what is wrong with the server's certificate, if that is the cause of an error.
pub fn distrust<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a CertificateError> {
    causes(error).find_map(|cause| match tls(cause) {
        Some(rustls::Error::InvalidCertificate(why)) => Some(why),
        _ => None,
    })
}

/// Whether no trusted authority vouches for the certificate. The library reports `Other` for an
/// authority's certificate that signed itself.
pub fn is_unknown(why: &CertificateError) -> bool {
    matches!(
        why,
        CertificateError::UnknownIssuer | CertificateError::Other(_)
    )
}

/// Whether a server's certificate is marked as an authority's. Programs mark self-signed
/// certificates that way by default.
pub fn is_an_authoritys(why: &CertificateError) -> bool {
    matches!(why, CertificateError::Other(_))
}

/// Returns the TLS library's error inside an I/O error. I/O errors may be nested, and they do not
/// list the error that they wrap among their causes.
pub fn tls<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = cause;
    while let Some(io) = cause.downcast_ref::<std::io::Error>() {
        cause = io.get_ref()?;
    }
    cause.downcast_ref()
}

/// Returns an error and its causes, the outermost first.
pub fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause| {
        let cause: &'a (dyn Error + 'static) = *cause;
        cause.source()
    })
}
