//! What a measurement needs: a stand-in that runs, and folders with a configuration and a registry.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, ensure};
use tempfile::TempDir;

use crate::measure::{self, Usage};
use crate::options::Options;
use crate::reader::Connection;
use crate::scenario::{Scenario, TOKEN};
use crate::server::Calls;

/// The configuration's file.
pub(crate) const YAML: &str = "switchboard.yaml";

/// The folder of the registry.
const REGISTRY: &str = ".switchboard";

/// The stand-in's process; it ends with this value.
struct StandIn(Child);

impl Drop for StandIn {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A stand-in with the numbers of a scenario, and a folder for projects that configure them.
pub(crate) struct Stage {
    pub(crate) scenario: Scenario,
    pub(crate) address: String,
    runs: usize,
    program: PathBuf,
    folder: TempDir,
    _stand_in: StandIn,
}

/// A folder with a configuration.
pub(crate) struct Project<'a> {
    stage: &'a Stage,
    pub(crate) folder: PathBuf,
}

impl Stage {
    pub(crate) fn open(options: &Options, scenario: Scenario) -> anyhow::Result<Self> {
        eprintln!(
            "preparing {} account(s) with {} numbers",
            scenario.accounts, scenario.numbers
        );
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .args(scenario.args())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take();
        let stand_in = StandIn(child);
        let mut address = String::new();
        BufReader::new(stdout.context("the stand-in has no output")?).read_line(&mut address)?;
        let address = address.trim().to_owned();
        ensure!(!address.is_empty(), "the stand-in did not start");
        Ok(Self {
            scenario,
            address,
            runs: options.runs(),
            program: options.binary()?,
            folder: tempfile::tempdir()?,
            _stand_in: stand_in,
        })
    }

    /// Delays each answer from now on.
    pub(crate) fn delay(&self, ms: u64) -> anyhow::Result<()> {
        self.control(&format!("delay/{ms}")).map(drop)
    }

    /// The calls since the last time.
    pub(crate) fn calls(&self) -> anyhow::Result<Calls> {
        self.control("calls")
    }

    fn control(&self, asked: &str) -> anyhow::Result<Calls> {
        let mut connection = Connection::open(&self.address)?;
        let body = connection.get(&format!("/bench/{asked}"))?;
        Ok(serde_json::from_slice(body)?)
    }

    /// A folder with the configuration and no registry. The first `changed` numbers differ from the
    /// account.
    pub(crate) fn project(&self, name: &str, changed: usize) -> anyhow::Result<Project<'_>> {
        let project = self.empty(name)?;
        let mut file = BufWriter::new(File::create(project.folder.join(YAML))?);
        self.scenario.write_yaml(&mut file, changed)?;
        file.flush()?;
        Ok(project)
    }

    /// A folder for a process that uses the files of another project.
    pub(crate) fn empty(&self, name: &str) -> anyhow::Result<Project<'_>> {
        let folder = self.folder.path().join(name);
        fs::create_dir_all(&folder)?;
        Ok(Project {
            stage: self,
            folder,
        })
    }

    /// The bare client that reads the pages of numbers.
    pub(crate) fn read(&self) -> anyhow::Result<Usage> {
        let mut args = vec!["read".to_owned(), self.address.clone()];
        args.extend(self.scenario.args());
        self.itself(&args)
    }

    /// Another process of this binary.
    pub(crate) fn itself(&self, args: &[String]) -> anyhow::Result<Usage> {
        measure::run(self.folder.path(), &[], &std::env::current_exe()?, args)
    }

    /// The median of several runs.
    pub(crate) fn median(
        &self,
        mut run: impl FnMut() -> anyhow::Result<Usage>,
    ) -> anyhow::Result<Usage> {
        let runs: Vec<Usage> = (0..self.runs).map(|_| run()).collect::<Result<_, _>>()?;
        Ok(measure::median(&runs))
    }

    /// The medians of two things that are run in turn, so that what else the machine does meets both.
    pub(crate) fn medians(
        &self,
        mut first: impl FnMut() -> anyhow::Result<Usage>,
        mut second: impl FnMut() -> anyhow::Result<Usage>,
    ) -> anyhow::Result<(Usage, Usage)> {
        let (mut firsts, mut seconds) = (Vec::new(), Vec::new());
        for _ in 0..self.runs {
            firsts.push(first()?);
            seconds.push(second()?);
        }
        Ok((measure::median(&firsts), measure::median(&seconds)))
    }

    /// The CPU seconds of the YAML parser alone on a file. Also what CPU times are divided by before
    /// they are compared with those of another machine.
    pub(crate) fn parser(&self, project: &Project<'_>) -> anyhow::Result<Usage> {
        self.median(|| self.parse(project))
    }

    /// One run of the YAML parser alone.
    pub(crate) fn parse(&self, project: &Project<'_>) -> anyhow::Result<Usage> {
        let file = project.folder.join(YAML).display().to_string();
        self.itself(&["parse".to_owned(), file])
    }
}

impl Project<'_> {
    /// Runs the program here.
    pub(crate) fn run(&self, args: &[&str]) -> anyhow::Result<Usage> {
        self.run_under(&self.stage.program, args)
    }

    /// Runs a program that starts the measured one, such as a tracer.
    pub(crate) fn run_under(&self, program: &Path, args: &[&str]) -> anyhow::Result<Usage> {
        let url = format!("http://{}", self.stage.address);
        let variables = [
            ("SWITCHBOARD_TWILIO_API_URL", url.as_str()),
            ("NO_COLOR", "1"),
            TOKEN,
        ];
        let args: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        measure::run(&self.folder, &variables, program, &args)
    }

    /// The program that is measured.
    pub(crate) fn program(&self) -> &Path {
        &self.stage.program
    }

    /// Records what is in the account. The next plan has nothing to do.
    pub(crate) fn adopt(&self) -> anyhow::Result<Usage> {
        let usage = self.run(&["apply", "--auto-approve"])?;
        let calls = self.stage.calls()?;
        ensure!(
            calls.unknown == 0,
            "the program reads what the stand-in lacks"
        );
        ensure!(calls.writes == 0, "adopting wrote to the account");
        Ok(usage)
    }

    /// Replaces the registry by a copy of another one.
    pub(crate) fn take_registry(&self, from: &Project<'_>) -> anyhow::Result<()> {
        let (from, to) = (from.folder.join(REGISTRY), self.folder.join(REGISTRY));
        self.forget_registry()?;
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
        Ok(())
    }

    /// Removes the registry.
    pub(crate) fn forget_registry(&self) -> anyhow::Result<()> {
        match fs::remove_dir_all(self.folder.join(REGISTRY)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The registry's file.
    pub(crate) fn registry(&self) -> PathBuf {
        self.folder.join(REGISTRY).join("registry.db")
    }

    /// What the program printed last, errors and warnings at the end.
    pub(crate) fn printed(&self) -> anyhow::Result<String> {
        let (stdout, stderr) = measure::printed(&self.folder);
        Ok(fs::read_to_string(stdout)? + &fs::read_to_string(stderr)?)
    }

    /// Adds lines to the configuration.
    pub(crate) fn append(&self, lines: &str) -> anyhow::Result<()> {
        let mut file = File::options().append(true).open(self.folder.join(YAML))?;
        Ok(file.write_all(lines.as_bytes())?)
    }

    /// Bytes of the configuration.
    pub(crate) fn yaml_size(&self) -> anyhow::Result<u64> {
        Ok(fs::metadata(self.folder.join(YAML))?.len())
    }
}
