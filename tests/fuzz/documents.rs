//! Requests and their documents.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU32, Ordering};

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use clap::Parser;
use serde_json::{Map, Value};
use workrooms::config::Config;
use workrooms::http::documents::Documents;
use workrooms::http::limits::measure;
use workrooms::http::request::{read_body, read_parameters};

use super::{INPUTS, spoken};

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    config: Config,
}

fn guard() -> Documents {
    let line = Line::parse_from(["workrooms"]);
    Documents::new(&workrooms::schema::sdl(), &line.config.http.limits).unwrap()
}

/// A document that passes means the same to the guard and to the executor, and its cost is a number.
fn hold(guard: &Documents, text: &str) -> bool {
    let told = guard.check(text);
    let again = guard.check(text);
    assert_eq!(told.is_ok(), again.is_ok(), "{text}");
    let Ok(document) = told else { return false };
    let known: Vec<_> = document.checked.operations.iter().collect();
    let Ok(runnable) = &document.runnable else {
        return false;
    };
    assert_eq!(runnable.operations.iter().count(), known.len(), "{text}");
    for operation in known {
        let cost = measure(&document.checked, operation, &Map::new());
        assert!(cost.check(u64::MAX).is_ok() || cost.objects > 0, "{text}");
    }
    true
}

#[test]
fn words_in_any_order_are_a_document_or_are_refused() {
    let guard = AssertUnwindSafe(guard());
    let words = [
        "query ",
        "mutation ",
        "subscription ",
        "fragment F on ",
        "...F",
        "... on Node",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ":",
        "$a",
        "!",
        "=",
        "|",
        "&",
        "@include(if: true)",
        "@skip(if: $a)",
        "\"\"\"",
        "\"",
        "\\u{1F600}",
        "\\uD800",
        "#",
        "\n",
        "\u{feff}",
        "district",
        "(code: \"430503\")",
        "id",
        "__typename",
        "__schema",
        "workrooms",
        "nodes",
        "first: 1",
        "null",
        "1e999",
        "-0",
        "Query",
        "District",
        "$a: ID!",
        "钥匙",
        "\0",
        ",",
        "{ a: {",
        "true",
        "on ",
        "type A",
    ];
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<Vec<u8>>()
        .for_each(|bytes| {
            hold(&guard, &spoken(&words, bytes).concat());
        });
}

#[test]
fn what_follows_the_schema_is_a_document() {
    let guard = AssertUnwindSafe(guard());
    let (held, asked) = (AtomicU32::new(0), AtomicU32::new(0));
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<[u8; 48]>()
        .for_each(|bytes| {
            let root = if bytes[0] % 4 == 0 {
                "mutation"
            } else {
                "query"
            };
            let type_name = if root == "query" { "Query" } else { "Mutation" };
            let mut chance = bytes.iter().copied();
            let text = format!(
                "{root} {}",
                selection(&guard.schema, type_name, &mut chance, 0)
            );
            asked.fetch_add(1, Ordering::Relaxed);
            held.fetch_add(u32::from(hold(&guard, &text)), Ordering::Relaxed);
        });
    assert_eq!(held.into_inner(), asked.into_inner());
}

/// A selection of fields that the bytes choose.
fn selection(
    schema: &Schema,
    type_name: &str,
    chance: &mut impl Iterator<Item = u8>,
    depth: usize,
) -> String {
    let fields = match schema.types.get(type_name) {
        Some(ExtendedType::Object(object)) => &object.fields,
        Some(ExtendedType::Interface(interface)) => &interface.fields,
        _ => return "{ __typename }".to_owned(),
    };
    let mut text = "{ __typename".to_owned();
    for _ in 0..=chance.next().unwrap_or(0) % 3 {
        let Some(byte) = chance.next() else { break };
        let (name, field) = fields.get_index(usize::from(byte) % fields.len()).unwrap();
        let inner = field.ty.inner_named_type().as_str();
        let leaf = matches!(
            schema.types.get(inner),
            Some(ExtendedType::Scalar(_) | ExtendedType::Enum(_))
        );
        if !leaf && depth > 6 {
            continue;
        }
        let arguments: Vec<_> = field
            .arguments
            .iter()
            .filter(|argument| argument.is_required())
            .map(|argument| format!("{}: {}", argument.name, literal(schema, &argument.ty)))
            .collect();
        let alias = text.len();
        text.push_str(&format!(" a{alias}: {name}"));
        if !arguments.is_empty() {
            text.push_str(&format!("({})", arguments.join(", ")));
        }
        if !leaf {
            text.push(' ');
            text.push_str(&selection(schema, inner, chance, depth + 1));
        }
    }
    text.push_str(" }");
    text
}

/// A value of a type, the shortest one.
fn literal(schema: &Schema, ty: &Type) -> String {
    if ty.is_list() {
        return "[]".to_owned();
    }
    let name = ty.inner_named_type().as_str();
    match (name, schema.types.get(name)) {
        (_, Some(ExtendedType::Enum(one))) => one.values.keys().next().unwrap().to_string(),
        (_, Some(ExtendedType::InputObject(input))) => {
            let one = input.directives.has("oneOf");
            let fields = input.fields.values();
            let fields = fields.filter(|field| one || field.is_required());
            let told: Vec<_> = fields
                .take(if one { 1 } else { usize::MAX })
                .map(|field| format!("{}: {}", field.name, literal(schema, &field.ty)))
                .collect();
            format!("{{ {} }}", told.join(", "))
        }
        ("Int" | "Float" | "Long", _) => "1".to_owned(),
        ("Boolean", _) => "true".to_owned(),
        ("Date", _) => "\"2022-07-03\"".to_owned(),
        ("DateTime", _) => "\"2022-07-03T10:00:00+08:00\"".to_owned(),
        ("Month", _) => "\"2022-07\"".to_owned(),
        ("Decimal", _) => "\"1.5\"".to_owned(),
        ("UUID", _) => "\"00000000-0000-7000-8000-000000000000\"".to_owned(),
        _ => "\"430503\"".to_owned(),
    }
}

#[test]
fn any_bytes_are_a_request_or_are_refused() {
    let words = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"query\"",
        "\"{ a }\"",
        "\"variables\"",
        "\"extensions\"",
        "\"operationName\"",
        "null",
        "1",
        "1e400",
        "\"\\ud800\"",
        "\"",
        "\u{feff}",
        "true",
        "{\"query\":\"{ a }\",\"variables\":",
    ];
    bolero::check!()
        .with_iterations(INPUTS)
        .with_type::<Vec<u8>>()
        .for_each(|bytes| {
            let text = spoken(&words, bytes).concat();
            for body in [text.as_bytes(), bytes] {
                if let Ok(asked) = read_body(body) {
                    let told: Value = serde_json::from_slice(body).unwrap();
                    assert_eq!(told["query"], Value::String(asked.query));
                }
            }
            let pairs = ["query", "variables", "extensions", "operationName", "x"];
            let pairs = pairs.map(|name| (name.to_owned(), text.clone())).to_vec();
            let _ = read_parameters(pairs);
        });
}
