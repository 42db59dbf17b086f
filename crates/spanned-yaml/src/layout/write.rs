//! Writes the tokens again, line by line as they were, each line where its nesting puts it.

use std::ops::Range;

use super::comments::{Comment, Line, join};
use super::nesting::{Levels, STEP, candidates, place};
use super::shift::{self, Move};
use super::spacing;
use super::tokens::{Kind, Token, Tokens, comment};

struct Writer<'a> {
    text: &'a str,
    levels: Levels,
    lines: Vec<Line>,
    /// More may follow on the last line.
    unfinished: bool,
    /// The last line ends a value that runs over several lines, and keeps its blanks.
    kept: bool,
    /// Blank lines were skipped.
    blank: bool,
}

/// The text in canonical layout.
pub(super) fn write(text: &str, tokens: &Tokens) -> String {
    let tokens = &tokens.tokens;
    let mut writer = Writer {
        text,
        levels: Levels::default(),
        lines: Vec::new(),
        unfinished: false,
        kept: false,
        blank: false,
    };
    let mut at = 0;
    let mut number = 0;
    while let Some(token) = tokens.get(number) {
        let last = number.checked_sub(1).and_then(|n| tokens.get(n));
        writer.between(at, last, Some(token));
        let end = match token.kind {
            Kind::Open(_, closing) => {
                let end = tokens.get(closing).map_or(token.end, |close| close.end);
                if writer.runs_over_lines(token.start, end) {
                    number = closing;
                    end
                } else {
                    token.end
                }
            }
            _ => token.end,
        };
        at = if writer.runs_over_lines(token.start, end) {
            writer.over_lines(token, end);
            end
        } else {
            writer.on_one_line(token)
        };
        number += 1;
    }
    writer.between(at, tokens.last(), None);
    join(&writer.lines)
}

impl Writer<'_> {
    fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or("")
    }

    fn runs_over_lines(&self, start: usize, end: usize) -> bool {
        self.slice(start, end).contains('\n')
    }

    /// Writes the gap between two tokens, before the first, or after the last.
    fn between(&mut self, at: usize, last: Option<&Token>, next: Option<&Token>) {
        let end = next.map_or(self.text.len(), |token| token.start);
        let gap = self.text.get(at..end).unwrap_or("");
        let passed = if gap.contains('#') {
            self.levels.clone()
        } else {
            Levels::default()
        };
        let entry =
            next.is_some_and(|token| self.levels.nest(token, || column(self.text, token.start)));
        if self.unfinished
            && !gap.contains('\n')
            && let (Some(last), Some(next)) = (last, next)
        {
            let blanks = if self.kept {
                gap
            } else {
                spacing::gap(self.text, last, next, gap)
            };
            self.append(blanks);
            return;
        }
        let to = match self.levels.last() {
            Some(level) if entry => level.to,
            Some(level) => level.to + STEP,
            None => 0,
        };
        let below = next.map_or((0, 0), |next| (column(self.text, next.start), to));
        let waits = last.filter(|last| matches!(last.kind, Kind::Colon | Kind::Item));
        let candidates = candidates(&passed, waits.is_some(), below.0);
        let mut lines = gap.split('\n').peekable();
        if self.unfinished {
            self.finish(at, lines.next().unwrap_or(""));
        }
        while let Some(line) = lines.next() {
            // After the last break there are only the blanks before the next token.
            if lines.peek().is_none() && (next.is_some() || line.trim().is_empty()) {
                break;
            }
            match comment(line) {
                None => self.blank = true,
                Some(text) => {
                    let column = line.chars().take_while(|c| *c != '#').count();
                    let own = place(&candidates, below, column, text);
                    self.line(Line {
                        comment: Some(Comment {
                            text: text.to_owned(),
                            column,
                            own: Some(own),
                        }),
                        ..Line::default()
                    });
                }
            }
        }
        if next.is_some() {
            self.line(Line {
                code: " ".repeat(to),
                ..Line::default()
            });
            self.unfinished = true;
            self.kept = false;
        }
    }

    /// Begins a line.
    fn line(&mut self, line: Line) {
        if std::mem::take(&mut self.blank) && !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines.push(line);
    }

    fn append(&mut self, text: &str) {
        if let Some(line) = self.lines.last_mut() {
            line.code.push_str(text);
        }
    }

    /// Ends the last line; `rest` follows its last token, which ends at `byte`.
    fn finish(&mut self, byte: usize, rest: &str) {
        self.unfinished = false;
        if self.kept {
            let rest = rest.trim_end().to_owned();
            return self.append(&rest);
        }
        let Some(text) = comment(rest) else {
            return;
        };
        let width = column(self.text, byte);
        let column = width + rest.chars().take_while(|c| *c != '#').count();
        if let Some(line) = self.lines.last_mut() {
            line.width = width;
            line.comment = Some(Comment {
                text: text.to_owned(),
                column,
                own: None,
            });
        }
    }

    /// Writes a token; returns the byte after what was written.
    fn on_one_line(&mut self, token: &Token) -> usize {
        let text = self.slice(token.start, token.end).to_owned();
        self.append(&text);
        match token.content.clone() {
            Some(content) => self.block(token, &text, content),
            None => token.end,
        }
    }

    /// Writes a value that begins with a token and runs over several lines: unchanged, only moved.
    fn over_lines(&mut self, token: &Token, end: usize) {
        let text = self.slice(token.start, end).to_owned();
        let line = self
            .slice(0, token.start)
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let by = match self.levels.last() {
            Some(level) if self.slice(line, token.start).trim().is_empty() => Move {
                from: token.start - line,
                to: level.to
                    + if level.from == Some(token.start - line) {
                        0
                    } else {
                        STEP
                    },
                least: level.to + STEP,
            },
            Some(level) => Move {
                from: level.from.unwrap_or(level.to),
                to: level.to,
                least: level.to + STEP,
            },
            None => Move {
                from: 0,
                to: 0,
                least: 0,
            },
        };
        for (number, line) in text.split('\n').enumerate() {
            if number == 0 {
                self.append(line);
            } else {
                self.lines.push(Line {
                    code: shift::further(line, by),
                    ..Line::default()
                });
            }
        }
        self.kept = true;
    }

    /// Writes the text of a block, indented two columns more than its parent; returns the byte
    /// after it.
    fn block(&mut self, token: &Token, header: &str, content: Range<usize>) -> usize {
        let rest = self.slice(token.end, content.start).trim_end().to_owned();
        self.finish(token.end, &rest);
        let text = self.slice(content.start, content.end).to_owned();
        let moved = self.levels.last().and_then(|level| {
            let from = shift::column_of_block(header, &text, level.from?)?;
            Some((from, level.to + shift::indicator(header).unwrap_or(STEP)))
        });
        let column = moved.map_or(usize::MAX, |(from, _)| from);
        let text = if header.contains('+') {
            shift::kept(&text, column)
        } else {
            shift::own(&text, column)
        };
        for line in text.split_terminator('\n') {
            let code = match moved {
                Some((from, to)) => shift::of_block(line, from, to),
                None => line.to_owned(),
            };
            self.lines.push(Line {
                code,
                ..Line::default()
            });
        }
        content.start + text.len()
    }
}

/// The column of a byte, in characters.
fn column(text: &str, byte: usize) -> usize {
    let before = text.get(..byte).unwrap_or("");
    before
        .rsplit('\n')
        .next()
        .map_or(0, |line| line.chars().count())
}
