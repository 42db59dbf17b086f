//! The regular expressions a schema's `pattern` may hold, matched in linear time.
//!
//! Supported are literals, `.`, classes with ranges, `\d \w \s`, groups, `|`, `? * +` and
//! `{m,n}`, anchored or not: enough for names and ids. Anything else does not compile.

use super::expression::{Class, Tree, read};

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

/// A program may not grow beyond this; `{m,n}` unrolls.
const MAX_OPS: usize = 10_000;

impl Pattern {
    /// Compiles a pattern, or says what in it is not supported.
    pub fn compile(source: &str) -> Result<Self, String> {
        let tree = read(source)?;
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
