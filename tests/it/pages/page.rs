//! A page of Markdown, as the steps that a reader takes.

/// A shell block.
#[derive(Debug, PartialEq, Eq)]
pub struct Shell {
    /// The line of its fence, from 1.
    pub line: usize,
    pub script: String,
    pub exits: i32,
    /// The output that the page shows.
    pub output: Option<String>,
}

/// Something that a page asks a reader to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Write a file.
    File { path: String, content: String },
    /// Have accounts that hold this.
    Accounts(String),
    /// Somebody changes a number in the console.
    Console {
        number: String,
        field: (String, String),
    },
    /// Run commands.
    Shell(Shell),
    /// Run commands that a test cannot run.
    LeftOut { line: usize, reason: String },
}

/// A fenced block: the line of its fence, its language and its content.
struct Block {
    line: usize,
    language: String,
    content: String,
}

/// The steps of a page, in order.
pub fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut mark = String::new();
    let mut lines = text.lines().enumerate();
    // Whether the block before was a shell block, so that a text block is its output.
    let mut after_shell = false;
    while let Some((at, line)) = lines.next() {
        if let Some(comment) = line.trim_start().strip_prefix("<!-- ") {
            if let Some(whole) = comment.strip_suffix(" -->") {
                if let Some(change) = whole.strip_prefix("console: ") {
                    let (number, field) = change.split_once(' ').unwrap();
                    let (name, value) = field.split_once('=').unwrap();
                    steps.push(Step::Console {
                        number: number.to_owned(),
                        field: (name.to_owned(), value.to_owned()),
                    });
                }
                whole.clone_into(&mut mark);
                continue;
            }
            let hidden = lines.by_ref().map(|(_, line)| line);
            let content = joined(hidden.take_while(|line| *line != "-->"));
            match comment.strip_prefix("file: ") {
                Some(path) => steps.push(Step::File {
                    path: path.to_owned(),
                    content,
                }),
                None if comment == "accounts" => steps.push(Step::Accounts(content)),
                None => {}
            }
            continue;
        }
        let Some(language) = line.trim_start().strip_prefix("```") else {
            // A mark is for the block right below it.
            if !line.is_empty() {
                mark.clear();
            }
            continue;
        };
        // In a list, a block is as deep as its fence.
        let depth = line.len() - line.trim_start().len();
        let inside = lines
            .by_ref()
            .map(|(_, line)| line.get(depth..).unwrap_or_default());
        let block = Block {
            line: at + 1,
            language: language.to_owned(),
            content: joined(inside.take_while(|line| line.trim() != "```")),
        };
        let output = after_shell && block.language == "text";
        after_shell = ["sh", "console", "bash"].contains(&block.language.as_str());
        if output && let Some(Step::Shell(shell)) = steps.last_mut() {
            shell.output = Some(block.content);
        } else {
            steps.extend(step(block, &mark));
        }
        mark.clear();
    }
    steps
}

/// The step that a block is, with the mark above it.
fn step(block: Block, mark: &str) -> Option<Step> {
    if let Some(path) = mark.strip_prefix("file: ") {
        return Some(Step::File {
            path: path.to_owned(),
            content: block.content,
        });
    }
    if !["sh", "console", "bash"].contains(&block.language.as_str()) {
        return None;
    }
    Some(match mark.strip_prefix("not run: ") {
        Some(reason) => Step::LeftOut {
            line: block.line,
            reason: reason.to_owned(),
        },
        None => Step::Shell(Shell {
            line: block.line,
            script: block.content,
            exits: mark
                .strip_prefix("exits: ")
                .map_or(0, |code| code.parse().unwrap()),
            output: None,
        }),
    })
}

fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn a_page_is_taken_apart() {
    let page = "# Title\n\nWrite `a.yaml`:\n\n<!-- file: a.yaml -->\n```yaml\nversion: 1\n```\n\n\
        <!-- exits: 2 -->\n```sh\nfalse\n```\n\nIt prints\n\n```text\nno\n```\n\n```text\nother\n```\n\n\
        <!-- not run: it needs a registry of images -->\n```console\ndocker pull x\n```\n\n\
        <!-- file: b\nhidden\n-->\n<!-- accounts\naccounts: {}\n-->\n";
    let shell = Shell {
        line: 11,
        script: "false\n".to_owned(),
        exits: 2,
        output: Some("no\n".to_owned()),
    };
    let file = |path: &str, content: &str| Step::File {
        path: path.to_owned(),
        content: content.to_owned(),
    };
    let expected = [
        file("a.yaml", "version: 1\n"),
        Step::Shell(shell),
        Step::LeftOut {
            line: 26,
            reason: "it needs a registry of images".to_owned(),
        },
        file("b", "hidden\n"),
        Step::Accounts("accounts: {}\n".to_owned()),
    ];
    assert_eq!(steps(page), expected);
}
