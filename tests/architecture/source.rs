//! A Rust file as the checks see it: its code without comments and texts, its texts, and every path that it names in
//! this crate, with groups and `super` written out.
//! Deliberately absent: a grammar. What these functions do not understand they leave as it is.

/// A file taken apart. `code` is as long as the file, with blanks for comments and texts, so places agree.
#[derive(Debug)]
pub struct Source {
    pub code: Vec<char>,
    pub texts: Vec<Text>,
}

/// A text between quotes.
#[derive(Debug)]
pub struct Text {
    pub place: usize,
    pub content: String,
}

impl Source {
    pub fn read(file: &str) -> Self {
        let chars: Vec<char> = file.chars().collect();
        let mut code = Vec::with_capacity(chars.len());
        let mut texts = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let rest = &chars[at..];
            let (length, kept) = match rest {
                ['/', '/', ..] => (line(rest), false),
                ['/', '*', ..] => (past(rest, &['*', '/'], 2), false),
                ['"', ..] => (quoted(rest), false),
                ['r', '"' | '#', ..] if !ends_word(&code) => match raw(rest) {
                    Some(length) => (length, false),
                    None => (1, true),
                },
                ['\'', '\\', ..] => (past(&rest[3.min(rest.len())..], &['\''], 0) + 3, false),
                ['\'', _, '\'', ..] => (3, false),
                _ => (1, true),
            };
            let piece = &rest[..length.min(rest.len())];
            if matches!(rest, ['"' | 'r', ..]) && !kept {
                texts.push(Text {
                    place: at,
                    content: piece.iter().collect(),
                });
            }
            code.extend(
                piece
                    .iter()
                    .map(|c| if kept || *c == '\n' { *c } else { ' ' }),
            );
            at += piece.len();
        }
        Self { code, texts }
    }

    pub fn code(&self) -> String {
        self.code.iter().collect()
    }

    /// Where functions and constants begin, and the end of the file.
    pub fn items(&self) -> Vec<usize> {
        let mut places = Vec::new();
        let mut at = 0;
        for line in self.code().split('\n') {
            let first = line
                .split_whitespace()
                .find(|word| !word.starts_with("pub") && *word != "async");
            if matches!(first, Some("fn" | "const" | "static")) {
                places.push(at);
            }
            at += line.chars().count() + 1;
        }
        places.push(at);
        places
    }

    /// Every path into this crate, from its root: of `crate::`, `super::`, `self::`, the crate's name in the program's
    /// file, and of `use` with a child module. Macros are left out: Rust hangs them at the root wherever they stand.
    pub fn paths(&self, file: &str) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        let words = words(&self.code());
        for at in 0..words.len() {
            let before = at.checked_sub(1).map(|place| words[place].as_str());
            let after = words.get(at + 1).map(String::as_str);
            let root = match words[at].as_str() {
                _ if before == Some("::") => continue,
                "crate" | "workrooms" => Vec::new(),
                "super" | "self" => module_of(file),
                "graphql" if before == Some("use") => {
                    let mut root = module_of(file);
                    root.push("graphql".to_owned());
                    root
                }
                _ => continue,
            };
            if after != Some("::") {
                continue;
            }
            let mut root = root;
            if words[at] == "super" {
                root.pop();
            }
            tree(&words, at + 2, root, &mut found);
        }
        found
    }
}

fn line(rest: &[char]) -> usize {
    rest.iter().position(|c| *c == '\n').unwrap_or(rest.len())
}

/// The length up to and with `end`, looked for from `from` on.
fn past(rest: &[char], end: &[char], from: usize) -> usize {
    (from..rest.len())
        .find(|at| rest[*at..].starts_with(end))
        .map_or(rest.len(), |at| at + end.len())
}

fn quoted(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw(rest: &[char]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return None;
    }
    let mut end = vec!['"'];
    end.extend(std::iter::repeat_n('#', hashes));
    Some(past(rest, &end, 2 + hashes))
}

fn ends_word(code: &[char]) -> bool {
    code.last()
        .is_some_and(|c| c.is_alphanumeric() || *c == '_')
}

/// Identifiers, `::`, and every other sign on its own.
fn words(code: &str) -> Vec<String> {
    let chars: Vec<char> = code.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let length = if chars[at].is_alphanumeric() || chars[at] == '_' {
            chars[at..]
                .iter()
                .take_while(|c| c.is_alphanumeric() || **c == '_')
                .count()
        } else if chars[at..].starts_with(&[':', ':']) {
            2
        } else {
            1
        };
        let word: String = chars[at..at + length].iter().collect();
        if !word.trim().is_empty() {
            words.push(word);
        }
        at += length;
    }
    words
}

/// Reads one tree of paths and gives the place after it.
fn tree(words: &[String], at: usize, mut root: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    match words.get(at).map(String::as_str) {
        Some("{") => {
            let mut at = at + 1;
            while at < words.len() && words[at] != "}" {
                at = tree(words, at, root.clone(), found);
                while at < words.len() && words[at] != "," && words[at] != "}" {
                    at += 1;
                }
                if at < words.len() && words[at] == "," {
                    at += 1;
                }
            }
            at + 1
        }
        Some(word) if word.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
            let next = words.get(at + 1).map(String::as_str);
            if word == "super" {
                root.pop();
            } else if word != "self" {
                root.push(word.to_owned());
            }
            if next == Some("::") {
                return tree(words, at + 2, root, found);
            }
            if next != Some("!") {
                found.push(root);
            }
            at + 1
        }
        _ => {
            found.push(root);
            at + 1
        }
    }
}

/// The module that a file is: `src/a/b.rs` and `src/a/b/mod.rs` are `a::b`.
pub fn module_of(file: &str) -> Vec<String> {
    let path = file.strip_prefix("src/").unwrap_or(file);
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    match path {
        "lib" | "main" => Vec::new(),
        path => path.split('/').map(str::to_owned).collect(),
    }
}

#[test]
fn a_file_is_taken_apart() {
    let file = "//! a \"b\"\nuse crate::a::{self, b::C, d::{E, F}};\nfn g() { super::h(\"x::\\\"\", 'c', '\"', r#\"y\"z\"#); crate::m!(); }";
    let source = Source::read(file);
    assert_eq!(source.code.len(), file.chars().count());
    let texts: Vec<&str> = source
        .texts
        .iter()
        .map(|text| text.content.as_str())
        .collect();
    assert_eq!(texts, ["\"x::\\\"\"", "r#\"y\"z\"#"]);
    let paths: Vec<String> = source
        .paths("src/p/q/mod.rs")
        .iter()
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(paths, ["a", "a::b::C", "a::d::E", "a::d::F", "p::h"]);
}
