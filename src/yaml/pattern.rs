//! The regular expressions a schema's `pattern` may hold, matched in linear time.
//!
//! Supported are literals, `.`, classes with ranges, `\d \w \s`, groups, `|`, `? * +` and
//! `{m,n}`, anchored or not: enough for names and ids. Anything else does not compile.

/// A compiled pattern.
#[derive(Debug, Clone)]
pub struct Pattern {
    program: Vec<Op>,
}

#[derive(Debug, Clone)]
enum Op {
    One(Class),
    /// Go on at both places.
    Fork(usize, usize),
    Jump(usize),
    Start,
    End,
    Found,
}

#[derive(Debug, Clone)]
struct Class {
    negated: bool,
    ranges: Vec<(char, char)>,
}

enum Tree {
    One(Class),
    Start,
    End,
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Times(Box<Tree>, usize, Option<usize>),
}

/// A program may not grow beyond this; `{m,n}` unrolls.
const MAX_OPS: usize = 10_000;

impl Pattern {
    /// Compiles a pattern, or says what in it is not supported.
    pub fn compile(source: &str) -> Result<Self, String> {
        let mut parser = Parser {
            left: source.chars().collect::<Vec<_>>().into_iter().peekable(),
        };
        let tree = parser.any(0)?;
        if parser.left.next().is_some() {
            return Err(format!("the pattern `{source}` has a `)` too many"));
        }
        let mut program = Vec::new();
        emit(&tree, &mut program)?;
        program.push(Op::Found);
        Ok(Self { program })
    }

    /// Whether the pattern is found in a text (anywhere, unless anchored).
    pub fn matches(&self, text: &str) -> bool {
        let mut now = Places::new(self.program.len());
        let mut then = Places::new(self.program.len());
        let mut characters = text.chars();
        let mut at_start = true;
        loop {
            let next = characters.next();
            // An unanchored pattern may begin at every place.
            if self.follow(0, at_start, next.is_none(), &mut now) {
                return true;
            }
            let Some(c) = next else { return false };
            let ended = characters.as_str().is_empty();
            then.clear();
            for at in &now.waiting {
                if let Some(Op::One(class)) = self.program.get(*at)
                    && class.holds(c)
                    && self.follow(at + 1, false, ended, &mut then)
                {
                    return true;
                }
            }
            std::mem::swap(&mut now, &mut then);
            at_start = false;
        }
    }

    /// Goes to every place reachable without a character; true if that includes the end.
    fn follow(&self, at: usize, start: bool, end: bool, places: &mut Places) -> bool {
        places.todo.push(at);
        while let Some(at) = places.todo.pop() {
            match places.seen.get_mut(at) {
                Some(seen) if *seen != places.round => *seen = places.round,
                _ => continue,
            }
            match self.program.get(at) {
                Some(Op::One(_)) => places.waiting.push(at),
                Some(Op::Fork(a, b)) => places.todo.extend([*a, *b]),
                Some(Op::Jump(to)) => places.todo.push(*to),
                Some(Op::Start) if start => places.todo.push(at + 1),
                Some(Op::End) if end => places.todo.push(at + 1),
                Some(Op::Found) => return true,
                _ => {}
            }
        }
        false
    }
}

/// The places of a program a match may be at.
struct Places {
    /// Those that wait for a character.
    waiting: Vec<usize>,
    /// The round in which each place was last seen.
    seen: Vec<u32>,
    round: u32,
    todo: Vec<usize>,
}

impl Places {
    fn new(length: usize) -> Self {
        Self {
            waiting: Vec::new(),
            seen: vec![0; length],
            round: 1,
            todo: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.waiting.clear();
        self.round = self.round.wrapping_add(1).max(1);
    }
}

impl Class {
    fn holds(&self, c: char) -> bool {
        self.ranges.iter().any(|(a, b)| (*a..=*b).contains(&c)) != self.negated
    }
}

fn emit(tree: &Tree, program: &mut Vec<Op>) -> Result<(), String> {
    if program.len() > MAX_OPS {
        return Err("the pattern is too large".to_owned());
    }
    match tree {
        Tree::One(class) => program.push(Op::One(class.clone())),
        Tree::Start => program.push(Op::Start),
        Tree::End => program.push(Op::End),
        Tree::All(parts) => {
            for part in parts {
                emit(part, program)?;
            }
        }
        Tree::Any(parts) => {
            let mut jumps = Vec::new();
            for (n, part) in parts.iter().enumerate() {
                let fork = program.len();
                let last = n + 1 == parts.len();
                if !last {
                    program.push(Op::Fork(fork + 1, 0));
                }
                emit(part, program)?;
                if !last {
                    jumps.push(program.len());
                    program.push(Op::Jump(0));
                    let end = program.len();
                    set(program, fork, Op::Fork(fork + 1, end));
                }
            }
            let end = program.len();
            for jump in jumps {
                set(program, jump, Op::Jump(end));
            }
        }
        Tree::Times(inner, min, max) => {
            for _ in 0..*min {
                emit(inner, program)?;
            }
            let Some(max) = max else {
                let fork = program.len();
                program.push(Op::Fork(fork + 1, 0));
                emit(inner, program)?;
                program.push(Op::Jump(fork));
                let end = program.len();
                set(program, fork, Op::Fork(fork + 1, end));
                return Ok(());
            };
            let mut forks = Vec::new();
            for _ in *min..*max {
                forks.push(program.len());
                program.push(Op::Fork(0, 0));
                emit(inner, program)?;
            }
            let end = program.len();
            for fork in forks {
                set(program, fork, Op::Fork(fork + 1, end));
            }
        }
    }
    Ok(())
}

fn set(program: &mut [Op], at: usize, op: Op) {
    if let Some(place) = program.get_mut(at) {
        *place = op;
    }
}

struct Parser {
    left: std::iter::Peekable<std::vec::IntoIter<char>>,
}

impl Parser {
    fn take(&mut self, wanted: char) -> bool {
        self.left.next_if_eq(&wanted).is_some()
    }

    fn any(&mut self, depth: usize) -> Result<Tree, String> {
        if depth > 20 {
            return Err("the pattern is nested too deep".to_owned());
        }
        let mut parts = vec![self.all(depth)?];
        while self.take('|') {
            parts.push(self.all(depth)?);
        }
        Ok(Tree::Any(parts))
    }

    fn all(&mut self, depth: usize) -> Result<Tree, String> {
        let mut parts = Vec::new();
        while let Some(c) = self.left.next_if(|c| *c != '|' && *c != ')') {
            let one = match c {
                '^' => Tree::Start,
                '$' => Tree::End,
                '.' => Tree::One(Class {
                    negated: true,
                    ranges: vec![('\n', '\n')],
                }),
                '(' => {
                    if self.take('?') && !self.take(':') {
                        return Err(
                            "only plain and `(?:` groups are supported in patterns".to_owned()
                        );
                    }
                    let inner = self.any(depth + 1)?;
                    if !self.take(')') {
                        return Err("a group in a pattern is not closed".to_owned());
                    }
                    inner
                }
                '[' => Tree::One(self.class()?),
                '\\' => Tree::One(Class {
                    negated: false,
                    ranges: self.escape()?,
                }),
                '*' | '+' | '?' | '{' => return Err(format!("`{c}` in a pattern repeats nothing")),
                c => Tree::One(Class {
                    negated: false,
                    ranges: vec![(c, c)],
                }),
            };
            parts.push(self.times(one)?);
        }
        Ok(Tree::All(parts))
    }

    fn times(&mut self, one: Tree) -> Result<Tree, String> {
        let (min, max) = match self.left.peek() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => {
                self.left.next();
                let min = self
                    .number()
                    .ok_or("a pattern repeats `{` without a number")?;
                let max = if self.take(',') {
                    self.number()
                } else {
                    Some(min)
                };
                if self.left.peek() != Some(&'}')
                    || max.is_some_and(|max| max < min || max > 1_000)
                    || min > 1_000
                {
                    return Err("a repetition in a pattern is not `{m,n}`".to_owned());
                }
                (min, max)
            }
            _ => return Ok(one),
        };
        self.left.next();
        if matches!(self.left.peek(), Some('?' | '+' | '*' | '{')) {
            return Err("lazy and nested repetitions are not supported in patterns".to_owned());
        }
        Ok(Tree::Times(Box::new(one), min, max))
    }

    fn number(&mut self) -> Option<usize> {
        let mut digits = String::new();
        while let Some(digit) = self.left.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok()
    }

    fn class(&mut self) -> Result<Class, String> {
        let negated = self.take('^');
        let mut ranges = Vec::new();
        loop {
            let c = self.left.next().ok_or("a `[` in a pattern is not closed")?;
            if c == ']' {
                return Ok(Class { negated, ranges });
            }
            if c == '\\' {
                ranges.extend(self.escape()?);
                continue;
            }
            if self.left.peek() != Some(&'-') {
                ranges.push((c, c));
                continue;
            }
            self.left.next();
            match self.left.peek().copied() {
                Some(']') | None => ranges.extend([(c, c), ('-', '-')]),
                Some('\\') => return Err("a range in a pattern ends in an escape".to_owned()),
                Some(end) => {
                    self.left.next();
                    ranges.push((c, end));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<Vec<(char, char)>, String> {
        Ok(match self.left.next() {
            Some('d') => vec![('0', '9')],
            Some('w') => vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
            Some('s') => vec![(' ', ' '), ('\t', '\r')],
            Some('n') => vec![('\n', '\n')],
            Some('t') => vec![('\t', '\t')],
            Some(c) if !c.is_alphanumeric() => vec![(c, c)],
            other => {
                return Err(format!(
                    "the escape `\\{}` is not supported in patterns",
                    other.unwrap_or(' ')
                ));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn matches_as_usual() {
        let cases = [
            ("^[a-z0-9][a-z0-9-]{0,62}$", "store-line", true),
            ("^[a-z0-9][a-z0-9-]{0,62}$", "-x", false),
            ("^(AC|SK)[0-9a-f]{3}$", "AC0f1", true),
            ("^(AC|SK)[0-9a-f]{3}$", "AC0f1x", false),
            ("b+", "abbc", true),
            ("^a|b$", "xb", true),
            ("^https?://[^\\s]*$", "http://x y", false),
            ("^\\+[1-9]\\d{1,14}$", "+15017122661", true),
            ("^$", "", true),
            ("^a?a?a?aaa$", "aaa", true),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(
                Pattern::compile(pattern).unwrap().matches(text),
                expected,
                "{pattern} {text}"
            );
        }
        for bad in ["(", "a)", "[a", "(?=x)", "*", "\\b", "a{2", "a**"] {
            assert!(Pattern::compile(bad).is_err(), "{bad}");
        }
        assert!(
            !Pattern::compile("^(a*)*$")
                .unwrap()
                .matches(&format!("{}b", "a".repeat(5_000)))
        );
    }
}
