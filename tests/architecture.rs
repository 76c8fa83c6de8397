//! What the source tree keeps to, as checks of one file's path and text: the way imports go, sizes, headers, names,
//! words, pure rules, and statements that name the district.
//!
//! Imports go down this list and never up: main, http, schema, synth, demo, reminding, app, config, live, webhooks, personal, reports, hotline, exports, assessment, statements, published, statistics,
//! practices, the kinds of case (public_voices, oversight, consultations, sentiment_reports, proposals, micro_suggestions),
//! casework, spreadsheets, events, access, linkage, organization, kernel. It differs from the plan in two places, both on purpose: `access` stands above `linkage`,
//! because a token's scope is looked up in the chain; and `demo` stands above `app`, because it loads its data as a
//! caller would. Commands and queries of `organization` may name `linkage`'s `Request`, `Writing`, `Pin` and `Chain`:
//! the view of a district that every command is handed. The `graphql` modules of the slices may name each other and any
//! slice, as GraphQL's types are cyclic; of all else only `schema` may name them.
//!
//! Deliberately absent: a list of files that may break a rule.

mod source;
mod walls;

use std::path::Path;

use source::{Source, module_of};
use walls::walls_are_kept;

const LAYERS: [&str; 32] = [
    "kernel",
    "organization",
    "linkage",
    "access",
    "events",
    "spreadsheets",
    "casework",
    "micro_suggestions",
    "proposals",
    "sentiment_reports",
    "consultations",
    "oversight",
    "public_voices",
    "practices",
    "statistics",
    "published",
    "statements",
    "assessment",
    "exports",
    "hotline",
    "reports",
    "personal",
    "webhooks",
    "live",
    "config",
    "app",
    "reminding",
    "demo",
    "synth",
    "schema",
    "http",
    "main",
];
const SLICES: [&str; 23] = [
    "organization",
    "linkage",
    "access",
    "events",
    "spreadsheets",
    "casework",
    "micro_suggestions",
    "proposals",
    "sentiment_reports",
    "consultations",
    "oversight",
    "public_voices",
    "practices",
    "statistics",
    "published",
    "statements",
    "assessment",
    "exports",
    "hotline",
    "reports",
    "personal",
    "webhooks",
    "live",
];
const VIEW: [&str; 4] = ["Request", "Writing", "Pin", "Chain"];
const LINES_AT_MOST: usize = 500;

type Check = fn(&str, &str) -> Vec<String>;

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| *layer == name)
}

fn is_graphql(module: &[String]) -> bool {
    matches!(module, [slice, face, ..] if SLICES.contains(&slice.as_str()) && face == "graphql")
}

fn has_part(module: &[String], parts: &[&str]) -> bool {
    module.iter().any(|part| parts.contains(&part.as_str()))
}

/// Imports go one way.
fn imports(path: &str, text: &str) -> Vec<String> {
    if !is_source(path) || path == "src/lib.rs" {
        return Vec::new();
    }
    let module = module_of(path);
    let own = module.first().map_or("main", String::as_str);
    let Some(own_layer) = layer(own) else {
        return vec![format!("{path}: `{own}` is in no layer")];
    };
    let mut wrong = Vec::new();
    for named in Source::read(text).paths(path) {
        let Some(first) = named.first() else { continue };
        if path == "src/main.rs" || first == own {
            continue;
        }
        let Some(named_layer) = layer(first) else {
            // A path through `super` may end at the crate's root; any other must name a module.
            continue;
        };
        let view = own == "organization"
            && has_part(&module, &["commands", "queries"])
            && matches!(named.as_slice(), [slice, item, ..] if slice == "linkage" && VIEW.contains(&item.as_str()));
        let faces = is_graphql(&module) && (SLICES.contains(&first.as_str()));
        if named_layer >= own_layer && !view && !faces {
            wrong.push(format!("{path} ({own}) names {}", named.join("::")));
        }
    }
    wrong
}

/// Nothing but the schema and other `graphql` modules names a `graphql` module.
fn graphql_is_a_face(path: &str, text: &str) -> Vec<String> {
    let module = module_of(path);
    if !is_source(path) || is_graphql(&module) || path == "src/schema.rs" {
        return Vec::new();
    }
    Source::read(text)
        .paths(path)
        .iter()
        .filter(|named| is_graphql(named))
        .map(|named| format!("{path} names {}", named.join("::")))
        .collect()
}

/// Rules are plain values in, a decision out.
fn rules_are_pure(path: &str, text: &str) -> Vec<String> {
    let module = module_of(path);
    if !is_source(path) || !has_part(&module, &["rules"]) {
        return Vec::new();
    }
    let source = Source::read(text);
    let code = source.code();
    let mut wrong: Vec<String> = ["async", "await", "sea_orm"]
        .iter()
        .filter(|word| has_word(&code, word))
        .map(|word| format!("{path}: rules with `{word}`"))
        .collect();
    for named in source.paths(path) {
        if has_part(&named, &["commands", "queries", "loaders"]) {
            wrong.push(format!("{path}: rules name {}", named.join("::")));
        }
    }
    wrong
}

/// A file stays readable.
fn size(path: &str, text: &str) -> Vec<String> {
    let lines = text.lines().count();
    if !path.ends_with(".rs") || lines <= LINES_AT_MOST {
        return Vec::new();
    }
    vec![format!("{path}: {lines} lines, at most {LINES_AT_MOST}")]
}

/// Every file says what it is for.
fn header(path: &str, text: &str) -> Vec<String> {
    if !path.ends_with(".rs") || text.starts_with("//! ") {
        return Vec::new();
    }
    vec![format!("{path}: does not open with `//!`")]
}

/// Files and types are named after their subject.
fn names(path: &str, text: &str) -> Vec<String> {
    const EMPTY: [&str; 10] = [
        "util", "utils", "helper", "helpers", "common", "manager", "managers", "service",
        "services", "misc",
    ];
    let mut wrong = Vec::new();
    let stem = path.trim_end_matches(".rs");
    if stem
        .split(['/', '_', '.'])
        .any(|part| EMPTY.contains(&part))
        && !path.starts_with("deploy/")
    {
        wrong.push(format!("{path}: says nothing of its subject"));
    }
    if !path.ends_with(".rs") {
        return wrong;
    }
    let code = Source::read(text).code();
    let words: Vec<&str> = code
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    for pair in words.windows(2) {
        if !matches!(pair[0], "struct" | "enum" | "trait" | "mod" | "type") {
            continue;
        }
        if in_words(pair[1])
            .iter()
            .any(|part| EMPTY.contains(&part.as_str()))
        {
            wrong.push(format!(
                "{path}: `{} {}` says nothing of its subject",
                pair[0], pair[1]
            ));
        }
    }
    wrong
}

/// `SnakeCase` and `snake_case` in words.
fn in_words(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in name.chars() {
        if c == '_' || c.is_uppercase() {
            parts.push(String::new());
        }
        if c != '_' {
            let last = parts.len() - 1;
            parts[last].extend(c.to_lowercase());
        }
    }
    parts
}

/// Nothing is left for later, no lint is silenced, and no machine is named.
fn forbidden_words(path: &str, text: &str) -> Vec<String> {
    let forbidden = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("X", "XX"),
        concat!("#[", "allow("),
        concat!("#![", "allow("),
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
    ];
    let mut wrong = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for word in forbidden {
            if line.contains(word) {
                wrong.push(format!("{path}:{}: `{word}`", number + 1));
            }
        }
    }
    wrong
}

/// Statements written by hand name the district: a change in its own text; a text that names a table to read from or
/// add to, somewhere in its function.
fn district_is_named(path: &str, text: &str) -> Vec<String> {
    if !is_source(path) {
        return Vec::new();
    }
    let source = Source::read(text);
    let items = source.items();
    let mut wrong = Vec::new();
    for statement in &source.texts {
        let Some(verb) = verb_of(&statement.content) else {
            continue;
        };
        let start = items.iter().rev().find(|place| **place <= statement.place);
        let end = items.iter().find(|place| **place > statement.place);
        let within = |place: usize| {
            start.is_none_or(|start| place >= *start) && end.is_none_or(|end| place < *end)
        };
        let said = match verb {
            "UPDATE" | "DELETE" => statement.content.contains("district_id"),
            _ => source
                .texts
                .iter()
                .any(|text| within(text.place) && text.content.contains("district_id")),
        };
        if !said {
            let line = source.code[..statement.place]
                .iter()
                .filter(|c| **c == '\n')
                .count()
                + 1;
            wrong.push(format!("{path}:{line}: {verb} without district_id"));
        }
    }
    wrong
}

fn verb_of(text: &str) -> Option<&'static str> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let table = |word: &str| word.starts_with(|c: char| c.is_ascii_lowercase());
    words
        .windows(2)
        .enumerate()
        .find_map(|(place, pair)| match pair {
            ["DELETE", "FROM"] => Some("DELETE"),
            ["UPDATE", _] if place == 0 => Some("UPDATE"),
            ["INSERT", "INTO"] => Some("INSERT"),
            ["FROM" | "JOIN", name] if table(name) => Some("SELECT"),
            _ => None,
        })
}

fn has_word(code: &str, word: &str) -> bool {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .any(|found| found == word)
}

fn is_source(path: &str) -> bool {
    path.starts_with("src/") && path.ends_with(".rs")
}

/// Every file that people write, by its path from the root.
fn tree() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders: Vec<_> = ["src", "tests", "migrations", "deploy", ".ci", "benches"]
        .map(|folder| root.join(folder))
        .into_iter()
        .filter(|folder| folder.is_dir())
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder can be listed") {
            let path = entry.expect("an entry can be read").path();
            let name = path.file_name().expect("an entry has a name");
            if path.is_dir() {
                if name != "node_modules" && name != "target" {
                    folders.push(path);
                }
                continue;
            }
            let relative = path.strip_prefix(root).expect("it is below the root");
            if let Ok(text) = std::fs::read_to_string(&path) {
                files.push((relative.display().to_string(), text));
            }
        }
    }
    assert!(files.len() > 50, "the tree was found");
    files.sort();
    files
}

fn holds(check: Check) {
    let wrong: Vec<String> = tree()
        .iter()
        .flat_map(|(path, text)| check(path, text))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} findings:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Makes a test that the tree holds a check, and one that the check finds what it is for and lets the rest be.
macro_rules! checked {
    ($check:ident, bad: [$(($bad_path:expr, $bad:expr)),+ $(,)?], good: [$(($good_path:expr, $good:expr)),+ $(,)?]) => {
        mod $check {
            #[test]
            fn holds() {
                super::holds(super::$check);
            }

            #[test]
            fn bites() {
                $(assert_eq!(super::$check($bad_path, $bad).len(), 1, "{}: {}", $bad_path, $bad);)+
                $(assert_eq!(super::$check($good_path, $good), Vec::<String>::new());)+
            }
        }
    };
}

checked!(
    imports,
    bad: [
        ("src/kernel/db.rs", "use crate::organization::NodeKind;"),
        ("src/kernel/db.rs", "use super::super::events::kinds;"),
        ("src/organization/rules/x.rs", "use crate::linkage::Request;"),
        ("src/organization/commands/x.rs", "use crate::{kernel::id, linkage::{Chain, commands::link}};"),
        ("src/linkage/chain.rs", "fn f() { crate::statistics::figure::f(); }"),
        ("src/events/graphql/mod.rs", "use crate::schema::Query;"),
        ("src/app.rs", "use crate::http::serve;"),
        ("src/schema.rs", "use crate::demo;\nuse crate::http::{self};"),
        ("src/novel/mod.rs", ""),
    ],
    good: [
        ("src/organization/commands/x.rs", "use crate::linkage::{Chain, Request};"),
        ("src/organization/graphql/x.rs", "use crate::statistics::graphql::figure::Period;"),
        ("src/events/mod.rs", "// crate::http\nuse crate::linkage::Chain; const T: &str = \"crate::http::x\";"),
        ("src/main.rs", "use workrooms::{access, http};"),
    ]
);
checked!(
    graphql_is_a_face,
    bad: [
        ("src/events/queries.rs", "use super::graphql::Event;"),
        ("src/http/graphql.rs", "use crate::events::graphql::Event;"),
        ("src/linkage/mod.rs", "pub mod graphql;\npub use graphql::Link;"),
    ],
    good: [
        ("src/schema.rs", "use crate::events::graphql::Event;"),
        ("src/http/mod.rs", "use super::http::graphql::answer;"),
    ]
);
checked!(
    rules_are_pure,
    bad: [
        ("src/events/rules/a.rs", "async fn f() {}"),
        ("src/linkage/rules.rs", "use sea_orm::DbErr;"),
        ("src/linkage/rules.rs", "use super::commands::link;"),
    ],
    good: [("src/linkage/rules.rs", "//! No sea_orm, no async.\nfn f() {}")]
);
checked!(
    size,
    bad: [("src/a.rs", &"//! a\n".repeat(501))],
    good: [("src/a.rs", &"//! a\n".repeat(500))]
);
checked!(
    header,
    bad: [("src/a.rs", "use b;\n//! late")],
    good: [("src/a.rs", "//! What it is for.")]
);
checked!(
    names,
    bad: [
        ("src/events/utils.rs", ""),
        ("src/date_helpers/mod.rs", ""),
        ("src/a.rs", "pub struct LinkManager;"),
        ("src/a.rs", "mod common { }"),
    ],
    good: [("src/a.rs", "struct Commons; // struct LinkManager\nfn service() {}")]
);
checked!(
    forbidden_words,
    bad: [
        ("src/a.rs", concat!("// TO", "DO: more")),
        ("deploy/a.yaml", concat!("path: /ho", "me/a")),
        ("tests/a.rs", concat!("#[", "allow(dead_code)]")),
    ],
    good: [("src/a.rs", "#[expect(dead_code, reason = \"…\")]")]
);
checked!(
    district_is_named,
    bad: [
        ("src/a.rs", "fn f() { q(\"SELECT id FROM event\"); }\nfn g() { q(\"district_id\"); }"),
        ("src/a.rs", "fn f() { q(\"UPDATE event SET a = 1\"); q(\"district_id\"); }"),
        ("src/a.rs", "fn f() { q(r\"DELETE FROM event WHERE id = $1\"); }"),
        ("src/a.rs", "const A: &str = \"INSERT INTO tally (day) VALUES\";\nfn g() { q(\"district_id\"); }"),
    ],
    good: [
        ("src/a.rs", "fn f() { q(\"SELECT id FROM event WHERE \"); q(\"district_id = \"); }"),
        ("src/a.rs", "fn f() { q(\"SELECT t.id\"); source(q); q(\") t JOIN (\"); }"),
        ("src/a.rs", "fn f() { say(\"UPDATES come later; FOR UPDATE\"); }"),
    ]
);
checked!(
    walls_are_kept,
    bad: [
        ("src/events/queries.rs", "fn f() { Reader::on_errand(db, Errand::Admit) }"),
        ("src/access/gate.rs", "fn f() { Reader::on_errand(db, Errand::Remind) }"),
        ("src/app.rs", "fn f() { actor.without_filter() }"),
        ("src/events/queries.rs", "fn f() { request.door().await }"),
        ("src/events/graphql/event.rs", "fn f() { request.clock.now() }"),
    ],
    good: [
        ("src/access/gate.rs", "use crate::kernel::viewpoint::Errand; fn f() { g(Errand::Admit) }"),
        ("tests/a.rs", "fn f() { actor.without_filter(); g(Errand::Admit) }"),
    ]
);
