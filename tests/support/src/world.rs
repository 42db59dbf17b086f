//! A folder to work in, and the real binary run there with an environment of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::in_process;
use crate::sandbox::Sandbox;

/// The path of the binary under test, which Cargo builds before it runs an integration test.
pub fn binary_path() -> PathBuf {
    if let Some(path) = std::env::var_os("CARGO_BIN_EXE_switchboard") {
        return path.into();
    }
    // A test that is started without Cargo lies in `deps`, below the binary's folder.
    let test = std::env::current_exe().unwrap();
    let name = format!("switchboard{}", std::env::consts::EXE_SUFFIX);
    test.ancestors().nth(2).unwrap().join(name)
}

/// The binary under test, in an environment that holds nothing of the machine's.
pub fn binary() -> Command {
    let mut command = Command::new(binary_path());
    command.env_clear().envs(surroundings());
    command
}

/// The environment variables of every command.
pub fn surroundings() -> BTreeMap<String, String> {
    let mut variables = BTreeMap::from([("USER".to_owned(), "tester".to_owned())]);
    if let Ok(path) = std::env::var("PATH") {
        variables.insert("PATH".to_owned(), path);
    }
    // A request that a killed apply sent is not carried out later, unless a test says so.
    variables.insert("SWITCHBOARD_TEST_UNCLEAR_MS".to_owned(), "1000".to_owned());
    variables
}

/// The result of a command.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts an exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "exit code\n--- stdout\n{}--- stderr\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// The result, as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.stdout, self.stderr))
    }
}

/// A folder with a configuration in it, and where its commands find Twilio.
pub struct World {
    temporary: tempfile::TempDir,
    /// The variables that every command gets.
    pub variables: BTreeMap<String, String>,
    /// Runs every command in a process of its own.
    pub by_binary: bool,
}

/// Variables that libraries read from the process, or that concern the log. A process has these, a
/// call in this process does not.
const OF_A_PROCESS: [&str; 6] = [
    "HTTPS_PROXY",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "PGPASSWORD",
    "SSL_CERT_FILE",
    "SWITCHBOARD_LOG",
    "TMPDIR",
];
/// Options that write a log.
const LOGGING: [&str; 3] = ["-v", "-vv", "-vvv"];

impl World {
    /// An empty folder.
    pub fn empty() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        fs::create_dir(temporary.path().join("work")).unwrap();
        Self {
            temporary,
            variables: BTreeMap::new(),
            by_binary: !in_process::POSSIBLE,
        }
    }

    /// A folder with this configuration.
    pub fn with(configuration: &str) -> Self {
        let world = Self::empty();
        world.write("switchboard.yaml", configuration);
        world
    }

    /// A folder with this configuration, and a sandbox that holds what its `sandbox.yaml` says.
    pub fn and_sandbox(configuration: &str, sandbox: &str) -> (Self, Sandbox) {
        let mut world = Self::with(configuration);
        let seed = world.beside("seed");
        fs::create_dir(&seed).unwrap();
        fs::write(seed.join("switchboard.yaml"), configuration).unwrap();
        if !sandbox.is_empty() {
            fs::write(seed.join("sandbox.yaml"), sandbox).unwrap();
        }
        let sandbox = Sandbox::start(&seed, &world.beside("sandbox.json"));
        world.variables = sandbox.variables();
        (world, sandbox)
    }

    /// The folder that commands run in.
    pub fn folder(&self) -> PathBuf {
        self.temporary.path().join("work")
    }

    /// A path beside that folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.temporary.path().join(name)
    }

    /// A path in that folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn write(&self, name: &str, content: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// A command, ready to run or to change first. Its stdin is not a terminal.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = binary();
        command
            .current_dir(self.folder())
            .envs(&self.variables)
            .args(arguments)
            .stdin(Stdio::null());
        command
    }

    /// Calls a command in this process, and waits for its end. It is run in a process of its own
    /// if this world demands that, or if the command needs more of a process than a call has.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        let logs = arguments.iter().any(|one| LOGGING.contains(one));
        let special = OF_A_PROCESS.map(|name| self.variables.contains_key(name));
        if self.by_binary || logs || special.contains(&true) {
            return self.run_binary(arguments);
        }
        let mut environment = surroundings();
        environment.extend(self.variables.clone());
        in_process::Command::start(&self.folder(), environment, arguments).wait()
    }

    /// Runs a command in a process of its own, and waits for its end.
    pub fn run_binary(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.command(arguments).output().unwrap())
    }

    /// A second world in the same state, without its sandbox.
    pub fn copy(&self) -> Self {
        let copy = Self::empty();
        copy_folder(self.temporary.path(), copy.temporary.path());
        Self {
            variables: self.variables.clone(),
            by_binary: self.by_binary,
            ..copy
        }
    }

    /// Every file below the folder with its content, and every folder.
    pub fn contents(&self) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.folder()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                    found.insert(path, None);
                } else {
                    let content = fs::read(&path).unwrap();
                    found.insert(path, Some(content));
                }
            }
        }
        found
    }
}

/// Whether it is a file of YAML.
pub fn is_yaml(path: &Path) -> bool {
    path.is_file()
        && path
            .extension()
            .is_some_and(|extension| extension == "yaml")
}

/// Copies files and folders into a folder.
pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
