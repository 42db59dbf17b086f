//! TLS for a probe: the platform judges certificates, and the presented certificate is remembered,
//! because the HTTP library does not report it when a proxy is in between.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

/// Leaves every decision to the platform's verifier, and keeps the last certificate.
#[derive(Debug)]
pub(super) struct Witness {
    platform: Verifier,
    shown: Mutex<Option<Vec<u8>>>,
}

impl Witness {
    /// A witness that trusts these authorities in addition to the system's, and the TLS
    /// configuration of a client that uses it.
    pub(super) fn new(
        authorities: Vec<CertificateDer<'static>>,
    ) -> Result<(Arc<Self>, ClientConfig), Error> {
        let provider = Arc::new(ring::default_provider());
        let witness = Arc::new(Self {
            platform: verifier(authorities, Arc::clone(&provider))?,
            shown: Mutex::default(),
        });
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(witness.clone())
            .with_no_client_auth();
        Ok((witness, config))
    }

    /// The last certificate that was presented, in DER.
    pub(super) fn shown(&self) -> Option<Vec<u8>> {
        let shown = self.shown.lock();
        shown.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn verifier(
    authorities: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, Error> {
    if authorities.is_empty() {
        Verifier::new(provider)
    } else {
        Verifier::new_with_extra_roots(authorities, provider)
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        *shown = Some(certificate.to_vec());
        drop(shown);
        self.platform
            .verify_server_cert(certificate, intermediates, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.platform
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.platform
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.platform.supported_verify_schemes()
    }
}
