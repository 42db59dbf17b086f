//! TLS on loopback: authorities and certificates made on the spot, a front that speaks TLS for a
//! plain server, and a proxy that connects every host to one address.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// An authority that no system trusts.
pub struct Authority {
    /// Its certificate.
    pub pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key.
pub struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = named("Authority of a test", &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            pem,
            issuer: Issuer::new(params, key),
        }
    }

    /// A certificate for a host that was issued 90 days before its end, which is in this many days.
    pub fn issue(&self, host: &str, days: i64) -> Identity {
        let mut params = named(host, &[host.to_owned()]);
        let (year, month, day) = in_days(days - 90);
        params.not_before = rcgen::date_time_ymd(year, month, day);
        let (year, month, day) = in_days(days);
        params.not_after = rcgen::date_time_ymd(year, month, day);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity {
            certificate: certificate.der().clone(),
            key: PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        }
    }
}

/// A self-signed certificate, as `openssl req -x509` makes it.
pub fn self_signed(host: &str) -> Identity {
    vouching(host, IsCa::Ca(BasicConstraints::Unconstrained))
}

/// The same, but not marked as an authority's.
pub fn self_signed_server(host: &str) -> Identity {
    vouching(host, IsCa::ExplicitNoCa)
}

fn vouching(host: &str, is_ca: IsCa) -> Identity {
    let mut params = named(host, &[host.to_owned()]);
    params.is_ca = is_ca;
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    Identity {
        certificate: certificate.der().clone(),
        key: PrivateKeyDer::Pkcs8(key.serialize_der().into()),
    }
}

impl Identity {
    /// The certificate in PEM.
    pub fn pem(&self) -> String {
        use base64::Engine as _;
        let body = base64::engine::general_purpose::STANDARD.encode(&self.certificate);
        let lines: Vec<&str> = body
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        let lines = lines.join("\n");
        format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n")
    }
}

fn named(name: &str, hosts: &[String]) -> CertificateParams {
    let mut params = CertificateParams::new(hosts).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// The day that is this many days away.
fn in_days(days: i64) -> (i32, u8, u8) {
    let day = Timestamp::now().to_zoned_datetime(TimeZone::UTC).date();
    let day = day.checked_add(days.days()).unwrap();
    let small = |number: i8| u8::try_from(number).unwrap();
    (day.year().into(), small(day.month()), small(day.day()))
}

/// Listens on loopback and hands every connection to `each`, in a thread of its own that lasts as
/// long as the test.
fn listen<F>(each: impl Fn(TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = std::io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                // A client that does not trust the certificate hangs up, which is what a test
                // checks.
                tokio::spawn(each(stream));
            }
        });
    });
    address
}

/// Speaks TLS for the plain server at an address, and returns its own address.
pub fn front(identity: Identity, plain: SocketAddr) -> SocketAddr {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![identity.certificate], identity.key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    listen(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let mut outside = acceptor.accept(stream).await?;
            let mut inside = TcpStream::connect(plain).await?;
            copy_bidirectional(&mut outside, &mut inside).await?;
            Ok(())
        }
    })
}

/// A proxy that connects every client, for any host, to the one address.
pub fn proxy(to: SocketAddr) -> SocketAddr {
    listen(move |stream| async move {
        let mut outside = BufReader::new(stream);
        let mut line = String::new();
        // An empty line ends the request.
        while outside.read_line(&mut line).await? > 2 {
            line.clear();
        }
        outside.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
        let mut inside = TcpStream::connect(to).await?;
        copy_bidirectional(&mut outside, &mut inside).await?;
        Ok(())
    })
}
