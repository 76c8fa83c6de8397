//! Documents made from the schema: every field of a type, and what is below it, down to other things with an id of their
//! own, which have documents of their own. Deliberately absent: what is looked for in the answers.

use std::collections::BTreeSet;

use apollo_compiler::ast::Type;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use serde_json::Value;

use super::walk::Schema;
use super::world::CODES;

/// So deep do documents go.
const DEEP: usize = 7;

/// What full readings are for.
const PURPOSE: &str = "权限核对";

/// A field of a type, `Event.title`.
pub type Field = (String, String);

/// The selection of everything of a type.
pub fn everything(schema: &Schema, of: &str) -> String {
    selection(schema, of, &mut vec![of.to_owned()])
}

fn selection(schema: &Schema, of: &str, path: &mut Vec<String>) -> String {
    let mut text = String::from("{ __typename ");
    match &schema.types[of] {
        ExtendedType::Object(object) => {
            for (name, field) in &object.fields {
                if let Some(below) = below(schema, field, path) {
                    text += &format!("{name}{} {below} ", arguments(schema, field));
                }
            }
        }
        _ => {
            for object in possible(schema, of) {
                let inner = bare_or_whole(schema, &object, path);
                text += &format!("... on {object} {inner} ");
            }
        }
    }
    text + "}"
}

/// What is asked below a field; none where the document has gone deep enough.
fn below(schema: &Schema, field: &FieldDefinition, path: &mut Vec<String>) -> Option<String> {
    let ty = field.ty.inner_named_type().as_str();
    match &schema.types[ty] {
        ExtendedType::Object(_) => {
            if path.iter().any(|above| above == ty) && !has_id(schema, ty) || path.len() >= DEEP {
                return None;
            }
            Some(bare_or_whole(schema, ty, path))
        }
        ExtendedType::Interface(_) | ExtendedType::Union(_) => {
            if path.len() >= DEEP {
                return None;
            }
            Some(selection(schema, ty, path))
        }
        _ => Some(String::new()),
    }
}

/// Of a thing with an id of its own only what takes no argument and has nothing below; of all else everything.
fn bare_or_whole(schema: &Schema, ty: &str, path: &mut Vec<String>) -> String {
    if has_id(schema, ty) {
        return bare(schema, ty);
    }
    path.push(ty.to_owned());
    let text = selection(schema, ty, path);
    path.pop();
    text
}

fn bare(schema: &Schema, ty: &str) -> String {
    let object = schema.get_object(ty).unwrap();
    let leaves = object.fields.iter().filter(|(_, field)| {
        let inner = &schema.types[field.ty.inner_named_type()];
        matches!(inner, ExtendedType::Scalar(_) | ExtendedType::Enum(_))
            && field
                .arguments
                .iter()
                .all(|argument| !argument.is_required())
    });
    let names: Vec<_> = leaves
        .map(|(name, field)| format!("{name}{}", arguments(schema, field)))
        .collect();
    format!("{{ __typename {} }}", names.join(" "))
}

fn has_id(schema: &Schema, ty: &str) -> bool {
    let object = schema.get_object(ty);
    object.is_some_and(|object| {
        object
            .implements_interfaces
            .iter()
            .any(|name| name.name == "Node")
    })
}

fn possible(schema: &Schema, of: &str) -> Vec<String> {
    let names = schema.types.iter().filter_map(|(name, ty)| match ty {
        ExtendedType::Object(_) if schema.is_subtype(of, name) => Some(name.to_string()),
        _ => None,
    });
    names.collect()
}

fn arguments(schema: &Schema, field: &FieldDefinition) -> String {
    let given: Vec<_> = field
        .arguments
        .iter()
        .filter(|argument| {
            let asked_for = ["whatIf", "full", "purpose"];
            argument.is_required() || asked_for.contains(&argument.name.as_str())
        })
        .map(|argument| {
            format!(
                "{}: {}",
                argument.name,
                literal(schema, &argument.ty, &argument.name)
            )
        })
        .collect();
    match given.is_empty() {
        true => String::new(),
        false => format!("({})", given.join(", ")),
    }
}

fn literal(schema: &Schema, ty: &Type, name: &str) -> String {
    match (ty.inner_named_type().as_str(), name) {
        ("MetricCode", _) => return "[EVENTS, PERSON_TIMES]".to_owned(),
        ("PeriodInput", _) => return "{ year: 2022 }".to_owned(),
        ("DivisionCode", _) => return format!("\"{}\"", CODES[0]),
        ("ID", _) => return "$member".to_owned(),
        // Everything is asked for in full.
        (_, "full") => return "true".to_owned(),
        (_, "purpose") => return format!("\"{PURPOSE}\""),
        _ => {}
    }
    let one = match &schema.types[ty.inner_named_type()] {
        ExtendedType::Enum(kinds) => kinds.values.keys().next().unwrap().to_string(),
        _ => match ty.inner_named_type().as_str() {
            "Date" => "\"2022-11-07\"".to_owned(),
            "Month" => "\"2022-11\"".to_owned(),
            "Int" | "Long" => "1".to_owned(),
            _ => "\"文字\"".to_owned(),
        },
    };
    match ty.is_list() {
        true => format!("[{one}]"),
        false => one,
    }
}

/// Notes which fields of which types an answer holds.
pub fn visited(answer: &Value, fields: &mut BTreeSet<Field>) {
    match answer {
        Value::Array(items) => items.iter().for_each(|item| visited(item, fields)),
        Value::Object(object) => {
            if let Some(of) = object.get("__typename").and_then(Value::as_str) {
                let names = object.keys().filter(|name| *name != "__typename");
                fields.extend(names.map(|name| (of.to_owned(), name.clone())));
            }
            object.values().for_each(|value| visited(value, fields));
        }
        _ => {}
    }
}

/// Every field of every type that answers are made of.
pub fn all_fields(schema: &Schema) -> BTreeSet<Field> {
    let objects = schema.types.iter().filter_map(|(name, ty)| match ty {
        ExtendedType::Object(object) if !name.starts_with("__") => Some((name, object)),
        _ => None,
    });
    let fields = objects.flat_map(|(name, object)| {
        let of = name.to_string();
        let names = object.fields.keys();
        names.map(move |field| (of.clone(), field.to_string()))
    });
    fields
        .filter(|(of, _)| !["Query", "Mutation", "Subscription"].contains(&of.as_str()))
        .collect()
}
