//! The text of a pattern into a tree.

#[derive(Debug, Clone)]
pub(super) struct Class {
    pub negated: bool,
    pub ranges: Vec<(char, char)>,
}

pub(super) enum Tree {
    One(Class),
    Start,
    End,
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Times(Box<Tree>, usize, Option<usize>),
}

impl Class {
    pub(super) fn holds(&self, c: char) -> bool {
        self.ranges.iter().any(|(a, b)| (*a..=*b).contains(&c)) != self.negated
    }
}

/// Reads a whole pattern.
pub(super) fn read(source: &str) -> Result<Tree, String> {
    let characters: Vec<char> = source.chars().collect();
    let mut parser = Parser {
        left: characters.into_iter().peekable(),
    };
    let tree = parser.any(0)?;
    match parser.left.next() {
        None => Ok(tree),
        Some(_) => Err(format!("the pattern `{source}` has a `)` too many")),
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
