//! A `PostgreSQL` server of the tests' own: one per test binary, on a socket and a loopback port,
//! in a temporary folder, unprivileged. It is stopped and its folder removed when the process ends,
//! however it ends: a watchman notices by the end of a pipe.
//!
//! Where no server is installed, the tests print that; `SWITCHBOARD_TEST_REQUIRE=postgres` makes it
//! a failure.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio_postgres::{NoTls, SimpleQueryMessage};

/// The role of all connections, and its password.
pub const ROLE: &str = "tester";
pub const PASSWORD: &str = "not-a-secret:@/";
/// The password as a URL spells it.
const SPELT: &str = "not-a-secret%3A%40%2F";

/// A running server.
pub struct Server {
    folder: PathBuf,
    pub port: u16,
    /// The certificate of the authority that signed the server's.
    pub authority: PathBuf,
    /// This process alone holds it: when the process ends, so does the server.
    _watchman: Watchman,
}

/// The server of this process, started on first use; none where `PostgreSQL` is not installed.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let Some(programs) = programs() else {
            let required = std::env::var("SWITCHBOARD_TEST_REQUIRE").unwrap_or_default();
            assert!(
                !required.split(',').any(|name| name == "postgres"),
                "no PostgreSQL server is installed, and SWITCHBOARD_TEST_REQUIRE asks for one"
            );
            // Not by `eprintln!`, whose text the test harness captures.
            let _ = writeln!(
                std::io::stderr().lock(),
                "\nSKIPPED: the PostgreSQL registry is not tested, as no PostgreSQL server is installed"
            );
            return None;
        };
        Some(Server::start(&programs))
    });
    server.as_ref()
}

/// Where `initdb`, `postgres` and `pg_ctl` are.
fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for parent in [
        "/usr/lib/postgresql",
        "/usr",
        "/opt/homebrew/opt",
        "/usr/local/opt",
    ] {
        let found = fs::read_dir(parent).into_iter().flatten().flatten();
        folders.extend(found.map(|entry| entry.path().join("bin")));
    }
    // The newest of them, but a program on the path comes first.
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.splice(
        0..0,
        std::env::split_paths(&path)
            .collect::<Vec<_>>()
            .into_iter()
            .rev(),
    );
    let mut whole = folders.into_iter().filter_map(|folder| {
        let initdb = fs::canonicalize(folder.join("initdb")).ok()?;
        let folder = initdb.parent()?;
        let there = |name: &str| folder.join(name).is_file();
        (there("postgres") && there("pg_ctl")).then(|| folder.to_owned())
    });
    whole.next_back()
}

/// The user that a server may run as: `PostgreSQL` refuses to run as root.
#[derive(Clone, Copy)]
struct Unprivileged(Option<(u32, u32)>);

impl Unprivileged {
    /// The current user, but for root the user `postgres` or `nobody`.
    fn of(folder: &Path) -> Self {
        if fs::metadata(folder).unwrap().uid() != 0 {
            return Self(None);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap();
        let ids = |name: &str| {
            let line = users
                .lines()
                .find(|line| line.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2);
            Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
        };
        let found = ids("postgres").or_else(|| ids("nobody"));
        Self(Some(found.expect(
            "root cannot run PostgreSQL, and there is no other user",
        )))
    }

    fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            // A signal from the terminal is for us; the watchman does the rest.
            .process_group(0);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }

    /// Writes a file that only this user may read.
    fn write(self, path: &Path, content: &str) {
        fs::write(path, content).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        self.give(path);
    }

    fn give(self, path: &Path) {
        if let Some((user, group)) = self.0 {
            chown(path, Some(user), Some(group)).unwrap();
        }
    }
}

impl Server {
    fn start(programs: &Path) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("pg-")
            .tempdir()
            .unwrap()
            .keep();
        let who = Unprivileged::of(&folder);
        who.give(&folder);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let watchman = watch(programs, &folder, who);
        who.write(&folder.join("password"), PASSWORD);
        let authority = certify(&folder, who);
        let data = folder.join("data");
        let made = who
            .command(&programs.join("initdb"))
            .args([
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
                "--auth-local=trust",
            ])
            .args(["--auth-host=scram-sha-256", "--username", ROLE, "--pwfile"])
            .arg(folder.join("password"))
            .arg("-D")
            .arg(&data)
            .status()
            .unwrap();
        assert!(made.success(), "initdb failed");
        for _ in 0..5 {
            let port = free_port();
            let settings = format!(
                "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{folder}'\n\
                 fsync = off\nshared_buffers = 16MB\ndynamic_shared_memory_type = mmap\n\
                 max_connections = 300\nssl = on\nssl_cert_file = '{folder}/server.pem'\n\
                 ssl_key_file = '{folder}/server.key'\n",
                folder = folder.display()
            );
            who.write(&data.join("postgresql.auto.conf"), &settings);
            let started = who
                .command(&programs.join("pg_ctl"))
                .args(["-w", "-t", "60", "-s", "-D"])
                .arg(&data)
                .arg("-l")
                .arg(folder.join("log"))
                .arg("start")
                .status()
                .unwrap();
            if started.success() {
                return Self {
                    folder,
                    port,
                    authority,
                    _watchman: watchman,
                };
            }
        }
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        panic!("PostgreSQL does not start:\n{log}");
    }

    /// The URL of a new, empty database.
    pub fn database(&self) -> String {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("d{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.run("postgres", &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// The URL of a database over TCP, with the password in it.
    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres://{ROLE}:{SPELT}@127.0.0.1:{}/{database}",
            self.port
        )
    }

    /// The URL of a database for a role that `statements` makes, called `$role` there.
    pub fn url_as_role(&self, database: &str, statements: &str) -> String {
        let role = format!("role_{database}");
        let made = format!("CREATE ROLE $role LOGIN PASSWORD 'its-own'; {statements}");
        self.run(database, &made.replace("$role", &role));
        format!(
            "postgres://{role}:its-own@127.0.0.1:{}/{database}",
            self.port
        )
    }

    /// The URL of a database through the socket.
    pub fn socket_url(&self, database: &str) -> String {
        let socket = self.folder.display();
        format!(
            "postgres:///{database}?host={socket}&port={}&user={ROLE}",
            self.port
        )
    }

    /// Runs statements in a database. Returns the rows of all statements that returned any, their
    /// columns separated by a space.
    pub fn run(&self, database: &str, statements: &str) -> Vec<String> {
        let mut config = tokio_postgres::Config::new();
        config
            .host_path(&self.folder)
            .port(self.port)
            .user(ROLE)
            .dbname(database);
        let work = async {
            let (client, connection) = config.connect(NoTls).await.unwrap();
            tokio::spawn(connection);
            client.simple_query(statements).await.unwrap()
        };
        // A test may be on a runtime already.
        let answers = std::thread::scope(|threads| {
            let runtime = || {
                let mut builder = tokio::runtime::Builder::new_current_thread();
                builder.enable_all().build().unwrap().block_on(work)
            };
            threads.spawn(runtime).join().unwrap()
        });
        let line = |answer| match answer {
            SimpleQueryMessage::Row(row) => {
                let columns = (0..row.len()).map(|at| row.get(at).unwrap_or("-"));
                Some(columns.collect::<Vec<_>>().join(" "))
            }
            _ => None,
        };
        answers.into_iter().filter_map(line).collect()
    }
}

/// The name of the database at the end of a URL.
pub fn name_in(url: &str) -> &str {
    url.rsplit('/').next().unwrap()
}

/// A process that stops the server and removes its folder when this one ends.
struct Watchman {
    _process: Child,
}

/// The watchman starts before the server, so that nothing is left even if the server never starts.
fn watch(programs: &Path, folder: &Path, who: Unprivileged) -> Watchman {
    let process = who
        .command(Path::new("/bin/sh"))
        .args([
            "-c",
            "cat; \"$1\" -D \"$2/data\" -m immediate -w stop; rm -rf \"$2\"",
            "sh",
        ])
        .args([&programs.join("pg_ctl"), folder])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    Watchman { _process: process }
}

/// Makes an authority and a certificate of the server's by it. Returns the authority's.
fn certify(folder: &Path, who: Unprivileged) -> PathBuf {
    let (authority_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&authority_key).unwrap();
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let issuer = Issuer::from_params(&params, &authority_key);
    let server = CertificateParams::new(names).unwrap();
    let server = server.signed_by(&key, &issuer).unwrap();
    who.write(&folder.join("server.pem"), &server.pem());
    who.write(&folder.join("server.key"), &key.serialize_pem());
    let path = folder.join("authority.pem");
    fs::write(&path, authority.pem()).unwrap();
    path
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
