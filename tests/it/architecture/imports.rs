//! The files of a crate and which of them name items of which others, read from their tokens.
//!
//! A name is followed through `use` declarations and re-exports to the file that defines it, so
//! `crate::report::Page` is an edge to `report/page.rs`, not to `report/mod.rs`. Unit tests are
//! left out. Method calls name no path and are invisible here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

type Names = Vec<String>;

/// The words that begin an item with a name.
const ITEMS: [&str; 8] = [
    "fn", "struct", "enum", "trait", "type", "const", "static", "union",
];

/// One module: its file, what it declares and what it imports.
#[derive(Default)]
struct Module {
    file: PathBuf,
    children: BTreeSet<String>,
    /// Names of items that the file itself defines.
    items: BTreeSet<String>,
    /// A name in scope → the path that it was imported by.
    imports: BTreeMap<String, Names>,
    globs: Vec<Names>,
    /// Paths in the code, as written.
    paths: BTreeSet<Names>,
}

/// What a path leads to.
enum Target<'a> {
    Module(&'a Names),
    Item(&'a Path),
}

/// A crate's modules by path, the root under the empty path.
#[derive(Default)]
pub struct Modules(BTreeMap<Names, Module>);

impl Modules {
    /// Reads the crate whose root file is `root`; files are named relative to `base`.
    pub fn read(root: &Path, base: &Path) -> Self {
        let mut modules = Self::default();
        modules.add(Vec::new(), root, root.parent().unwrap(), base);
        modules
    }

    /// Adds a module and those below it. `folder` is where its child modules are.
    fn add(&mut self, name: Names, file: &Path, folder: &Path, base: &Path) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| {
            panic!("{}: {error}", file.display());
        });
        let tokens: TokenStream = text.parse().expect("the file is Rust");
        let mut module = Module {
            file: file.strip_prefix(base).unwrap().to_owned(),
            ..Module::default()
        };
        let mut files = Vec::new();
        Reader {
            module: &mut module,
            files: &mut files,
        }
        .read(tokens, 0, true);
        for (child, path) in files {
            let own_folder = folder.join(&child);
            let (file, folder) = match path {
                Some(path) => (file.parent().unwrap().join(path), own_folder),
                None if own_folder.join("mod.rs").is_file() => {
                    (own_folder.join("mod.rs"), own_folder)
                }
                None => (folder.join(format!("{child}.rs")), own_folder),
            };
            let name = [name.clone(), vec![child]].concat();
            self.add(name, &file, &folder, base);
        }
        self.0.insert(name, module);
    }

    /// The edges: a file and a file that it names, without those between a module and its own
    /// child.
    pub fn edges(&self) -> BTreeMap<&Path, BTreeSet<&Path>> {
        let mut edges: BTreeMap<&Path, BTreeSet<&Path>> = BTreeMap::new();
        for (name, module) in &self.0 {
            let named = edges.entry(&module.file).or_default();
            let imported = module.imports.values();
            for path in imported.chain(&module.paths).chain(&module.globs) {
                if let Some(Target::Item(file)) = self.resolve(name, path, 0) {
                    named.insert(file);
                }
            }
            for path in &module.globs {
                if let Some(Target::Module(target)) = self.resolve(name, path, 0) {
                    named.insert(&self.0[target].file);
                }
            }
        }
        for (name, module) in &self.0 {
            for child in &module.children {
                let child = &self.0[&[name.clone(), vec![child.clone()]].concat()].file;
                edges.get_mut(&*module.file).unwrap().remove(&**child);
                edges.get_mut(&**child).unwrap().remove(&*module.file);
            }
        }
        for (file, named) in &mut edges {
            named.remove(file);
        }
        edges
    }

    /// Follows a path as written in a module; `None` where it leaves the crate.
    fn resolve(&self, from: &Names, path: &[String], depth: usize) -> Option<Target<'_>> {
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" => Vec::new(),
            "self" => from.clone(),
            "super" => from[..from.len().checked_sub(1)?].to_vec(),
            _ => return self.lookup(from, path, depth),
        };
        if rest.is_empty() {
            return self
                .0
                .get_key_value(&start)
                .map(|(name, _)| Target::Module(name));
        }
        if rest[0] == "super" {
            return self.resolve(&start, rest, depth);
        }
        self.lookup(&start, rest, depth)
    }

    /// Follows a path from the names that a module has: its children, items and imports.
    fn lookup(&self, from: &Names, path: &[String], depth: usize) -> Option<Target<'_>> {
        // `use serde;` imports a name by itself.
        if depth > 16 {
            return None;
        }
        let (name, module) = self.0.get_key_value(from)?;
        let Some((first, rest)) = path.split_first() else {
            return Some(Target::Module(name));
        };
        let item = module.items.contains(first) || module.imports.contains_key(first);
        // A function may have the name of its module; the path of a module goes on.
        if module.children.contains(first) && !(rest.is_empty() && item) {
            let child = [from.clone(), vec![first.clone()]].concat();
            return self.lookup(&child, rest, depth);
        }
        if module.items.contains(first) {
            return Some(Target::Item(&module.file));
        }
        if let Some(imported) = module.imports.get(first) {
            return match self.resolve(from, imported, depth + 1)? {
                Target::Module(target) => self.lookup(target, rest, depth + 1),
                item @ Target::Item(_) => Some(item),
            };
        }
        module
            .globs
            .iter()
            .find_map(|glob| match self.resolve(from, glob, depth + 1)? {
                Target::Module(target) if target != from => self.lookup(target, path, depth + 1),
                _ => None,
            })
    }
}

/// Reads one file's tokens into its module.
struct Reader<'a> {
    module: &'a mut Module,
    /// The child modules that have a file of their own, with the path in their attribute.
    files: &'a mut Vec<(String, Option<String>)>,
}

impl Reader<'_> {
    /// `inside` counts the inline modules around the tokens: as many `super` stay in this file.
    /// `top` is false in the body of an item.
    fn read(&mut self, tokens: TokenStream, inside: usize, top: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        let mut attributes = String::new();
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Punct(p) if p.as_char() == '#' => {
                    at += 1;
                    if let Some(TokenTree::Group(group)) = tokens.get(at) {
                        attributes += &group.to_string().replace(' ', "");
                        at += 1;
                    }
                    continue;
                }
                TokenTree::Group(group) => self.read(group.stream(), inside, false),
                TokenTree::Ident(word) if word == "pub" => {
                    at += 1;
                    if let Some(TokenTree::Group(_)) = tokens.get(at) {
                        at += 1;
                    }
                    continue;
                }
                TokenTree::Ident(_) if attributes.contains("[cfg(test)]") => {
                    at = end_of_item(&tokens, at);
                    attributes.clear();
                    continue;
                }
                TokenTree::Ident(word) => {
                    let word = word.to_string();
                    if top
                        && inside == 0
                        && ITEMS.contains(&word.as_str())
                        && let Some(TokenTree::Ident(name)) = tokens.get(at + 1)
                    {
                        self.module.items.insert(name.to_string());
                    }
                    at = self.word(&word, &tokens, at, &attributes, inside);
                    attributes.clear();
                    continue;
                }
                _ => {}
            }
            attributes.clear();
            at += 1;
        }
    }

    /// Reads what begins with a word; returns where it ends.
    fn word(
        &mut self,
        word: &str,
        tokens: &[TokenTree],
        at: usize,
        attributes: &str,
        inside: usize,
    ) -> usize {
        let next = match tokens.get(at + 1) {
            Some(TokenTree::Ident(name)) => Some(name.to_string()),
            _ => None,
        };
        match (word, next) {
            ("use", _) => {
                let end = end_of_item(tokens, at);
                self.imports(&tokens[at + 1..end], &Vec::new(), inside);
                end
            }
            ("mod", Some(name)) => {
                if let Some(TokenTree::Group(group)) = tokens.get(at + 2) {
                    self.read(group.stream(), inside + 1, true);
                } else {
                    let path = attributes.split("[path=\"").nth(1);
                    let path = path.and_then(|rest| rest.split('"').next());
                    self.module.children.insert(name.clone());
                    self.files.push((name, path.map(str::to_owned)));
                }
                at + 3
            }
            _ => {
                let (path, end) = path(tokens, at);
                if path.len() > 1 {
                    let path = below(path, inside);
                    self.module.paths.insert(path);
                }
                end
            }
        }
    }

    /// Reads the tree of a `use` declaration.
    fn imports(&mut self, tokens: &[TokenTree], before: &Names, inside: usize) {
        for part in tokens.split(|token| is(token, ',')) {
            let (written, at) = path(part, 0);
            let whole = [before.clone(), written].concat();
            match part.get(at) {
                None => {
                    let Some(last) = whole.last().cloned() else {
                        continue;
                    };
                    let (name, whole) = if last == "self" {
                        let whole = whole[..whole.len() - 1].to_vec();
                        (whole.last().cloned().unwrap_or_default(), whole)
                    } else {
                        (last, whole)
                    };
                    self.module.imports.insert(name, below(whole, inside));
                }
                Some(TokenTree::Ident(word)) if word == "as" => {
                    if let Some(TokenTree::Ident(name)) = part.get(at + 1) {
                        // Traits imported `as _` name an item all the same.
                        let name = match name.to_string() {
                            hidden if hidden == "_" => whole.join("::"),
                            name => name,
                        };
                        self.module.imports.insert(name, below(whole, inside));
                    }
                }
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                    self.imports(&tokens, &whole, inside);
                }
                Some(token) if is(token, '*') => self.module.globs.push(below(whole, inside)),
                Some(_) => {}
            }
        }
    }
}

/// A path written in an inline module, as the file's own module would write it.
fn below(mut path: Names, inside: usize) -> Names {
    for _ in 0..inside {
        if path.first().is_some_and(|first| first == "super") {
            path.remove(0);
        }
    }
    path
}

/// The path that begins at a token, and where it ends: after a trailing `::` if a group or `*`
/// follows.
fn path(tokens: &[TokenTree], mut at: usize) -> (Names, usize) {
    let mut names = Vec::new();
    // A leading `::` names another crate.
    while let Some(TokenTree::Ident(word)) = tokens.get(at) {
        names.push(word.to_string());
        at += 1;
        if !(tokens.get(at).is_some_and(|token| is(token, ':'))
            && tokens.get(at + 1).is_some_and(|token| is(token, ':')))
        {
            break;
        }
        at += 2;
    }
    (names, at)
}

fn is(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

/// Where the item that begins at a token ends: after its `;` or its braces.
fn end_of_item(tokens: &[TokenTree], at: usize) -> usize {
    let is_use = matches!(&tokens[at], TokenTree::Ident(word) if word == "use");
    let end = tokens[at..].iter().position(|token| match token {
        TokenTree::Group(group) => !is_use && group.delimiter() == Delimiter::Brace,
        token => is(token, ';'),
    });
    match end {
        Some(end) if is_use => at + end,
        Some(end) => at + end + 1,
        None => tokens.len(),
    }
}

/// The rings: files that name each other, directly or through others, each ring sorted.
pub fn rings<'a>(edges: &BTreeMap<&'a Path, BTreeSet<&'a Path>>) -> Vec<Vec<&'a Path>> {
    let mut search = Search::new(edges);
    for file in edges.keys() {
        if !search.order.contains_key(file) {
            search.visit(file);
        }
    }
    search.rings.sort();
    search.rings
}

/// Tarjan's search for strongly connected components.
struct Search<'a, 'e> {
    edges: &'e BTreeMap<&'a Path, BTreeSet<&'a Path>>,
    order: BTreeMap<&'a Path, usize>,
    lowest: BTreeMap<&'a Path, usize>,
    open: Vec<&'a Path>,
    rings: Vec<Vec<&'a Path>>,
}

impl<'a, 'e> Search<'a, 'e> {
    fn new(edges: &'e BTreeMap<&'a Path, BTreeSet<&'a Path>>) -> Self {
        Self {
            edges,
            order: BTreeMap::new(),
            lowest: BTreeMap::new(),
            open: Vec::new(),
            rings: Vec::new(),
        }
    }

    fn visit(&mut self, file: &'a Path) {
        let number = self.order.len();
        self.order.insert(file, number);
        self.lowest.insert(file, number);
        self.open.push(file);
        for named in &self.edges[file] {
            if !self.order.contains_key(named) {
                self.visit(named);
                let lowest = self.lowest[file].min(self.lowest[named]);
                self.lowest.insert(file, lowest);
            } else if self.open.contains(named) {
                let lowest = self.lowest[file].min(self.order[named]);
                self.lowest.insert(file, lowest);
            }
        }
        if self.lowest[file] == number {
            let from = self.open.iter().position(|open| open == &file).unwrap();
            let mut ring = self.open.split_off(from);
            ring.sort();
            if ring.len() > 1 {
                self.rings.push(ring);
            }
        }
    }
}
