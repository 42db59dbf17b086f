//! The files of one step of a story, read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// One step.
pub struct Step {
    pub folder: PathBuf,
    /// Extra arguments of plan and apply.
    pub args: Vec<String>,
    /// Extra arguments of plan alone.
    pub plan_args: Vec<String>,
    /// Extra arguments of apply alone.
    pub apply_args: Vec<String>,
    /// Extra environment variables.
    pub variables: BTreeMap<String, String>,
    /// Requests made in the console before the step.
    pub outside: Vec<Request>,
    /// What goes wrong at Twilio, in the sandbox's format.
    pub faults: Option<Value>,
    /// The exit codes of plan and of apply.
    pub exits: (i32, i32),
    /// The exit code of the plan afterwards, where the step leaves something to do.
    pub afterwards: i32,
}

/// A request made by hand.
pub struct Request {
    pub method: String,
    /// A phone number, or a path.
    pub number: String,
    pub fields: Vec<(String, String)>,
}

/// The steps of a story: its numbered folders, or itself.
pub fn steps(story: &Path) -> Vec<Step> {
    let numbered: Vec<PathBuf> = (1..=99)
        .map(|number| story.join(number.to_string()))
        .take_while(|folder| folder.is_dir())
        .collect();
    if numbered.is_empty() {
        vec![Step::read(story)]
    } else {
        numbered.iter().map(|folder| Step::read(folder)).collect()
    }
}

impl Step {
    fn read(folder: &Path) -> Self {
        let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        let lines = |name: &str| -> Vec<String> {
            let text = text(name);
            let lines = text.lines().map(str::trim_end);
            lines
                .filter(|line| !line.is_empty() && !line.starts_with('#'))
                .map(str::to_owned)
                .collect()
        };
        let pair = |line: &String| {
            let (name, value) = line
                .split_once('=')
                .unwrap_or_else(|| panic!("{line}: no `=`"));
            (name.trim().to_owned(), value.to_owned())
        };
        let code = |what: &str| {
            let said = lines("exit").iter().find_map(|line| {
                line.strip_prefix(what)
                    .map(|code| code.trim().parse().unwrap())
            });
            said.unwrap_or(0)
        };
        let faults = text("faults");
        let unfinished = lines("unfinished");
        Self {
            folder: folder.to_owned(),
            args: lines("args"),
            plan_args: lines("plan.args"),
            apply_args: lines("apply.args"),
            variables: lines("environment").iter().map(pair).collect(),
            outside: requests(&lines("outside")),
            faults: (!faults.is_empty()).then(|| serde_yaml::from_str(&faults).unwrap()),
            exits: (code("plan"), code("apply")),
            afterwards: unfinished.first().map_or(0, |line| {
                let code = line.split(':').next().unwrap();
                code.trim()
                    .parse()
                    .expect("`unfinished` begins with an exit code")
            }),
        }
    }
}

/// `METHOD NUMBER` on a line, and below it the fields, indented: `Name=Value`.
fn requests(lines: &[String]) -> Vec<Request> {
    let mut requests: Vec<Request> = Vec::new();
    for line in lines {
        if let Some(field) = line.strip_prefix(' ') {
            let (name, value) = field.trim_start().split_once('=').unwrap();
            let request = requests.last_mut().expect("a field without a request");
            request.fields.push((name.to_owned(), value.to_owned()));
        } else {
            let (method, number) = line.split_once(' ').unwrap();
            requests.push(Request {
                method: method.to_owned(),
                number: number.trim().to_owned(),
                fields: Vec::new(),
            });
        }
    }
    requests
}
