//! One connection to the database, with limits on every wait. A thread of its own drives it, so
//! that callers can be on any runtime.

use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::{self, Trouble};
use super::target::Target;
use crate::registry::error::RegistryError;

/// How long one query or one record may take.
const TO_ANSWER: Duration = Duration::from_mins(1);

/// The settings of a session: the server gives up before we do, ends a connection whose other end
/// is gone but not one that waits for a provider, and confirms a commit only when it is durable.
const SESSION: &str = "
    SET statement_timeout = '30s';
    SET lock_timeout = '20s';
    SET idle_in_transaction_session_timeout = '60s';
    SET tcp_keepalives_idle = 30;
    SET tcp_keepalives_interval = 10;
    SET tcp_keepalives_count = 3;
    SELECT set_config('synchronous_commit', 'on', false)
     WHERE current_setting('synchronous_commit') = 'off';
    SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'";

/// A connection. Dropping it ends it.
pub(super) struct Line {
    pub(super) client: Client,
    /// Why it ended, once it has.
    ended: Arc<OnceLock<String>>,
}

impl Line {
    /// Connects.
    pub(super) async fn open(target: &Target) -> Result<Self, RegistryError> {
        const DOING: &str = "connecting to";
        let place = || target.place.clone();
        let line = dial(target).await?;
        let line = line.map_err(|error| error::of_server(&error, DOING, place()))?;
        within(async { Ok(line.client.batch_execute(SESSION).await?) })
            .await
            .map_err(|trouble| trouble.at(DOING, &target.place))?;
        Ok(line)
    }

    /// How the connection was lost, given the error that its user received.
    pub(super) fn ended(&self, heard: &tokio_postgres::Error) -> String {
        let why = match (heard.as_db_error(), self.ended.get()) {
            (None, Some(why)) => why.clone(),
            _ => error::words(heard),
        };
        format!("the connection to the registry was lost, and its lock with it: {why}")
    }
}

/// The result of some work with the database, if it is ready in time.
pub(super) async fn within<T>(
    work: impl Future<Output = Result<T, Trouble>>,
) -> Result<T, Trouble> {
    match timeout(TO_ANSWER, work).await {
        Ok(done) => done,
        Err(_) => Err(Trouble::Silent),
    }
}

type Dialled = Result<Line, tokio_postgres::Error>;

/// Starts the thread and waits for its connection.
async fn dial(target: &Target) -> Result<Dialled, RegistryError> {
    let silent = || error::silent("connecting to", target.place.clone());
    let (sender, dialled) = oneshot::channel();
    let (config, patience) = (target.config.clone(), target.patience);
    let tls = target.tls.then(|| tls(&target.place)).transpose()?;
    let drive_it = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        // Without a runtime the channel closes, which the caller notices.
        if let Ok(runtime) = runtime {
            match tls {
                Some(tls) => runtime.block_on(drive(&config, tls, patience, sender)),
                None => runtime.block_on(drive(&config, NoTls, patience, sender)),
            }
        }
    };
    let started = thread::Builder::new()
        .name("registry".to_owned())
        .spawn(drive_it);
    if started.is_err() {
        return Err(silent());
    }
    match timeout(patience, dialled).await {
        Ok(Ok(dialled)) => Ok(dialled),
        _ => Err(silent()),
    }
}

/// Connects, hands out the connection, and drives it until it ends.
async fn drive<T>(config: &Config, tls: T, patience: Duration, sender: oneshot::Sender<Dialled>)
where
    T: MakeTlsConnect<Socket>,
{
    let (client, connection) = match timeout(patience, config.connect(tls)).await {
        Ok(Ok(connected)) => connected,
        Ok(Err(error)) => {
            let _ = sender.send(Err(error));
            return;
        }
        Err(_) => return,
    };
    let ended = Arc::new(OnceLock::new());
    let line = Line {
        client,
        ended: ended.clone(),
    };
    // If the caller no longer waits, this drops the connection.
    let _ = sender.send(Ok(line));
    let mut connection = std::pin::pin!(connection);
    if let Err(error) = connection.as_mut().await {
        // Set before the connection is dropped, which is when waiting callers get an error.
        let _ = ended.set(error::words(&error));
    }
}

/// TLS as for all our connections: the same implementation, the same authorities.
fn tls(place: &str) -> Result<MakeRustlsConnect, RegistryError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| RegistryError::Server {
            doing: "preparing TLS for",
            place: place.to_owned(),
            why: error.to_string(),
            help: "install the system's CA certificates, or name them in SSL_CERT_FILE",
        })?;
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}
